"""S1, S5: a snapshot is written once, and every address stands in it once; the database itself says so."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import Error, IntegrityError, transaction
from django.db.models import F

from muster.delivery import queries
from muster.delivery.models import CaughtMessage, Recipient, Snapshot
from muster.delivery.pump import run_until_idle
from muster.people import actions as people
from muster.people.keys import normalise
from muster.people.models import IdentityKey, Person
from tests.domains.delivery.conftest import BY, World

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
EVERYTHING = tuple(field.attname for field in Recipient._meta.concrete_fields)


@pytest.mark.parametrize(
    "change",
    [
        {"address": "other@people.example"},
        {"merge": {"first_name": "Somebody else"}},
        {"merge_digest": "0" * 32},
        {"key_id": F("key_id") + 1_000_000},
        {"person_id": F("person_id") + 1},
        {"position": F("position") + 100},
        {"zone": "Asia/Tokyo"},
        {"region": "FR-IDF"},
        {"language": "fr"},
        # Blanked and moved at once is no blanking.
        {"address": "", "merge": {}, "merge_digest": "", "position": F("position") + 100},
        {"address": "", "merge": {}, "merge_digest": "", "region": "FR-IDF"},
    ],
    ids="+".join,
)
def test_s1_nothing_of_a_recipient_is_ever_changed(world: World, change: dict[str, Any]) -> None:
    world.people(2)
    frozen = world.snapshot()
    before = list(frozen.recipients.order_by("id").values_list(*EVERYTHING))
    with pytest.raises(Error, match="append-only"), transaction.atomic():
        frozen.recipients.update(**change)
    assert list(frozen.recipients.order_by("id").values_list(*EVERYTHING)) == before


@pytest.mark.parametrize("change", [{"size": 5}, {"seed": "mine"}, {"per_region": {}}])
def test_s1_nor_is_what_was_counted(world: World, change: dict[str, Any]) -> None:
    world.people(2)
    frozen = world.snapshot()
    with pytest.raises(Error, match="append-only"), transaction.atomic():
        Snapshot.objects.filter(pk=frozen.pk).update(**change)


def test_s1_what_changes_about_people_changes_nothing_that_is_frozen(world: World) -> None:
    world.house()
    world.people(3, given_name="Ana")
    frozen = world.snapshot()
    before = list(frozen.recipients.order_by("id").values_list(*EVERYTHING))
    Person.objects.update(given_name="Bea", language="fr", postcode="")
    first, second, third = IdentityKey.objects.filter(kind="email").order_by("id")
    people.withdraw(key_id=first.pk, purpose="news", source="test", by=BY)
    people.suppress(kind="email", value=second.value, reason="bounce", by=BY)
    people.join_people(keep=first.person, other=third.person, by=BY)
    world.make.person(consent=True)
    assert list(frozen.recipients.order_by("id").values_list(*EVERYTHING)) == before


def test_s1_an_erasure_blanks_the_row_and_keeps_the_count(world: World) -> None:
    world.people(3)
    release = world.release()
    run_until_idle()
    ana, *others = Recipient.objects.order_by("position")
    people.forget_person(person=Person.objects.get(pk=ana.person_id), by=BY)
    blank = Recipient.objects.get(pk=ana.pk)
    assert (blank.address, blank.merge, blank.merge_digest) == ("", {}, "")
    assert (blank.position, blank.region, blank.zone) == (ana.position, ana.region, ana.zone)
    tally = queries.tally(release)
    assert (tally.accepted, tally.total) == (3, 3)
    kept = Recipient.objects.exclude(pk=ana.pk).order_by("position")
    assert list(kept.values_list(*EVERYTHING)) == [
        tuple(getattr(one, name) for name in EVERYTHING) for one in others
    ]


def test_an_erasure_finds_somebody_in_every_snapshot(world: World) -> None:
    world.people(3)
    frozen = [world.snapshot() for _time in range(3)]
    ana = frozen[0].recipients.order_by("position")[0].person_id
    people.forget_person(person=Person.objects.get(pk=ana), by=BY)
    blanked = Recipient.objects.filter(address="")
    assert sorted(blanked.values_list("snapshot_id", "person_id")) == [
        (each.pk, ana) for each in frozen
    ]


def _verify(key: IdentityKey, at: datetime) -> None:
    IdentityKey.objects.filter(pk=key.pk).update(verified_at=at)


@pytest.fixture
def two_addresses(world: World) -> Callable[[str], IdentityKey]:
    """One person who said yes at home and at work."""
    person = world.make.person(consent=True, email="home@people.example")
    [more] = people.resolve(
        known=[
            people.Known(
                keys=(("email", "home@people.example"), ("email", "work@people.example")),
                fields={},
                consents=(),
                tags=(),
            )
        ],
        source="test",
        by=BY,
        at=NOW,
    )
    for key in more.key_ids:
        people.grant(key_id=key, channel="email", purpose="news", evidence="test", by=BY)
    return lambda value: person.keys.get(value=f"{value}@people.example")


@pytest.mark.parametrize("latest", ["home", "work"])
def test_s5_a_person_with_two_addresses_is_written_to_once(
    world: World, two_addresses: Callable[[str], IdentityKey], latest: str
) -> None:
    for value in ("home", "work"):
        _verify(two_addresses(value), NOW + timedelta(days=value == latest))
    world.release()
    run_until_idle()
    [caught] = CaughtMessage.objects.all()
    assert caught.address == f"{latest}@people.example"


def test_s5_one_mailbox_however_it_is_spelled_is_written_to_once(world: World) -> None:
    for spelled in ("ana@people.example", "Ana@People.Example", " ANA@people.example "):
        world.make.person(consent=True, email=normalise("email", spelled))
    world.release()
    run_until_idle()
    assert [one.address for one in CaughtMessage.objects.all()] == ["ana@people.example"]


def test_s5_somebody_chosen_twice_is_written_to_once(world: World) -> None:
    world.people(2)
    twice = "SELECT id FROM people_person UNION ALL SELECT id FROM people_person"
    frozen = world.snapshot(members_sql=twice)
    assert frozen.size == frozen.recipients.count() == 2


def test_s5_the_database_takes_no_second_row_for_an_address(world: World) -> None:
    world.people(2)
    frozen = world.snapshot()
    row = frozen.recipients.order_by("position")[0]
    row.pk, row.position = None, 7
    with pytest.raises(IntegrityError, match="one_recipient_per_key"), transaction.atomic():
        row.save(force_insert=True)
    # In another broadcast the same address is somebody to write to.
    assert world.snapshot(subject="broadcast:2").recipients.filter(key_id=row.key_id).count() == 1
