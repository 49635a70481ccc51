"""Tags that staff put on people and take off again, for one person as for a page of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.db import connection, transaction
from django.utils.translation import gettext as _

from muster.audit import actions as audit
from muster.kit import clock
from muster.kit.actors import Doer
from muster.kit.errors import Refused
from muster.people.models import Person, Trait

LONGEST: Final = 60
# The people of one act at most.
MOST: Final = 5_000


class TooMany(Refused):
    """One act stays small enough to be looked over and undone."""


class NoSuchTag(Refused):
    """A tag is one short line of words."""


@transaction.atomic
def tag(*, people: Sequence[int], value: str, by: Doer, at: datetime | None = None) -> int:
    """Put a tag on these people; those who have it keep it. Returns how many got it now."""
    word = _tidy(value)
    _few_enough(people)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO people_trait (person_id, kind, value, source, from_at)"
            " SELECT id, 'tag', %s, %s, %s FROM people_person"
            " WHERE id = ANY(%s) AND erased_at IS NULL ORDER BY id"
            " ON CONFLICT (person_id, kind, value) WHERE to_at IS NULL DO NOTHING",
            [word, by.actor, at or clock.now(), list(people)],
        )
        count = int(cursor.rowcount)
    if count:
        audit.record(by=by, verb="people.tagged", subject=_subject(people), tag=word, count=count)
    return count


@transaction.atomic
def untag(*, people: Sequence[int], value: str, by: Doer, at: datetime | None = None) -> int:
    """Take a tag off these people; that they once had it stays known. Returns how many had it."""
    word = _tidy(value)
    _few_enough(people)
    theirs = Person.objects.filter(id__in=people)
    held = Trait.objects.filter(person__in=theirs, kind="tag", value=word, to_at=None)
    count = held.update(to_at=at or clock.now())
    if count:
        audit.record(by=by, verb="people.untagged", subject=_subject(people), tag=word, count=count)
    return count


@transaction.atomic
def undo_tag(*, value: str, at: datetime, by: Doer) -> int:
    """Take back the tags ``by`` put on at this moment, as if they had never been. Returns how many."""
    mine = Trait.objects.filter(kind="tag", value=value, source=by.actor, from_at=at, to_at=None)
    count, _kinds = mine.delete()
    if count:
        audit.record(by=by, verb="people.tagged_undone", subject="people", tag=value, count=count)
    return count


@transaction.atomic
def undo_untag(*, value: str, at: datetime, by: Doer) -> int:
    """Put the tags back that came off at this moment, where none came since. Returns how many."""
    again = Trait.objects.filter(kind="tag", value=value, to_at=None).values("person")
    gone = Trait.objects.filter(kind="tag", value=value, to_at=at).exclude(person__in=again)
    count = gone.update(to_at=None)
    if count:
        audit.record(by=by, verb="people.untagged_undone", subject="people", tag=value, count=count)
    return count


def _few_enough(people: Sequence[int]) -> None:
    if len(people) > MOST:
        words = _("Choose at most %(most)s people at once.")
        raise TooMany(words % {"most": MOST}, field="tag")


def _subject(people: Sequence[int]) -> str:
    return f"person:{people[0]}" if len(people) == 1 else "people"


def _tidy(value: str) -> str:
    word = " ".join(value.replace("\x00", "").split())
    if not word:
        raise NoSuchTag(_("Write the tag before you add it."), field="tag")
    if len(word) > LONGEST:
        raise NoSuchTag(
            _("A tag can have %(most)s signs at most.") % {"most": LONGEST}, field="tag"
        )
    return word
