"""The hook of the card service: what is sealed is kept, once; all else meets a page that does not exist."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from muster.gifts.gateways import NotGenuine, NotReadable
from muster.gifts.kinds.stripe import signing
from muster.gifts.models import Entry, Report
from muster.proof.witness import stripe_
from tests.domains.gifts.cards import Card, begun

pytestmark = pytest.mark.django_db
SHARED = Path(os.environ.get("MUSTER_SHARED", "../shared")) / "data/payloads"


@pytest.fixture
def server(settings: Any) -> stripe_.Server:
    settings.MUSTER_STRIPE_KEY, settings.MUSTER_STRIPE_HOOK_SECRET = stripe_.KEY, stripe_.SECRET
    return stripe_.Server()


def call(body: bytes, headers: dict[str, str]) -> int:
    said = Client().post("/hooks/stripe/", body, content_type="application/json", headers=headers)
    return said.status_code


def test_a_sealed_report_is_kept_once_and_folded_after_the_commit(
    server: stripe_.Server, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    payment = begun(settings)
    event = Card(payment).paid()
    with django_capture_on_commit_callbacks(execute=True):
        assert call(*server.sealed(event)) == 200
        assert call(*server.sealed(event)) == 200
    assert Report.objects.count() == 1
    assert Entry.objects.get().payment_id == payment.pk


def test_a_report_whose_folding_fails_is_kept_all_the_same(
    server: stripe_.Server,
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
) -> None:
    from muster.gifts import actions
    from muster.gifts.actions import following

    event = Card(begun(settings)).paid()

    def broken(**_: Any) -> int:
        raise ValueError

    monkeypatch.setattr(following, "book", broken)
    with django_capture_on_commit_callbacks(execute=True):
        assert call(*server.sealed(event)) == 200
    assert Report.objects.get().trouble == "ValueError"
    monkeypatch.undo()
    assert actions.try_again() == 1
    assert actions.fold() == 1
    assert Entry.objects.count() == 1


def test_a_wrong_seal_an_old_one_and_none(server: stripe_.Server, settings: Any) -> None:
    event = Card(begun(settings)).paid()
    body, headers = server.sealed(event)
    now = int(time.time())
    assert call(body + b" ", headers) == 404
    assert call(body, {}) == 404
    assert call(*server.sealed(event, at=now - 301)) == 404
    assert call(*server.sealed(event, at=now + 400)) == 404
    assert call(b"\xff\xfe", headers) == 404
    assert call(b"x" * (257 * 1024), headers) == 413
    assert Client().get("/hooks/stripe/").status_code == 405
    assert not Report.objects.exists()
    settings.MUSTER_STRIPE_HOOK_SECRET = ""
    assert call(body, headers) == 404


def test_two_secrets_hold_while_one_takes_the_place_of_the_other(
    server: stripe_.Server, settings: Any
) -> None:
    settings.MUSTER_STRIPE_HOOK_SECRET = f"whsec_new, {stripe_.SECRET}"
    event = server.event("payment_intent.succeeded", {"id": "pi_1", "object": "payment_intent"})
    assert call(*server.sealed(event)) == 200


def test_sealed_but_no_event(server: stripe_.Server) -> None:
    for said in ([], {}, {"object": "event"}, {"object": "v2.core.event", "id": "e", "type": "x"}):
        assert call(*server.sealed(said)) == 400  # type: ignore[arg-type]
    strange = {
        "object": "event",
        "id": "evt_1",
        "type": "x.y",
        "created": "soon",
        "data": {"object": {"id": {"a": 1}}},
    }
    assert call(*server.sealed(strange)) == 200


@pytest.mark.skipif(not SHARED.exists(), reason="the shared vectors are not on this computer")
def test_the_vectors_of_the_real_library() -> None:
    told = json.loads((SHARED / "stripe_signature_vectors.json").read_text())
    for case in told["cases"]:
        body = case.get("payload", told["payload"]).encode()
        expected = case["expect"]
        try:
            signing.read(
                body, case["header"], secrets=(told["secret"],), tolerance=case.get("tolerance")
            )
            outcome = "accept"
        except NotGenuine:
            outcome = "reject"
        except NotReadable:
            outcome = "unreadable"
        wanted = "accept" if expected == "accept" else "reject"
        if "payload" in case:
            wanted = "unreadable"
        assert outcome == wanted, case["name"]
