"""The tracking door: keys, limits, answers no client loops on, and two real clients."""

import base64
import gzip
import json
import os
from pathlib import Path

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from muster.people.models import IdentityKey, Person
from muster.sources import actions
from muster.sources.models import Arrival
from tests.trials import beside_fixtures

SHARED = Path(os.environ.get("MUSTER_SHARED", Path(__file__).parents[4] / "shared"))
EXAMPLES = SHARED / "data" / "payloads" / "segment_http_api_examples.json"
TRACK = {"type": "track", "userId": "u1", "event": "Song Played"}

pytestmark = pytest.mark.django_db


@pytest.fixture
def source(cast):
    return actions.add_source(kind="segment", name="Website", by=cast.olga)


@pytest.fixture
def key(source, cast):
    return actions.add_key(source=source, power="server", by=cast.olga)


def basic(key, colon=":"):
    return "Basic " + base64.b64encode(f"{key}{colon}".encode()).decode()


def post(path, body, **headers):
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Client().post(f"/v1/{path}", raw, content_type="application/json", headers=headers)


def facts():
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT k.name, r.name FROM activity_fact f JOIN activity_kind k ON k.id = f.kind_id"
            " LEFT JOIN activity_ref r ON r.id = f.ref_id WHERE k.name NOT LIKE 'person.%' ORDER BY f.id"
        )
        return cursor.fetchall()


@pytest.mark.parametrize("colon", [":", ""])
def test_the_key_may_stand_in_the_header(key, colon):
    answer = post("track", TRACK, Authorization=basic(key, colon))
    assert (answer.status_code, answer.json()) == (200, {"success": True})
    assert Arrival.objects.count() == 1


def test_the_key_may_stand_in_the_body(key):
    assert post("track", TRACK | {"writeKey": key}).status_code == 200
    assert post("track/", TRACK | {"writeKey": key}).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": basic("nonsense")},
        {"Authorization": "Basic %%%"},
        {"Authorization": "Bearer x"},
    ],
)
def test_a_key_that_opens_nothing_is_said_so(headers, key):
    answer = post("track", TRACK, **headers)
    assert answer.status_code == 401
    assert answer.json()["code"] == "unknown_key"
    assert answer.json()["message"]
    assert not Arrival.objects.exists()


def test_a_bad_event_is_no_error_but_is_reported(key):
    batch = {
        "batch": [TRACK, {"type": "track", "userId": "u1", "messageId": "m7"}],
        "writeKey": key,
    }
    answer = post("batch", batch)
    assert answer.status_code == 200
    assert answer.json()["dropped"] == [
        {"index": 1, "messageId": "m7", "reason": "This event lacks “event”, which its type needs."}
    ]


def test_strict_mode_makes_it_an_error_and_keeps_the_good(key):
    batch = {"batch": [TRACK, {"type": "track"}], "writeKey": key}
    answer = post("batch", batch, **{"X-Strict-Mode": "1"})
    assert (answer.status_code, answer.json()["taken"], answer.json()["dropped_count"]) == (
        400,
        1,
        1,
    )
    assert Arrival.objects.count() == 1


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("track", b"{"), ("track", b"[" * 3_000), ("track", b"\xff"), ("batch", b'{"batch": 3}'),
        ("batch", b"{}"), ("track", b"x" * 33_000), ("batch", b"x" * 513_000),
        ("track", b'{"a":' * 60 + b"1" + b"}" * 60),
    ],
)  # fmt: skip
def test_what_is_no_call_is_400_with_words(key, path, body):
    answer = post(path, body, Authorization=basic(key))
    assert answer.status_code == 400
    assert answer.json()["message"]


def test_gzip_is_unpacked_within_limits(key):
    good = gzip.compress(json.dumps({"batch": [TRACK]}).encode())
    packed = {"Authorization": basic(key), "Content-Encoding": "gzip"}
    assert post("batch", good, **packed).status_code == 200
    assert post("batch", gzip.compress(b"0" * 20_000_000), **packed).status_code == 400
    assert post("batch", good[:-9], **packed).status_code == 400
    assert post("batch", b"plain", **packed).status_code == 400


def test_a_browser_may_ask_first_and_get_changes_nothing(key):
    asked = Client().options("/v1/batch")
    assert (asked.status_code, asked["Access-Control-Allow-Origin"]) == (204, "*")
    assert Client().get("/v1/batch").status_code == 405
    assert not Arrival.objects.exists()


def test_the_published_examples_are_all_understood(key):
    if not EXAMPLES.exists():
        pytest.skip("the shared Segment examples are not here")
    for example in json.loads(EXAMPLES.read_text())["requests"]:
        name = example["path"].removeprefix("/v1/")
        answer = post(name, example["body"] | {"writeKey": key}, **{"X-Strict-Mode": "1"})
        assert answer.status_code == 200, answer.json()
    actions.absorb()
    names = dict(Person.objects.values_list("given_name", "family_name"))
    # The examples give one account two names, one after the other.
    assert {"Jake": "Peterson", "Cindy": "Gonzalez"}.items() <= names.items()
    assert ("event.tracked", "Song Played") in facts()
    assert ("group.joined", "Initech") in facts()


@beside_fixtures(60)
@given(
    st.sampled_from(["track", "identify", "batch", "alias", "group"]),
    st.binary(max_size=200) | st.dictionaries(
        st.sampled_from(["userId", "event", "batch", "traits", "messageId", "timestamp"]),
        st.none() | st.text(max_size=9) | st.integers() | st.lists(st.none() | st.text(max_size=3)),
    ).map(lambda told: json.dumps(told).encode()),
    st.sampled_from(["", "gzip", "br"]),
)  # fmt: skip
def test_no_body_breaks_the_door(key, name, body, encoding):
    answer = post(name, body, Authorization=basic(key), **{"Content-Encoding": encoding})
    assert answer.status_code in {200, 400}


def test_the_segment_client(server, key):
    import segment.analytics.client as segment

    problems = []
    client = segment.Client(key, host=server, on_error=lambda error, _batch: problems.append(error),
                            max_retries=0, upload_interval=0.05)  # fmt: skip
    client.identify("u1", {"email": "ann@people.example", "name": "Ann Nowak"})
    client.track("u1", "Song Played", {"artist": "Jennifer"})
    client.page("u1", name="Join", properties={"url": "http://site.example/join"})
    client.group("u1", "g1", {"name": "Initech"})
    client.alias("browser-0001", "u1")
    client.screen("u1", name="Start")
    client.shutdown()
    actions.absorb()
    assert problems == []
    assert Person.objects.get().given_name == "Ann"
    assert facts() == [
        ("identity.told", None), ("event.tracked", "Song Played"), ("page.viewed", "Join"),
        ("group.joined", "Initech"), ("screen.viewed", "Start"),
    ]  # fmt: skip
    assert IdentityKey.objects.get(kind="browser").person == Person.objects.get()


def test_the_segment_client_is_not_sent_into_a_loop_by_a_wrong_key(server, source):
    import segment.analytics.client as segment

    problems = []
    client = segment.Client("wrong", host=server, on_error=lambda error, _batch: problems.append(error),
                            max_retries=5, upload_interval=0.05)  # fmt: skip
    client.track("u1", "Song Played")
    client.shutdown()
    assert [(error.status, error.code) for error in problems] == [(401, "unknown_key")]


def test_the_rudder_client(server, key):
    from rudderstack.analytics.client import Client as Rudder

    problems = []
    client = Rudder(key, host=server, on_error=lambda error, _batch: problems.append(error),
                    max_retries=0, upload_interval=0.05, gzip=True)  # fmt: skip
    client.identify("u1", {"email": "ann@people.example", "firstName": "Ann"})
    for number in range(150):
        client.track("u1", f"Step {number}")
    client.flush()
    client.join()
    actions.absorb()
    assert problems == []
    assert Person.objects.get().given_name == "Ann"
    assert len([1 for kind, _ref in facts() if kind == "event.tracked"]) == 150
