"""The quick way through a tracking call gives what the plain way gives, for calls of any shape."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from muster.sources.kinds.segment import calls, packing
from muster.sources.kinds.segment.calls import BadCall, Event
from muster.sources.kinds.segment.quick import Reading

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
TEXTS = st.sampled_from(
    ["u1", " u2 ", "", "a" * 256, "Łódź", "\ud800", "nul\0", "2026-11-28T10:00:00.000Z",
     "2026-13-41T10:00:00.000Z", "2026-1-2", "track", "page", "x" * 9_000]
)  # fmt: skip
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | TEXTS | st.just(10**30)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
)
DEEP = st.integers(1, 45).map(lambda n: json.loads('{"a":' * n + "1" + "}" * n))
NAMES = (
    "type", "userId", "anonymousId", "previousId", "groupId", "messageId", "event", "name",
    "timestamp", "sentAt", "properties", "traits", "context", "other",
)  # fmt: skip
USUAL = {
    "type": st.sampled_from([*calls.TYPES, "nonsense"]),
    "userId": st.sampled_from(["u1", " u2 ", "u3"]),
    "event": st.sampled_from(["Song Played", " ", "Donation"]),
    "previousId": st.just("b1"),
    "groupId": st.just("g1"),
    "timestamp": st.sampled_from(["2026-11-28T10:00:00.123Z", "2026-11-28T10:00:00+01:00"]),
    "properties": st.dictionaries(TEXTS, LEAVES, max_size=3) | DEEP,
    "traits": st.dictionaries(TEXTS, LEAVES, max_size=3),
    "context": st.dictionaries(st.sampled_from(["traits", "page"]), VALUES, max_size=2),
}
EVENTS = st.fixed_dictionaries({}, optional=USUAL) | st.dictionaries(
    st.sampled_from(NAMES), VALUES | DEEP, max_size=7
)


def plainly(path, body):
    told = calls.parse(body)
    return list(calls.events(path, told, NOW)), told.get("writeKey")


def quickly(path, body):
    reading = Reading(path, body)
    return reading.events(NOW), reading.key


def outcome(way, path, body):
    try:
        return way(path, body)
    except BadCall as problem:
        return str(problem)


@settings(deadline=None)
@given(EVENTS, st.sampled_from(calls.TYPES))
def test_a_single_call(event, path):
    body = json.dumps(event).encode()
    assert outcome(quickly, path, body) == outcome(plainly, path, body)


@settings(deadline=None)
@given(
    st.lists(EVENTS | VALUES, max_size=5),
    st.dictionaries(
        st.sampled_from(["sentAt", "context", "writeKey", "other"]), VALUES | DEEP, max_size=3
    ),
    st.booleans(),
)
def test_a_batch(batch, around, is_ascii):
    told = json.dumps({**around, "batch": batch}, ensure_ascii=is_ascii)
    body = told.encode("utf-8", "replace")
    assert outcome(quickly, "batch", body) == outcome(plainly, "batch", body)


@settings(deadline=None)
@given(st.binary(max_size=60), st.sampled_from(["batch", "track"]))
def test_any_bytes(body, path):
    for whole in (
        body,
        b'{"batch": [' + body + b"]}",
        b'{"userId": "u", "event": "' + body + b'"}',
    ):
        assert outcome(quickly, path, whole) == outcome(plainly, path, whole)


@settings(deadline=None)
@given(st.lists(EVENTS, max_size=4))
def test_what_is_packed_comes_out_the_same(batch):
    body = json.dumps({"batch": batch}).encode()
    try:
        kept = [event for event in quickly("batch", body)[0] if isinstance(event, Event)]
    except BadCall:
        return
    assert packing.unpack(packing.pack(kept)) == kept


def test_what_an_older_door_stored_is_read():
    told = {
        "type": "track", "user_id": "u1", "anonymous_id": "", "previous_id": "", "group_id": "",
        "message_id": "m1", "name": "Song Played", "at": NOW.isoformat(), "body": {"a": 1},
        "context": {},
    }  # fmt: skip
    [event] = packing.unpack(json.dumps([told]).encode())
    assert (event.name, event.at, event.body) == ("Song Played", NOW, {"a": 1})


@pytest.mark.parametrize("path", ["batch", "track"])
def test_nothing_is_no_call(path):
    with pytest.raises(BadCall):
        Reading(path, b"")
