"""The harness itself can fail: each thing it counts as broken is broken here, and found."""

from dataclasses import replace

import pytest

from muster.delivery import tokens
from muster.delivery.models import Outcome, Parcel, Recipient, Release
from muster.delivery.pump import run_until_idle
from muster.kit import clock
from muster.kit.faults import POINTS
from muster.proof.chaos import points, verdict
from tests.domains.delivery.conftest import World, world  # noqa: F401

pytestmark = pytest.mark.django_db


@pytest.fixture
def release(world: World) -> Release:  # noqa: F811
    world.people(4)
    return world.release()


@pytest.fixture
def taken(release: Release):
    """What is found where the witness took these messages."""
    people = list(Recipient.objects.filter(snapshot=release.snapshot_id).order_by("position"))

    def write(*places: int) -> verdict.Verdict:
        lines = [
            {"id": f"<{people[place].pk}>", "to": people[place].address, "at": 0.0}
            for place in places
        ]
        return verdict.judge(release, lines)

    return write


def end(release: Release, kind: str, *, places: slice = slice(None), number: int = 1) -> None:
    """Some of them end so, in a parcel of this number."""
    parcel = Parcel.objects.filter(release=release).order_by("id")[0]
    if number > 1:
        parcel.pk, parcel.number = None, number
        parcel.save(force_insert=True)
    people = Recipient.objects.filter(snapshot=release.snapshot_id).order_by("position")
    for person in people[places]:
        Outcome.objects.create(
            release=release, parcel=parcel, recipient=person, kind=kind, at=clock.db_now()
        )


def test_in_a_whole_log_letters_may_come_twice_and_nothing_else() -> None:
    def line(sort: tokens.Sort, number: int) -> dict[str, str]:
        return {"id": tokens.message_id(tokens.make(sort, number), "coast.example")}

    once = [line(tokens.RECIPIENT, 1), line(tokens.LETTER, 1), line(tokens.DIRECT, 1)]
    assert verdict.twice(once) == ([], 0)
    assert verdict.twice([*once, line(tokens.LETTER, 1)]) == ([], 1)
    mail, text = line(tokens.RECIPIENT, 1), line(tokens.DIRECT, 1)
    assert verdict.twice([*once, mail, text]) == ([mail["id"], text["id"]], 0)
    elsewhere = {"id": "<who@elsewhere.example>"}
    assert verdict.twice([elsewhere] * 2) == ([elsewhere["id"]], 0)


def test_everybody_once_is_clean(taken, release) -> None:
    run_until_idle()
    found = taken(0, 1, 2, 3)
    assert found.clean
    assert (found.people, found.accepted, found.unknown) == (4, 4, 0)


def test_twice_at_the_witness_is_a_duplicate(taken, release) -> None:
    end(release, "accepted")
    assert taken(0, 1, 2, 3, 3).duplicates == 1


def test_a_row_without_a_message_and_a_message_without_a_row(taken, release) -> None:
    end(release, "accepted", places=slice(0, 3))
    found = taken(0, 1, 3)
    assert (found.claimed, found.lost, found.hidden, found.clean) == (1, 1, 1, False)


def test_two_ends_of_one_person_are_torn_and_a_later_try_is_not(taken, release) -> None:
    end(release, "accepted")
    end(release, "accepted", places=slice(0, 1), number=2)
    assert taken(0, 1, 2, 3).torn == 1


def test_an_unknown_explains_either_way(taken, release) -> None:
    end(release, "unknown")
    found = taken(0, 2)
    assert found.clean
    assert found.unknown == 4
    assert not replace(found, torn=1).clean


def test_a_plan_strikes_every_point_and_is_the_same_for_the_same_seed() -> None:
    some = list(points.plan(30, 5))
    assert {run.point for run in some} == {*points.STAFF, *points.WORKER}
    assert some == list(points.plan(30, 5)) != list(points.plan(30, 6))
    everything = list(points.plan(900, 5))
    assert len(everything) == 900
    assert len(set(everything)) == len(points.STAFF | points.WORKER) * 9
    assert {*points.STAFF, *points.WORKER} <= set(POINTS)
