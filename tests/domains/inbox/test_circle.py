"""The whole circle with real parts: mail leaves by SMTP, a server sends it back, LMTP takes it in, and it counts."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from muster.delivery import queries
from muster.delivery.models import Receipt, Recipient
from muster.delivery.pump import run_until_idle
from muster.inbox.models import Arrival, Wait
from muster.people.models import ConsentState, Suppression
from muster.proof.witness.process import Witness
from tests.domains.delivery.conftest import World
from tests.domains.inbox.test_lmtp import door

__all__ = ["door"]

if TYPE_CHECKING:
    from tests.make import Make

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.enable_socket]
PEOPLE = 6


@pytest.fixture
def live(make: Make, monkeypatch: Any) -> World:
    world = World(make, monkeypatch)
    world.house(mode="live")
    world.people(PEOPLE)
    return world


@pytest.fixture
def witness(tmp_path: Path, settings: Any) -> Iterator[Witness]:
    with Witness.start(tmp_path / "witness.log") as running:
        settings.MUSTER_SMTP_URL = running.url
        yield running


@pytest.mark.parametrize(("share", "kind"), [("bounces", "bounced"), ("complaints", "complained")])
def test_what_comes_back_is_heard(
    live: World, witness: Witness, door: int, share: str, kind: str
) -> None:
    witness.control(mail_to=f"lmtp://127.0.0.1:{door}", receipt_delay=0.1, **{share: 1.0})
    release = live.release()
    run_until_idle(seconds=60)
    ends = time.monotonic() + 60
    while Arrival.objects.count() < PEOPLE and time.monotonic() < ends:
        time.sleep(0.05)
    told = queries.heard(release)
    assert getattr(told, kind) == PEOPLE
    assert told.accepted == queries.tally(release).accepted == PEOPLE
    assert Suppression.objects.filter(reason=kind).count() == PEOPLE
    assert {queries.fate(one).state for one in Recipient.objects.all()} == {kind}
    state = "withdrawn" if kind == "complained" else "granted"
    assert set(ConsentState.objects.values_list("state", flat=True)) == {state}
    assert Receipt.objects.count() == PEOPLE
    assert not Wait.objects.exists()
