"""Tracking calls as data: limits, clocks, and what each event means by the power of its key."""

import gzip
import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.kit.money import Money
from muster.people.keys import Key
from muster.sources.kinds.segment import calls, meaning, moments
from muster.sources.kinds.segment.calls import BadCall, Dropped, Event

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def one(path="track", **told):
    body = {"userId": "u1", "event": "Song Played", "previousId": "p1", "groupId": "g1"} | told
    [event] = calls.events(path, body, NOW)
    return event


def means(path="track", power="server", **told):
    return meaning.of(one(path, **told), source="site", power=power)


@pytest.mark.parametrize(
    ("told", "moment"),
    [
        ("2012-12-02T00:30:08.276Z", datetime(2012, 12, 2, 0, 30, 8, 276000, tzinfo=UTC)),
        ("2015-2-02T00:30:08.276Z", datetime(2015, 2, 2, 0, 30, 8, 276000, tzinfo=UTC)),
        ("2026-01-01T10:00:00+02:00", datetime(2026, 1, 1, 8, 0, tzinfo=UTC)),
        ("2026-01-01", datetime(2026, 1, 1, tzinfo=UTC)),
        ("2026-13-01T00:00:00Z", None), ("yesterday", None), (12, None), (None, None),
    ],
)  # fmt: skip
def test_moments_are_read_leniently_and_never_guessed(told, moment):
    assert moments.parse(told) == moment


def test_the_senders_clock_is_corrected():
    wrong = timedelta(hours=3)
    event = one(
        timestamp=(NOW + wrong - timedelta(minutes=5)).isoformat(), sentAt=(NOW + wrong).isoformat()
    )
    assert event.at == NOW - timedelta(minutes=5)


def test_nothing_happens_in_the_future_or_before_the_web():
    assert one(timestamp="2099-01-01T00:00:00Z").at == NOW
    assert one(timestamp="1900-01-01T00:00:00Z").at == moments.OLDEST


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"userId": None}, "no_id"), ({"userId": ["x"]}, "id_kind"), ({"userId": True}, "id_kind"),
        ({"userId": "x" * 256}, "id_long"), ({"event": ""}, "missing"), ({"event": 3}, "missing"),
        ({"properties": []}, "not_map"), ({"timestamp": "soon"}, "timestamp"),
        ({"properties": {"x": "y" * 33_000}}, "large"),
    ],
)  # fmt: skip
def test_a_bad_event_is_dropped_with_its_reason(told, code):
    event = one(**told)
    assert isinstance(event, Dropped)
    assert event.code == code
    assert event.reason


def test_numbers_may_be_ids():
    assert one(userId=77).user_id == "77"


def test_in_a_batch_the_good_stay():
    batch = [{"type": "track", "userId": "u", "event": "A"}, "no", {"type": "what", "userId": "u"}]
    kinds = [type(e) for e in calls.events("batch", {"batch": batch}, NOW)]
    assert kinds == [Event, Dropped, Dropped]


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b'"x"', b"\xff", b'{"a": NaN}', b"[" * 5_000, b'{"a":' * 40 + b"1" + b"}" * 40,
     b'{"a": ' + b"9" * 5_000 + b"}"],
)  # fmt: skip
def test_what_is_no_call_is_refused_in_words(body):
    with pytest.raises(BadCall) as caught:
        calls.parse(body)
    assert str(caught.value)


def test_a_packed_bomb_never_unfolds():
    with pytest.raises(BadCall):
        calls.inflate(gzip.compress(b"0" * 50_000_000), "gzip", calls.BATCH_LIMIT)


def test_what_a_database_cannot_hold_is_replaced():
    told = calls.parse(b'{"a": "x\\u0000y", "b": "\\ud800", "c": 1e999}')
    assert told == {"a": "x\ufffdy", "b": "?", "c": None}


def test_a_server_says_who_somebody_is():
    told = means("identify", anonymousId="browser-1", traits={
        "email": "Ann@People.example", "phone": "+48600100200", "name": "Ann Nowak", "age": 30,
        "address": {"postalCode": "90-001", "country": "PL"},
    })  # fmt: skip
    assert told.keys == [
        Key("external", "site:u1"), Key("browser", "site.browser-1"),
        Key("email", "ann@people.example"), Key("phone", "+48600100200"),
    ]  # fmt: skip
    assert told.fields == {
        "given_name": "Ann", "family_name": "Nowak", "country": "PL", "postcode": "90-001",
    }  # fmt: skip
    assert told.data == {"age": 30}


def test_a_browser_only_claims():
    told = means("identify", power="browser", anonymousId="browser-1",
                 traits={"email": "ann@people.example", "name": "Ann"})  # fmt: skip
    assert told.keys == [Key("browser", "site.browser-1"), Key("email", "ann@people.example")]
    assert told.fields == {}
    gift = means(power="browser", event="Donation", properties={"amount": 10, "currency": "EUR"})
    assert (gift.kind, gift.money) == ("event.tracked", None)
    assert gift.keys[0].kind == "browser"


@pytest.mark.parametrize(
    ("properties", "money"),
    [
        ({"revenue": 14.99, "currency": "usd"}, Money(1499, "USD")),
        ({"total": "25", "currency": "EUR"}, Money(2500, "EUR")),
        ({"amount": 500, "currency": "JPY"}, Money(500, "JPY")),
        ({"amount": -5}, None), ({"amount": True}, None), ({"amount": 5, "currency": "12"}, None),
        ({}, None),
    ],
)  # fmt: skip
def test_gifts_have_exact_money(properties, money):
    told = means(event="Order Completed", properties=properties)
    assert told.money == money
    assert told.kind == ("gift.received" if money else "event.tracked")


def test_pages_and_searches():
    page = means("page", name="Join", properties={"url": "https://site.example/join?token=secret"})
    assert (page.kind, page.ref, page.data) == ("page.viewed", "Join", {"host": "site.example"})
    found = means("page", properties={"url": "https://site.example/find?q=Beach+Clean"})
    assert (found.kind, found.ref) == ("search.made", "beach clean")
    private = means("page", properties={"url": "https://site.example/find?q=ann@people.example"})
    assert (private.kind, private.ref) == ("page.viewed", "/find")


def test_addresses_never_enter_the_log():
    told = means(
        properties={"email": "a@b.example", "note": "write to a@b.example", "colour": "red"}
    )
    assert told.data == {"colour": "red"}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(
    st.sampled_from([*calls.TYPES, "batch"]),
    st.dictionaries(
        st.sampled_from(["batch", "userId", "anonymousId", "event", "properties", "traits",
                         "context", "timestamp", "sentAt", "messageId", "previousId", "groupId"]),
        JSON,
    ),
    st.sampled_from(["server", "browser"]),
)  # fmt: skip
def test_any_json_is_kept_or_dropped(name, body, power):
    try:
        told = calls.parse(json.dumps(body).encode())
        events = list(calls.events(name, told, NOW))
    except BadCall:
        return
    for event in events:
        if isinstance(event, Event):
            assert meaning.of(event, source="site", power=power).keys
            assert event.at <= NOW
