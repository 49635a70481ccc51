"""The tracking door before Django: the same answers as the view, committed before they are given."""

import asyncio
import base64
import json
import time

import pytest
from django.test import Client

from muster.sources import actions, queries
from muster.sources.actions import together
from muster.sources.models import Arrival, SeenMessage
from muster.web.api.direct import Direct

TRACK = {"type": "track", "userId": "u1", "event": "Song Played"}
BAD = {"type": "track", "userId": "u1", "messageId": "m7"}

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def source(cast):
    return actions.add_source(kind="segment", name="Website", by=cast.olga)


@pytest.fixture
def key(source, cast):
    return actions.add_key(source=source, power="server", by=cast.olga)


async def behind(scope, receive, send):
    await send({"type": "http.response.start", "status": 299, "headers": []})
    await send({"type": "http.response.body", "body": b""})


class Door:
    """A direct door in a loop of its own, and what it said."""

    def __init__(self):
        self.app = Direct(behind)

    def ask(self, *requests):
        async def all_of_them():
            return await asyncio.gather(*(self._one(*request) for request in requests))

        answers = asyncio.run(all_of_them())
        thread = self.app._together
        if thread is not None:
            from django.db import connection

            thread._gathering._thread.submit(lambda: connection.close()).result()  # noqa: PLW0108 -- each thread has its own
        return answers

    async def _one(self, path, body, headers=(), method="POST"):
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        pieces = [raw[:40], raw[40:]]
        said = []

        async def receive():
            more = len(pieces) > 1
            return {"type": "http.request", "body": pieces.pop(0), "more_body": more}

        async def send(message):
            said.append(message)

        told = {"host": "testserver", **dict(headers)}
        scope = {
            "type": "http", "method": method, "path": path,
            "headers": [(n.lower().encode(), v.encode()) for n, v in told.items()],
        }  # fmt: skip
        await self.app(scope, receive, send)
        return said[0]["status"], dict(said[0]["headers"]), said[1]["body"]


@pytest.fixture
def door():
    return Door()


def basic(key):
    return {"Authorization": "Basic " + base64.b64encode(f"{key}:".encode()).decode()}


def cases(key):
    mine = basic(key)
    return [
        ("/v1/track", TRACK, mine),
        ("/v1/track/", TRACK | {"writeKey": key}),
        ("/v1/batch", {"batch": [TRACK | {"messageId": "m1"}, BAD]}, mine),
        ("/v1/batch", {"batch": [BAD, TRACK]}, mine | {"X-Strict-Mode": "1"}),
        ("/v1/batch", {"batch": [BAD]}, mine | {"Accept-Language": "pl-PL,pl;q=0.9"}),
        ("/v1/batch", b"{", mine | {"Accept-Language": "it"}),
        ("/v1/track", b"x" * 33_000, mine),
        ("/v1/track", TRACK, {"Authorization": "Bearer x"}),
        ("/v1/track", TRACK, basic("nonsense")),
        ("/v1/track", b"plain", mine | {"Content-Encoding": "gzip"}),
    ]


def test_it_answers_as_the_view_does(key, source, cast):
    for path, body, *more in cases(key):
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = more[0] if more else {}
        view = Client().post(path, raw, content_type="application/json", headers=headers)
        SeenMessage.objects.all().delete()
        [(status, said, answer)] = Door().ask((path, body, headers))
        assert (status, json.loads(answer)) == (view.status_code, view.json())
        kept = {name.lower().encode(): value.encode() for name, value in view.headers.items()}
        for name in (b"access-control-allow-origin", b"x-content-type-options", b"referrer-policy",
                     b"cross-origin-opener-policy", b"x-frame-options", b"content-type"):  # fmt: skip
            assert said[name] == kept[name]
        assert b"default-src 'none'" in said[b"content-security-policy"]
    assert Arrival.objects.count() == 8


def test_a_message_seen_before_is_told(door, key):
    call = ("/v1/batch", {"batch": [TRACK | {"messageId": "m1"}]}, basic(key))
    assert json.loads(door.ask(call)[0][2]) == {"success": True}
    assert json.loads(door.ask(call)[0][2]) == {"success": True, "repeated": 1}


def test_what_is_not_a_call_goes_on_to_django(door, key):
    answers = door.ask(
        ("/v1/batch", b"", {}, "OPTIONS"),
        ("/v1/batch", b"", {}, "GET"),
        ("/v1/nonsense", TRACK),
        ("/office/", b""),
        ("/v1/track", TRACK, {"host": "elsewhere.example"}),
    )
    assert {status for status, _headers, _body in answers} == {299}


def test_many_calls_at_once_are_each_stored_and_answered(door, key):
    calls = [
        ("/v1/batch", {"batch": [TRACK | {"messageId": f"m{n}"}]}, basic(key)) for n in range(80)
    ]
    assert {status for status, _headers, _body in door.ask(*calls, *calls[:5])} == {200}
    assert Arrival.objects.count() == 80
    assert actions.absorb() == 80


def test_a_revoked_key_bites_within_a_second(door, key, cast, monkeypatch):
    assert together.FRESH <= 1
    assert door.ask(("/v1/track", TRACK, basic(key)))[0][0] == 200
    actions.revoke_key(key=queries.write_key(key), by=cast.olga)
    time.sleep(together.FRESH)
    assert door.ask(("/v1/track", TRACK, basic(key)))[0][0] == 401


def test_a_paused_source_takes_nothing(door, key, source, cast):
    actions.pause(source=source, by=cast.olga)
    [(status, _headers, body)] = door.ask(("/v1/batch", {"batch": [TRACK]}, basic(key)))
    assert (status, json.loads(body)["dropped"][0]["reason"]) == (200, "This source is paused.")


def test_when_too_much_waits_clients_are_asked_to_come_back(door, key, monkeypatch):
    monkeypatch.setattr(queries, "MOST_CALLS", 1)
    assert door.ask(("/v1/track", TRACK, basic(key)))[0][0] == 200
    time.sleep(together.FRESH)
    [(status, headers, body)] = door.ask(("/v1/track", TRACK, basic(key)))
    assert (status, headers[b"retry-after"], json.loads(body)["code"]) == (429, b"5", "too_many")
    view = Client().post("/v1/track", json.dumps(TRACK), content_type="application/json",
                         headers=basic(key))  # fmt: skip
    assert (view.status_code, view["Retry-After"]) == (429, "5")
    actions.absorb()
    time.sleep(together.FRESH)
    assert door.ask(("/v1/track", TRACK, basic(key)))[0][0] == 200


def test_what_could_not_be_stored_is_never_acknowledged(door, key, monkeypatch):
    def broken(*, calls):
        raise RuntimeError("no room")

    monkeypatch.setattr(together, "ingest_together", broken)
    [(status, headers, body)] = door.ask(("/v1/track", TRACK, basic(key)))
    assert (status, headers[b"retry-after"], json.loads(body)["success"]) == (503, b"5", False)
    assert not Arrival.objects.exists()


def test_one_call_that_breaks_takes_no_other_with_it(door, key, monkeypatch):
    real = together.ingest_together

    def breaks(*, calls):
        if any(event.name == "Poison" for call in calls for event in call.events):
            raise RuntimeError("poison")
        return real(calls=calls)

    monkeypatch.setattr(together, "ingest_together", breaks)
    poison = ("/v1/track", TRACK | {"event": "Poison"}, basic(key))
    good = ("/v1/track", TRACK, basic(key))
    statuses = [status for status, _headers, _body in door.ask(good, poison, good, good)]
    assert statuses == [200, 503, 200, 200]
    assert Arrival.objects.count() == 3
