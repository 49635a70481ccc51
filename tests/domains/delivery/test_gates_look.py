"""What is counted while something is sent, what is usual for its sender, and how it is told."""

from dataclasses import replace
from datetime import UTC, datetime
from itertools import count

import pytest

from muster.channels.kinds.sms import gateways
from muster.delivery import actions, queries
from muster.delivery.actions.receipts import hear
from muster.delivery.gates import counting, metrics
from muster.delivery.models import Outcome, Parcel, Receipt, Recipient, Release
from muster.delivery.pump import run_until_idle
from muster.kit import clock
from tests.domains.delivery.conftest import BY, World

_events = count(1)


def say(release: Release, kind: str, number: int) -> None:
    """So many different people of a release are heard."""
    people = Recipient.objects.filter(snapshot=release.snapshot_id).order_by("id")[:number]
    for one in people:
        hear(
            recipient_id=one.pk, kind=kind, at=datetime(2026, 11, 22, tzinfo=UTC), source="test",
            event=f"look {next(_events)}", by=BY,
        )  # fmt: skip


@pytest.fixture
def sent(world: World) -> Release:
    """Twelve people have it, and one more is held back by its wave."""
    world.people(13)
    release = world.release(waves=(12,), soak_minutes=3000)
    run_until_idle()
    return release


def test_people_are_counted_once_however_often_they_are_heard(sent: Release) -> None:
    say(sent, "replied", 3)
    say(sent, "replied", 2)
    say(sent, "delivered", 12)
    counts = counting.counts(sent, counting.body_of(sent))
    assert (counts.accepted, counts.receipts) == (12, {"replied": 3})
    again = counting.counts(sent, counting.body_of(sent))
    assert again == counts


def test_meters_say_it_in_words_with_their_line(sent: Release) -> None:
    gates = queries.gates(sent)
    assert [one.state for one in gates.waves] == ["soaking", "waiting"]
    assert gates.waves[0].soaks_until is not None
    assert {one.metric for one in gates.meters} == {
        "bounced", "complained", "stopped", "replied", "automatic", "refused",
    }  # fmt: skip
    assert {one.words for one in gates.meters} == {"No sign of trouble."}
    say(sent, "replied", 3)
    [replied] = [one for one in queries.gates(sent).meters if one.metric == "replied"]
    assert (replied.x, replied.n, replied.limit, replied.state) == (3, 12, 3, "halts")
    assert replied.e > gates.line
    assert gates.feeds == ()


def test_after_somebody_let_it_go_on_only_what_went_since_counts(sent: Release) -> None:
    say(sent, "replied", 3)
    halted = actions.halt(release=sent, by=BY)
    actions.resume(release=sent, by=BY)
    counts = counting.counts(sent, counting.body_of(sent))
    assert (counts.accepted, counts.receipts) == (0, {})
    assert halted.release_id == sent.pk


@pytest.fixture
def over(world: World, monkeypatch: pytest.MonkeyPatch) -> Release:
    """Everybody has it, and so few are enough to tell what is usual."""
    monkeypatch.setattr(metrics, "ENOUGH", 10)
    world.people(13)
    release = world.release()
    run_until_idle()
    return release


def usual(world: World, number: int, **values: str) -> dict[str, float]:
    """What is usual for another release, by the same sender unless said otherwise."""
    snapshot = world.snapshot(subject=f"broadcast:{number}")
    other = world.release(world.document(snapshot, **values))
    return counting.baselines(other, counting.body_of(other), clock.now())


def test_what_is_usual_is_read_from_this_senders_sends(world: World, over: Release) -> None:
    say(over, "stopped", 1)
    found = usual(world, 2)
    assert found["stopped"] == metrics.STOPPED.ceiling
    assert found["replied"] == metrics.REPLIED.floor
    theirs = usual(world, 3, sender_address="else@havsvakt.example")
    assert theirs["stopped"] == metrics.STOPPED.floor


def test_what_is_usual_counts_each_end_once_and_no_try_that_was_followed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    wide = replace(metrics.REFUSED, floor=0.0, ceiling=1.0)
    monkeypatch.setattr(metrics, "REFUSED", wide)
    monkeypatch.setattr(metrics, "ALL", (wide,))
    monkeypatch.setattr(metrics, "ENOUGH", 10)
    world.people(13)
    release = world.release()
    first = release.parcels.get()
    again = Parcel.objects.get(pk=first.pk)
    again.pk, again.number, again.retry_of = None, 2, first
    again.save(force_insert=True)
    ends = ["refused"] * 3 + ["unknown", "expired", "temporary", "temporary"] + ["accepted"] * 6
    people = list(Recipient.objects.filter(snapshot=release.snapshot_id).order_by("id"))
    tries = [(first, *one) for one in zip(people, ends, strict=True)]
    tries += [(again, people[5], "accepted"), (again, people[6], "refused")]
    for parcel, person, kind in tries:
        Outcome.objects.create(
            release=release, parcel=parcel, recipient=person, kind=kind, at=clock.db_now()
        )
    release.parcels.update(state="finished", finished_at=clock.db_now())

    # Four refused, seven accepted.
    assert usual(world, 2) == {"refused": 4 / 11}


def test_what_is_under_way_tells_nothing_of_what_is_usual(
    world: World, sent: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(metrics, "ENOUGH", 10)
    say(sent, "stopped", 2)
    assert usual(world, 2)["stopped"] == metrics.STOPPED.floor


@pytest.mark.parametrize("after", ["halted", "resumed", "cancelled"])
def test_what_was_ever_halted_tells_nothing_of_what_is_usual(
    world: World, sent: Release, monkeypatch: pytest.MonkeyPatch, after: str
) -> None:
    monkeypatch.setattr(metrics, "ENOUGH", 10)
    say(sent, "stopped", 2)
    actions.halt(release=sent, by=BY)
    if after == "resumed":
        actions.resume(release=sent, by=BY)
    if after == "cancelled":
        actions.cancel(release=sent, by=BY)
    # As if nothing of it waited any more: that it was halted is reason enough.
    sent.parcels.update(state="finished", finished_at=clock.db_now())
    assert usual(world, 2)["stopped"] == metrics.STOPPED.floor


def test_slips_from_one_number_do_not_become_the_rule(
    world: World, sent: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(metrics, "ENOUGH", 10)
    say(sent, "replied", 2)
    snapshot = world.snapshot(subject="broadcast:2")
    second = world.release(world.document(snapshot, waves=(12,), soak_minutes=3000))
    run_until_idle()
    say(second, "replied", 2)
    assert usual(world, 3)["replied"] == metrics.REPLIED.floor


@pytest.mark.parametrize(
    ("detail", "ours"),
    [
        ("550 Your account has been suspended", True),
        ("421 4.7.0 sending temporarily suspended for this sender", True),
        (f"{gateways.SPENT}: Insufficient credits", True),
        ("550 5.2.1 The email account that you tried to reach is suspended", False),
        ("550 5.1.1 no such user", False),
    ],
)
def test_our_own_account_is_told_from_a_mailbox_of_theirs(
    sent: Release, detail: str, ours: bool
) -> None:
    [left] = sent.snapshot.recipients.order_by("-position")[:1]
    parcel = sent.parcels.get(wave=2)
    parcel.__class__.objects.filter(pk=parcel.pk).update(claimed_at=clock.db_now())
    Outcome.objects.create(
        release=sent, parcel=parcel, recipient=left, kind="refused", code=550, detail=detail,
        at=clock.db_now(),
    )  # fmt: skip
    assert counting.counts(sent, counting.body_of(sent)).suspended == int(ours)
    assert Receipt.objects.count() == 0
