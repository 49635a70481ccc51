"""Questions about people: for lists, for one person’s page, and for those who send."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet

from muster.accounts.models import Staff
from muster.kit.scope import Scope
from muster.people import finding, keys
from muster.people.models import (
    ConsentEntry,
    ConsentState,
    FieldValue,
    IdentityKey,
    MatchPolicy,
    MergeEdge,
    Note,
    Person,
    PersonQuerySet,
    Precedence,
    SavedView,
    Suppression,
    Trait,
)
from muster.people.suppressing import address_mac

__all__ = ["PAGE", "Filters", "PersonQuerySet", "Slice", "page", "people_count"]

PAGE: Final = 50


@dataclass(frozen=True, slots=True)
class Filters:
    """What a reader of the list asked for; empty fields ask for nothing."""

    text: str = ""
    region: str = ""
    consent: str = ""  # "email:news", or "no" for people we may not write to at all
    tag: str = ""

    @property
    def any(self) -> bool:
        return bool(self.text or self.region or self.consent or self.tag)


@dataclass(frozen=True, slots=True)
class Slice:
    """One page of a list, and where the next begins."""

    people: Sequence[Person]
    next: str


def matching(filters: Filters, scope: Scope) -> PersonQuerySet:
    """People within the reader’s scope who fit every filter."""
    found = Person.objects.visible_to(scope).living()
    if filters.text:
        found = found.filter(finding.fitting(filters.text))
    if filters.region:
        found = found.filter(region_id=filters.region)
    if filters.tag:
        holds = Trait.objects.filter(person=OuterRef("pk"), kind="tag", value=filters.tag)
        found = found.filter(Exists(holds.filter(to_at=None)))
    if filters.consent:
        found = found.filter(_consent(filters.consent))
    return found


def page(found: PersonQuerySet, *, after: str = "", size: int = PAGE) -> Slice:
    """One page by name. ``after`` is what the last page gave: the key of its last person."""
    sort_key, _bar, number = after.rpartition("|")
    if number.isdigit():
        later = Q(sort_key__gt=sort_key) | Q(sort_key=sort_key, id__gt=int(number))
        found = found.filter(later, sort_key__gte=sort_key)
    rows = list(found.select_related("region").order_by("sort_key", "id")[: size + 1])
    last = rows[size - 1] if len(rows) > size else None
    return Slice(rows[:size], f"{last.sort_key}|{last.id}" if last else "")


def numbered(numbers: Sequence[int], scope: Scope) -> list[Person]:
    """The people of these numbers whom the reader may see, in the order of the numbers."""
    found = Person.objects.visible_to(scope).living().select_related("region").in_bulk(numbers)
    return [found[number] for number in numbers if number in found]


def people_count(scope: Scope) -> int:
    """How many people there are in a scope, without any filter."""
    return Person.objects.visible_to(scope).living().count()


def first_addresses(people: Sequence[Person]) -> dict[int, dict[str, str]]:
    """For a list: the first e-mail and telephone of each person."""
    found: dict[int, dict[str, str]] = {}
    rows = IdentityKey.objects.filter(
        person__in=[person.id for person in people], kind__in=["email", "phone"]
    )
    for person, kind, value in rows.order_by("id").values_list("person_id", "kind", "value"):
        found.setdefault(person or 0, {}).setdefault(kind, value)
    return found


def granted_channels(people: Sequence[Person]) -> dict[int, set[str]]:
    """For a list: the channels on which each person said yes to something."""
    found: dict[int, set[str]] = {}
    rows = ConsentState.objects.filter(
        key__person__in=[person.id for person in people], state="granted"
    )
    for person, channel in rows.values_list("key__person_id", "channel"):
        found.setdefault(person, set()).add(channel)
    return found


def tags_of(people: Sequence[Person]) -> dict[int, list[str]]:
    """For a list: the tags each person has now, in order."""
    found: dict[int, list[str]] = {}
    held = Trait.objects.filter(person__in=[one.id for one in people], kind="tag", to_at=None)
    for person, value in held.order_by("value").values_list("person_id", "value"):
        found.setdefault(person, []).append(value)
    return found


def views_for(staff: Staff) -> list[SavedView]:
    """The kept views of the list that somebody may open."""
    return list(SavedView.objects.for_staff(staff))


def keys_of(person: Person) -> list[IdentityKey]:
    """Everything a person is known by, oldest first."""
    return list(IdentityKey.objects.filter(person=person).order_by("id"))


def states_of(person: Person) -> QuerySet[ConsentState]:
    """What a person said to each purpose on each address, with the proof."""
    states = ConsentState.objects.filter(key__person=person)
    return states.select_related("key", "entry", "entry__wording").order_by("key_id", "purpose")


def ledger_of(person: Person) -> QuerySet[ConsentEntry]:
    """Every line of the ledger about a person, latest first."""
    entries = ConsentEntry.objects.filter(key__person=person)
    return entries.select_related("wording", "key").order_by("-at", "-id")


def traits_of(person: Person) -> list[Trait]:
    """What holds of a person now."""
    return list(Trait.objects.filter(person=person, to_at=None).order_by("kind", "value"))


def words_of(person: Person) -> list[FieldValue]:
    """What every source said of every field."""
    return list(FieldValue.objects.filter(person=person).order_by("field", "id"))


def inside(person_id: int) -> list[int]:
    """Every record that lives inside this one, however deep."""
    found, asked = [], [person_id]
    while asked:
        rows = Person.objects.filter(joined_into__in=asked).order_by("id")
        asked = list(rows.values_list("id", flat=True))
        found += asked
    return found


def words_inside(person: Person) -> list[FieldValue]:
    """What every source said of the records that were joined into this one; they keep it for a parting."""
    rows = FieldValue.objects.filter(person__in=inside(person.id))
    return list(rows.order_by("field", "id"))


def orders() -> dict[str, list[str]]:
    """The kinds that go first, for fields where somebody chose."""
    return dict(Precedence.objects.values_list("field", "kinds"))


def notes_of(person: Person) -> list[Note]:
    """What colleagues noted, latest first."""
    return list(Note.objects.filter(person=person).order_by("-at", "-id")[:50])


def suppressed(found: Sequence[IdentityKey]) -> dict[int, str]:
    """Which of these keys nothing may go to, and why."""
    macs = {address_mac(key.kind, key.value): key.id for key in found if keys.channel_of(key.kind)}
    rows = Suppression.objects.filter(address_mac__in=macs)
    return {macs[mac]: reason for mac, reason in rows.values_list("address_mac", "reason")}


def joins_of(person: Person) -> list[MergeEdge]:
    """The joins that made this record, latest first."""
    return list(MergeEdge.objects.filter(into_person=person.id).order_by("-at", "-id"))


def joins_by_itself() -> bool:
    """Whether the organisation lets the surest pairs of records join by themselves."""
    return MatchPolicy.objects.filter(auto_join=True).exists()


def tags(*, limit: int = 60) -> list[str]:
    """The tags in use, for a filter to choose from."""
    held = Trait.objects.filter(kind="tag", to_at=None)
    return list(held.order_by("value").values_list("value", flat=True).distinct()[:limit])


def _consent(asked: str) -> Q:
    states = ConsentState.objects.filter(key__person=OuterRef("pk"), state="granted")
    if asked == "no":
        return ~Q(Exists(states))
    channel, _colon, purpose = asked.partition(":")
    if channel not in {keys.channel_of("email"), keys.channel_of("phone")}:
        return Q(pk__in=[])
    return Q(Exists(states.filter(channel=channel, purpose=purpose)))
