"""Tells point people what their supporters did: a row for each fact, and one letter a day at most.

The log is read from a place that never passes a transaction still open, and a row of a fact is written once by
the database’s own word; so reading it again tells nobody twice.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from django.db import transaction

from muster.accounts.queries import letterhead, site_url
from muster.activity import actions as activity
from muster.activity import queries as log
from muster.activity.facts import TimelineFact
from muster.groups import numbers, point_people
from muster.groups.models import Group, Membership, PointPerson, Telling, Told
from muster.kit import letters
from muster.people.models import IdentityKey, Person

CURSOR: Final = "groups.tell"
BATCH: Final = 5_000
BATCHES: Final = 20
# A letter names so many words; the rest stands on the page.
NAMED: Final = 20
# By the clock of the region: a letter comes in the morning, and not at night.
FROM_HOUR, TO_HOUR = 8, 20


def tell() -> int:
    """Read what is new and write down what point people are told. Returns how many words; safe to run twice."""
    told = 0
    for _batch in range(BATCHES):
        with transaction.atomic():
            facts, position = log.since(CURSOR, limit=BATCH)
            if not facts:
                break
            told += _write([one for one in facts if one.kind in point_people.WORDS])
            activity.advance(CURSOR, to=position)
    return told


@transaction.atomic
def look(*, person: Person, group: Group, at: datetime) -> int:
    """A leader has read what they were told. Returns how much of it was new."""
    new = Told.objects.filter(point__group=group, point__leader__person=person, seen_at=None)
    return new.update(seen_at=at)


@transaction.atomic
def choose_letters(*, key: IdentityKey, wanted: bool) -> None:
    """Whether a leader is written to about their supporters."""
    Telling.objects.filter(key__person=key.person_id).exclude(key=key).delete()
    Telling.objects.update_or_create(key=key, defaults={"letters": wanted})


def write_letters(*, at: datetime) -> int:
    """One letter a day at most to each leader with news of their supporters. Returns how many were written."""
    waiting = Told.objects.filter(mailed_at=None, point__in=point_people.holding())
    leaders = waiting.values_list("point__leader__person", flat=True).distinct()
    return sum(
        _letter(person, at) for person in leaders.order_by("point__leader__person") if person
    )


def _write(facts: Sequence[TimelineFact]) -> int:
    if not facts:
        return 0
    keys = IdentityKey.objects.filter(pk__in={one.key_id for one in facts}, person__isnull=False)
    person_of = dict(keys.values_list("id", "person_id"))
    points: dict[int, list[PointPerson]] = {}
    held = point_people.holding().filter(key__person__in=set(person_of.values()))
    for point in held.select_related("group", "key"):
        points.setdefault(point.key.person_id or 0, []).append(point)
    first = _first_gifts(facts, person_of, points)
    words = [
        Told(point=point, fact=fact.id, kind=fact.kind, at=fact.at)
        for fact in facts
        for point in points.get(person_of.get(fact.key_id) or 0, ())
        if _is_news(fact, point, first)
    ]
    about = {one.fact for one in words}
    before = Told.objects.filter(fact__in=about).count()
    Told.objects.bulk_create(words, ignore_conflicts=True)
    return Told.objects.filter(fact__in=about).count() - before


def _is_news(fact: TimelineFact, point: PointPerson, first: Collection[int]) -> bool:
    """Whether it happened while the bond held; of gifts the first, of groups another than theirs."""
    if fact.at < point.from_at:
        return False
    if fact.kind == point_people.FIRST_GIFT:
        return fact.id in first
    return fact.kind != "group.joined" or fact.ref != str(point.group)


def _first_gifts(
    facts: Sequence[TimelineFact], person_of: Mapping[int, int], points: Mapping[int, object]
) -> set[int]:
    """The numbers of those facts that are the first gift of whoever gave."""
    givers = {
        person_of[one.key_id]
        for one in facts
        if one.kind == point_people.FIRST_GIFT and person_of.get(one.key_id) in points
    }
    if not givers:
        return set()
    theirs = dict(IdentityKey.objects.filter(person__in=givers).values_list("id", "person_id"))
    first: dict[int, tuple[datetime, int]] = {}
    for key, place in log.first(theirs, kind=point_people.FIRST_GIFT).items():
        person = theirs[key]
        first[person] = min(place, first.get(person, place))
    return {number for _at, number in first.values()}


@transaction.atomic
def _letter(person_id: int, at: datetime) -> int:
    # One letter after the other for the same person, whoever else looks at the same time.
    person = Person.objects.select_for_update(no_key=True).get(pk=person_id)
    new = Told.objects.filter(
        mailed_at=None, point__in=point_people.holding(), point__leader__person=person
    ).select_related("point__group__region", "point__leader", "point__key")
    words = list(new.order_by("at", "id"))
    if not words:
        return 0
    local = at.astimezone(ZoneInfo(numbers.zone(words[0].point.group)))
    key = _mailbox(words[0].point.leader, person)
    if key is None or not FROM_HOUR <= local.hour < TO_HOUR:
        return 0
    held = Telling.objects.filter(key__person=person).order_by("id").first() or Telling(key=key)
    if not held.letters or (held.last_day is not None and held.last_day >= local.date()):
        return 0
    held.last_day = local.date()
    held.save()
    Told.objects.filter(pk__in=[one.pk for one in words]).update(mailed_at=at)
    letters.post(
        letters.Letter(
            kind="supporters",
            to=key.value,
            language=person.language or "en",
            context=_said(words),
            idempotency=f"supporters:{person_id}:{local.date().isoformat()}",
            person_id=person_id,
        )
    )
    return 1


def _mailbox(led_under: IdentityKey, person: Person) -> IdentityKey | None:
    """Where a leader reads mail: the address they lead under, else one that was proven."""
    if led_under.kind == "email":
        return led_under
    mail = IdentityKey.objects.filter(kind="email", person=person, verified_at__isnull=False)
    return mail.order_by("id").first()


def _said(words: Sequence[Told]) -> dict[str, object]:
    """What a letter says: names as members show them, what each did, and where to read on."""
    names = {
        (group, key): shown
        for group, key, shown in Membership.objects.filter(
            left_at=None, key__in=[one.point.key_id for one in words]
        ).values_list("group_id", "key_id", "shown_as")
    }
    said = [
        {"name": names.get((one.point.group_id, one.point.key_id)) or "?", "kind": one.kind}
        for one in words[:NAMED]
    ]
    return {
        "words": said,
        "more": max(0, len(words) - NAMED),
        "url": f"{site_url()}/team/{words[0].point.group.slug}/lead/",
        **letterhead(),
    }
