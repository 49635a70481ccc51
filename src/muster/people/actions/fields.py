"""What each source said of a field: kept set-wise, weighed by precedence, put back on the record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from django.db import connection, transaction
from django.utils.translation import gettext as _

from muster.audit import actions as audit
from muster.kit.actors import Doer
from muster.kit.errors import Refused
from muster.people import precedence, queries
from muster.people.actions import bulk
from muster.people.actions.batch import PERSON_FIELDS
from muster.people.models import FieldValue, Person, Precedence
from muster.people.names import keys_of_name
from muster.people.placing import placed

_BLOCK: Final = 5_000
# A word repeated keeps its day, unless another source spoke in between: then it is the newest again.
_CONFLICT: Final = (
    "ON CONFLICT (person_id, field, source) DO UPDATE SET value = excluded.value,"
    " at = excluded.at WHERE mine.value <> excluded.value OR EXISTS (SELECT FROM"
    " people_fieldvalue o WHERE o.person_id = mine.person_id AND o.field = mine.field"
    " AND o.source <> mine.source AND o.at >= mine.at)"
)


class UnknownField(Refused):
    """Precedence is about the fields of a record and nothing else."""


def keep(said: Mapping[tuple[int, str], str], *, source: str, at: datetime) -> None:
    """Write what one source said of (person, field), in as many statements for one as for many."""
    rows = [(person, name, value) for (person, name), value in sorted(said.items())]
    bulk.insert(
        "people_fieldvalue",
        ("person_id", "field", "value"),
        rows,
        same={"source": source, "at": at},
        conflict=_CONFLICT,
    )


@transaction.atomic
def go_back(*, person: Person, field: str, by: Doer) -> bool:
    """Drop what was written by hand into one field, so that the next word holds again."""
    theirs = FieldValue.objects.filter(person=person, field=field)
    hand = [v.id for v in theirs if precedence.kind_of(v.source) == precedence.HAND]
    if not hand or theirs.count() == len(hand):
        return False
    FieldValue.objects.filter(id__in=hand).delete()
    decide_again(fields=[field], people=[person.id])
    audit.record(by=by, verb="person.word_dropped", subject=f"person:{person.id}", field=field)
    return True


@transaction.atomic
def set_precedence(*, field: str, kinds: Sequence[str], by: Doer) -> None:
    """Say which kinds of source go first for a field. What is shown follows by ``decide_again``."""
    if field not in precedence.FIELDS:
        raise UnknownField(_("There is no such field of a record."), field="field")
    from muster.people import tasks

    chosen = list(dict.fromkeys(kind for kind in kinds if kind))
    Precedence.objects.update_or_create(field=field, defaults={"kinds": chosen})
    audit.record(by=by, verb="precedence.changed", subject=f"field:{field}", kinds=chosen)
    transaction.on_commit(lambda: tasks.decide_again.defer(field=field))


@transaction.atomic
def decide_again(*, fields: Iterable[str], people: Sequence[int] | None = None) -> int:
    """Let the word that goes first stand on the record; of everybody, or of these people."""
    orders = queries.orders()
    changes: dict[int, dict[str, Any]] = {}
    for name in fields:
        for person, value in _differing(name, precedence.order(orders, name), people):
            changes.setdefault(person, {})[name] = value
    people_changed = sorted(changes)
    for start in range(0, len(people_changed), _BLOCK):
        _put(people_changed[start : start + _BLOCK], changes)
    return len(changes)


def _differing(
    name: str, order: Sequence[str], people: Sequence[int] | None
) -> list[tuple[int, str]]:
    if name not in precedence.FIELDS:
        raise UnknownField(_("There is no such field of a record."), field="field")
    among = "" if people is None else " AND v.person_id = ANY(%(people)s)"
    sql = (
        "SELECT held.person_id, held.value FROM (SELECT DISTINCT ON (v.person_id) v.person_id,"
        f" v.value FROM people_fieldvalue v WHERE v.field = %(field)s{among}"
        f" ORDER BY v.person_id, coalesce(array_position(%(order)s::text[], {precedence.KIND_SQL}),"
        f" {precedence.LAST}), v.at DESC, v.id DESC) held JOIN people_person p ON p.id = held.person_id"
        f" WHERE p.erased_at IS NULL AND p.{name} <> held.value"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, {"field": name, "order": list(order), "people": list(people or ())})
        found: list[tuple[int, str]] = cursor.fetchall()
        return found


def _put(people: list[int], changes: Mapping[int, Mapping[str, Any]]) -> None:
    rows = []
    found = Person.objects.filter(id__in=people).order_by("id").select_for_update(no_key=True)
    for number, *held in found.values_list("id", *PERSON_FIELDS):
        now = dict(zip(PERSON_FIELDS, held, strict=True))
        told = dict(changes[number])
        if "country" in told and now["postcode"]:
            told.setdefault("postcode", now["postcode"])
        now |= placed(told, now)
        rows.append((number, *now.values(), *keys_of_name(now["given_name"], now["family_name"])))
    bulk.update("people_person", (*PERSON_FIELDS, "sort_key", "given_key"), rows)
