"""T7: receipts in any order, repeated, early, late or forged leave the same state, and nothing moves backwards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from muster.activity import queries as activity
from muster.audit.models import Entry
from muster.delivery import fates, queries, tokens
from muster.delivery.actions import early
from muster.delivery.actions.receipts import hear
from muster.delivery.models import EarlyReceipt, Outcome, Parcel, Receipt, Recipient, Release
from muster.kit import clock
from muster.people.models import ConsentState, Suppression
from tests.domains.delivery.conftest import BY, World
from tests.trials import beside_fixtures

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
KINDS = ("delivered", "bounced", "soft", "complained", "stopped", "replied", "automatic")
RANKS = {"pending": 0, "unknown": 0, "accepted": 1, "delivered": 2, "bounced": 3, "complained": 4}


@dataclass(frozen=True)
class Event:
    """One thing the world says, under a name that stays the same when it is said again."""

    kind: str
    name: int
    day: int

    def say(self, recipient: Recipient) -> bool:
        return hear(
            recipient_id=recipient.pk, kind=self.kind, at=NOW + timedelta(days=self.day),
            source="dsn", event=f"{self.kind} {self.name}", by=BY,
        )  # fmt: skip


EVENTS = st.lists(
    st.builds(Event, st.sampled_from(KINDS), st.integers(1, 6), st.integers(0, 9)),
    max_size=8,
    unique_by=lambda one: (one.kind, one.name),
)
ENDS = st.sampled_from(
    [["accepted"], ["unknown"], ["temporary", "accepted"], ["temporary", "unknown"], ["refused"]]
)


@pytest.fixture
def sent(world: World) -> Release:
    world.people(3)
    return world.release()


def one_of(release: Release) -> Recipient:
    return Recipient.objects.filter(snapshot=release.snapshot_id).order_by("position")[0]


def record(release: Release, ends: Sequence[str]) -> None:
    """The pump writes down how each try ended, for everybody in the parcel."""
    before: Parcel | None = None
    for passing, kind in enumerate(ends, start=1):
        parcel = before or release.parcels.get()
        if passing > 1:
            parcel = Parcel.objects.create(
                release=release, number=1_000_000 + passing, passing=passing, retry_of=before,
                first_position=parcel.first_position, last_position=parcel.last_position,
                zone=parcel.zone, size=parcel.size,
            )  # fmt: skip
        for recipient in Recipient.objects.filter(snapshot=release.snapshot_id):
            Outcome.objects.create(
                release=release, parcel=parcel, recipient=recipient, kind=kind, at=NOW
            )
        Parcel.objects.filter(pk=parcel.pk).update(state="finished", finished_at=NOW)
        before = parcel


def state(release: Release) -> tuple[object, ...]:
    """Everything that follows from what was heard."""
    recipient = one_of(release)
    facts = activity.timeline([recipient.key_id], limit=50)
    return (
        queries.fate(recipient),
        queries.tally(release),
        queries.heard(release),
        sorted(Receipt.objects.values_list("kind", "event", "at")),
        sorted(one.kind for one in facts if one.kind.startswith("message.")),
        sorted(ConsentState.objects.values_list("key_id", "purpose", "state")),
        list(Suppression.objects.values_list("reason", flat=True)),
    )


def play(release: Release, ends: Sequence[str], events: Sequence[Event], place: int) -> object:
    """Say the events in this order, the outcome recorded at ``place``; returns the state, then undoes all."""
    furthest = 0
    with transaction.atomic():
        recipient = one_of(release)
        for number in range(len(events) + 1):
            if number == place:
                record(release, ends)
            if number < len(events):
                events[number].say(recipient)
            now = RANKS.get(queries.fate(recipient).state, 0)
            assert now >= furthest, "a message went backwards"
            furthest = now
            parts = queries.tally(release)
            assert parts.together == parts.total == 3
        found = state(release)
        transaction.set_rollback(True)
    return found


@given(
    ends=ENDS,
    events=EVENTS,
    again=st.randoms(),
    places=st.tuples(st.integers(0, 8), st.integers(0, 8)),
)
@beside_fixtures(60)
def test_every_order_ends_the_same(
    sent: Release, ends: list[str], events: list[Event], again, places: tuple[int, int]
) -> None:
    first = play(sent, ends, events, min(places[0], len(events)))
    # Another order, some of it said again, and the outcome written down at another moment.
    mixed = [*events, *again.sample(events, k=again.randint(0, len(events)))]
    again.shuffle(mixed)
    assert play(sent, ends, mixed, min(places[1], len(mixed))) == first


def test_the_parts_of_what_was_heard_add_up(sent: Release) -> None:
    record(sent, ["unknown"])
    people = list(Recipient.objects.filter(snapshot=sent.snapshot_id).order_by("position"))
    Event("delivered", 1, 0).say(people[0])
    Event("bounced", 2, 0).say(people[0])
    Event("soft", 3, 0).say(people[1])
    parts, told = queries.tally(sent), queries.heard(sent)
    assert (parts.accepted, parts.unknown) == (2, 1)
    assert (told.bounced, told.delivered, told.silent, told.soft) == (1, 0, 1, 1)
    assert told.accepted == parts.accepted
    assert told.resolved == 2


def test_what_was_never_taken_stays_refused(sent: Release) -> None:
    record(sent, ["refused"])
    Event("delivered", 1, 0).say(one_of(sent))
    assert queries.fate(one_of(sent)).state == "refused"
    assert queries.tally(sent).refused == 3


def test_a_forged_name_is_nobody(sent: Release) -> None:
    recipient = one_of(sent)
    right = tokens.make(tokens.RECIPIENT, recipient.pk)
    wrong = right[:-1] + ("0" if right[-1] != "0" else "1")
    assert queries.recipient_of(right) == recipient
    assert queries.recipient_of(wrong) is None
    assert queries.recipient_of(right.replace("r", "l", 1)) is None


def test_an_unknown_message_is_heard_when_it_appears(sent: Release) -> None:
    gone = one_of(sent)
    number, values = gone.pk, {f.attname: getattr(gone, f.attname) for f in gone._meta.fields}
    gone.delete()
    lost = Recipient(pk=number)
    assert not Event("bounced", 1, 0).say(lost)
    assert not Event("bounced", 1, 0).say(lost)
    assert EarlyReceipt.objects.count() == 1
    assert early.tend(clock.now()) == 0
    Recipient.objects.bulk_create([Recipient(**values)])
    assert early.tend(clock.now()) == 1
    assert [one.kind for one in Receipt.objects.filter(recipient=number)] == ["bounced"]
    assert not EarlyReceipt.objects.exists()


def test_an_unknown_message_is_dropped_after_a_week_and_counted(sent: Release) -> None:
    for name in range(3):
        Event("bounced", name, 0).say(Recipient(pk=10**9))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE delivery_earlyreceipt SET heard_at = heard_at - interval '8 days'")
    assert early.tend(clock.now()) == 3
    assert not EarlyReceipt.objects.exists()
    assert Entry.objects.filter(verb="receipts.dropped").latest("id").detail["number"] == 3


def test_only_ripe_unknowns_are_offered_again(sent: Release) -> None:
    record(sent, ["unknown"])
    people = list(Recipient.objects.filter(snapshot=sent.snapshot_id).order_by("position"))
    Event("delivered", 1, 0).say(people[0])
    text, values = queries.unknowns(sent, at=NOW + fates.RIPE)
    with connection.cursor() as cursor:
        cursor.execute(text, values)
        found = {row[0] for row in cursor.fetchall()}
    assert found == {one.person_id for one in people[1:]}
    assert queries.unknown_people(sent, at=NOW + fates.RIPE) == 2
    assert queries.unknown_people(sent, at=NOW + fates.RIPE - timedelta(seconds=1)) == 0
