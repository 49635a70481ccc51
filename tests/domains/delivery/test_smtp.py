"""Over real SMTP to the witness: who is told what, and what a lost answer means."""

from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.db.models import QuerySet

from muster.delivery import queries
from muster.delivery.models import Outcome, Parcel, Recipient
from muster.delivery.pump import run_until_idle
from muster.kit.erasing import erasing
from muster.proof.witness import log
from muster.proof.witness.process import Witness
from tests.domains.delivery.conftest import World

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.enable_socket]


@pytest.fixture
def live(world: World, settings, tmp_path: Path):
    world.house(mode="live")
    with Witness.start(tmp_path / "witness.log", "--keep") as witness:
        settings.MUSTER_SMTP_URL = witness.url
        settings.MUSTER_SMTP_CONNECTIONS = 4
        yield world, witness


def _kinds() -> dict[str, tuple[str, int]]:
    rows = Outcome.objects.select_related("recipient").order_by("id")
    return {row.recipient.address.split("@")[0]: (row.kind, row.code) for row in rows}


def test_each_answer_is_taken_for_what_it_is(live) -> None:
    world, witness = live
    for name in ("fine", "refuse-1", "busy-1", "full-1", "drop-1", "lose-1"):
        world.people(1, email=f"{name}@people.example")
    release = world.release()
    run_until_idle()
    assert _kinds() == {
        "fine": ("accepted", 250),
        "refuse-1": ("refused", 550),
        "busy-1": ("temporary", 451),
        "full-1": ("refused", 552),
        "drop-1": ("unknown", 0),
        "lose-1": ("unknown", 0),
    }
    tally = queries.tally(release)
    assert (tally.accepted, tally.refused, tally.unknown, tally.pending) == (1, 2, 2, 1)
    assert tally.together == 6
    retry = Parcel.objects.get(passing=2)
    assert (retry.size, retry.state) == (1, "pending")
    # What was taken before the connection broke is in the witness’s log, and only once.
    assert sorted(line["to"].split("@")[0] for line in witness.accepted()) == ["drop-1", "fine"]
    run_until_idle()
    assert witness.duplicates() == []


def test_the_message_is_whole_and_its_return_path_is_keyed(live) -> None:
    world, witness = live
    world.people(1)
    world.release()
    run_until_idle()
    [line] = witness.accepted()
    raw = log.raw(line)
    recipient = Recipient.objects.get()
    assert queries.recipient_of(str(line["id"])) == recipient
    assert queries.recipient_of(str(line["from"])) == recipient
    assert queries.recipient_of(str(line["from"]).replace("b-r", "b-r1")) is None
    assert b"\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in raw
    assert b"\nList-Unsubscribe: <https://havsvakt.example/stop/" in raw
    assert b"X-Muster-Broadcast: broadcast:1" in raw
    assert b"Training" not in raw


def test_a_temporary_answer_is_tried_again_later(live) -> None:
    world, witness = live
    world.people(1, email="busy-1@people.example")
    release = world.release()
    run_until_idle()
    Parcel.objects.filter(passing=2).update(not_before=None)
    _written_wrongly(Recipient.objects.all(), address="fine@people.example")
    run_until_idle()
    tally = queries.tally(release)
    assert (tally.accepted, tally.temporary, tally.together) == (1, 0, 1)
    assert len(witness.accepted()) == 1


def test_a_relay_that_is_away_leaves_everything_untouched(live, settings) -> None:
    world, _witness = live
    settings.MUSTER_SMTP_URL = "smtp://127.0.0.1:1"
    world.people(2)
    release = world.release()
    with pytest.raises(Exception, match="still has work"):
        run_until_idle(seconds=1)
    assert queries.tally(release).pending == 2


def test_an_address_that_cannot_be_written_is_refused_here(live) -> None:
    world, witness = live
    world.people(1)
    release = world.release()
    _written_wrongly(Recipient.objects.all(), address="a>b\r\nRCPT TO:<x@example.org")
    run_until_idle()
    assert queries.tally(release).refused == 1
    assert witness.accepted() == []


def test_one_that_cannot_be_printed_keeps_nobody_else_back(live) -> None:
    world, witness = live
    world.people(5)
    release = world.release()
    _written_wrongly(Recipient.objects.filter(position=1), address="a>b@x.example")
    # No text of ours: a list where words belong, as only a fault of ours could write it.
    _written_wrongly(Recipient.objects.filter(position=2), merge={"first_name": [1]})
    run_until_idle()
    tally = queries.tally(release)
    assert (tally.accepted, tally.refused, tally.together) == (3, 2, 5)
    assert len(witness.accepted()) == 3


def test_in_team_mode_only_the_team_is_reached(live, cast) -> None:
    world, witness = live
    world.house(mode="team")
    world.people(1, email=cast.olga.email)
    world.people(2)
    release = world.release()
    run_until_idle()
    tally = queries.tally(release)
    assert (tally.accepted, tally.suppressed) == (1, 2)
    assert [line["to"] for line in witness.accepted()] == [cast.olga.email]


@transaction.atomic
def _written_wrongly(rows: QuerySet[Recipient], **values: Any) -> None:
    """What nobody can write: the database holds what is frozen (S1)."""
    with erasing():
        rows.update(**values)
