"""Reserved addresses answer in training as real ones would; nobody else does, and nothing does live."""

from types import SimpleNamespace

import pytest

from muster.channels.kinds.training.answers import answer
from muster.delivery import queries
from muster.delivery.actions import staged
from muster.delivery.actions.outcomes import Caught
from muster.delivery.models import CaughtMessage, Halt, Outcome, Receipt, Recipient
from muster.delivery.pump import run_until_idle
from muster.kit import faults
from muster.kit.faults import InjectedFault
from muster.people.models import ConsentState, Suppression
from tests.domains.delivery import texting
from tests.domains.delivery.conftest import World


def _grumblers(world: World, number: int) -> None:
    for each in range(number):
        world.make.person(consent=True, email=f"grumbler{each}@complains.example")


def test_enough_complaints_halt_it_by_itself(world: World) -> None:
    # At least three of them are among the first fifteen, whoever is drawn.
    _grumblers(world, 8)
    world.people(12)
    release = world.release(waves=(15,), soak_minutes=5)
    run_until_idle()
    release.refresh_from_db()
    stopped = Halt.objects.get(release=release)
    assert (release.state, stopped.metric, stopped.by) == ("halted", "complained", "system:gates")
    tally = queries.tally(release)
    assert (tally.accepted, tally.total, tally.together) == (15, 20, 20)
    heard = queries.heard(release)
    assert heard.complained == Receipt.objects.filter(source="training").count() >= 3
    assert Suppression.objects.count() == heard.complained
    assert ConsentState.objects.filter(state="withdrawn").count() == heard.complained


def test_without_them_it_goes_to_its_end(world: World) -> None:
    world.people(18)
    _grumblers(world, 2)
    release = world.release(waves=(12,), soak_minutes=1)
    run_until_idle()
    release.refresh_from_db()
    assert (release.state, queries.tally(release).accepted) == ("sending", 20)
    assert not Halt.objects.exists()


def test_each_answers_in_its_own_way_and_once(world: World) -> None:
    for domain in ("bounces", "stops", "replies"):
        world.make.person(consent=True, email=f"who@{domain}.example")
    world.people(40)
    release = world.release()
    run_until_idle()
    said = dict(Receipt.objects.values_list("recipient__address", "kind"))
    assert said == {
        "who@bounces.example": "bounced",
        "who@stops.example": "stopped",
        "who@replies.example": "replied",
    }
    assert [each.source for each in Receipt.objects.all()] == ["training"] * 3
    assert queries.tally(release).accepted == 43


def test_a_telephone_answers_by_its_last_digits(world: World) -> None:
    texting.phone(number="+447700900991")
    texting.phone(number="+447700900990")
    texting.release(world)
    run_until_idle()
    assert list(Receipt.objects.values_list("recipient__address", "kind")) == [
        ("+447700900991", "bounced")
    ]


@pytest.mark.parametrize(
    "address",
    [
        "ana@example.org",
        "ana@complains.example.org",
        "ana@notcomplains.example",
        "complains.example",
        "+447700900990",
        "+447911123991",
        "+48123456991",
        "",
    ],
)
def test_real_ones_stay_silent(address: str) -> None:
    assert answer(address) == ""


@pytest.mark.parametrize(("mode", "heard"), [("live", 0), ("team", 0), ("training", 1)])
def test_they_answer_in_training_only(world: World, mode: str, heard: int) -> None:
    _grumblers(world, 1)
    world.release()
    [recipient] = Recipient.objects.all()
    caught = Caught(
        address=recipient.address, title="", message_id="", person_id=recipient.person_id,
        recipient_id=recipient.pk, raw=b"",
    )  # fmt: skip
    for _again in range(2):
        staged.hear_from(SimpleNamespace(mode=mode), [caught])  # type: ignore[arg-type]
    assert Receipt.objects.count() == heard


def test_an_answer_is_neither_lost_nor_before_its_message(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    _grumblers(world, 1)
    world.people(3)
    world.release()
    monkeypatch.setattr(faults, "ARMED", "receipt.after_store_before_apply:1:raise")
    monkeypatch.setattr(faults, "_seen", {})
    with pytest.raises(InjectedFault):
        run_until_idle()
    # What broke was undone as a whole, and the worker wrote it down once more before it ended.
    assert (Outcome.objects.count(), CaughtMessage.objects.count()) == (4, 4)
    assert Receipt.objects.get().kind == "complained"
