"""Takes back what one source wrote: the people it made, the fields, keys, tags and consents it added.

Exact where nobody came after; where somebody did, theirs stays and only the rest goes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.db import IntegrityError, connection, transaction

from muster.activity import retracting
from muster.audit import actions as audit
from muster.kit.actors import Doer
from muster.kit.erasing import erasing
from muster.people.actions import bulk, ledger_back
from muster.people.actions.batch import PERSON_FIELDS
from muster.people.actions.holding import await_writers
from muster.people.names import keys_of_name

# Rows of other tables that show somebody else worked on a person since.
_BY_OTHERS: Final = (
    "SELECT person_id FROM people_identitykey WHERE person_id = ANY(%(people)s) AND source <> %(source)s",
    "SELECT person_id FROM people_trait WHERE person_id = ANY(%(people)s) AND source <> %(source)s",
    "SELECT person_id FROM people_consententry WHERE person_id = ANY(%(people)s) AND source <> %(source)s",
    "SELECT person_id FROM people_note WHERE person_id = ANY(%(people)s)",
    "SELECT into_person FROM people_mergeedge WHERE into_person = ANY(%(people)s)",
    "SELECT from_person FROM people_mergeedge WHERE from_person = ANY(%(people)s)",
)


@dataclass(slots=True)
class Written:
    """What a source wrote on one person; ``fields`` holds (before, after) by column."""

    made: bool = False
    fields: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    keys: list[int] = field(default_factory=list)


@transaction.atomic
def take_back(*, source: str, written: Mapping[int, Written], by: Doer) -> Counter[str]:
    """Undo what ``source`` wrote on these people, all of it or nothing. Returns what was undone."""
    counts: Counter[str] = Counter()
    people = sorted(written)
    await_writers()
    _rows("SELECT id FROM people_person WHERE id = ANY(%s) ORDER BY id FOR UPDATE", people)
    owners = dict(
        _rows("SELECT id, person_id FROM people_identitykey WHERE person_id = ANY(%s)", people)
    )
    told = retracting.keys_others_told_of(source=source, key_ids=list(owners))
    counts["facts"] = retracting.retract(source=source, key_ids=_all_keys(owners, people))
    made = [person for person in people if written[person].made]
    stay = _stay(made, source) | {owners[key] for key in told}
    gone = _remove([person for person in made if person not in stay])
    counts["people"], counts["kept"] = len(gone), len(made) - len(gone)
    left = [person for person in people if person not in gone]
    counts += ledger_back.take_back(left, source=source, told=told, by=by)
    counts["tags"] = _untag(left, source)
    counts["keys"] = _unkey(written, left, told, source)
    _unsay(left, source)
    counts["fields"] = _restore({p: w for p, w in written.items() if p in set(left) and not w.made})
    audit.record(by=by, verb="people.taken_back", subject=source[:100], counts=counts)
    return counts


def _all_keys(owners: Mapping[int, int], people: Sequence[int]) -> list[int]:
    """The keys they have, and those that moved on with a merge."""
    moved = _rows("SELECT key_ids FROM people_mergeedge WHERE from_person = ANY(%s)", people)
    return [*owners, *(int(key) for (keys,) in moved for key in keys)]


def _stay(made: Sequence[int], source: str) -> set[int]:
    """Those of the people made that somebody else wrote on since."""
    found: set[int] = set()
    with connection.cursor() as cursor:
        for sql in _BY_OTHERS:
            cursor.execute(sql, {"people": list(made), "source": source})
            found |= {row[0] for row in cursor.fetchall()}
    return found


def _remove(people: Sequence[int]) -> set[int]:
    """Delete people nobody else knows; one whom another table still names stays."""
    try:
        _delete(people)
    except IntegrityError:
        gone: set[int] = set()
        for person in people:
            try:
                _delete([person])
            except IntegrityError:
                continue
            gone.add(person)
        return gone
    return set(people)


@transaction.atomic
def _delete(people: Sequence[int]) -> None:
    if not people:
        return
    keys = "SELECT id FROM people_identitykey WHERE person_id = ANY(%s)"
    with erasing(), connection.cursor() as cursor:
        for sql in (
            f"DELETE FROM people_consentstate WHERE key_id IN ({keys})",
            "DELETE FROM people_consententry WHERE person_id = ANY(%s)",
            f"DELETE FROM people_identityclaim WHERE key_id IN ({keys})",
            "DELETE FROM people_trait WHERE person_id = ANY(%s)",
            "DELETE FROM people_possiblematch WHERE %s::bigint[] && ARRAY[one_id, other_id]",
            "DELETE FROM people_keptapart WHERE %s::bigint[] && ARRAY[one_id, other_id]",
            "DELETE FROM people_identitykey WHERE person_id = ANY(%s)",
            "DELETE FROM people_person WHERE id = ANY(%s)",
            "SET CONSTRAINTS ALL IMMEDIATE",
            "SET CONSTRAINTS ALL DEFERRED",
        ):
            cursor.execute(sql, [list(people)] if "%s" in sql else None)


def _untag(people: Sequence[int], source: str) -> int:
    return _change(
        "DELETE FROM people_trait WHERE person_id = ANY(%s) AND source = %s AND to_at IS NULL",
        people,
        source,
    )


def _unsay(people: Sequence[int], source: str) -> int:
    return _change(
        "DELETE FROM people_fieldvalue WHERE person_id = ANY(%s) AND source = %s", people, source
    )


def _unkey(
    written: Mapping[int, Written], people: Iterable[int], told: set[int], source: str
) -> int:
    keys = [key for person in people for key in written[person].keys if key not in told]
    unused = (
        "NOT EXISTS (SELECT FROM people_consententry e WHERE e.key_id = k.id)"
        " AND NOT EXISTS (SELECT FROM people_mailtoken t WHERE t.key_id = k.id)"
    )
    _change(
        "UPDATE people_identitykey k SET person_id = NULL"
        " WHERE k.id = ANY(%s) AND k.source <> %s AND k.kind = 'browser'",
        keys,
        source,
    )
    return _change(
        f"DELETE FROM people_identitykey k WHERE k.id = ANY(%s) AND k.source = %s AND {unused}",
        keys,
        source,
    )


def _restore(written: Mapping[int, Written]) -> int:
    """Put fields back that still hold what the source wrote."""
    names = ", ".join(PERSON_FIELDS)
    rows = _rows(f"SELECT id, {names} FROM people_person WHERE id = ANY(%s)", sorted(written))
    changed, count = [], 0
    for number, *values in rows:
        now = dict(zip(PERSON_FIELDS, values, strict=True))
        back = {
            name: before
            for name, (before, after) in written[number].fields.items()
            if now.get(name) == after
        }
        if back:
            now |= back
            count += len(back)
            keys = keys_of_name(now["given_name"], now["family_name"])
            changed.append((number, *now.values(), *keys))
    bulk.update("people_person", (*PERSON_FIELDS, "sort_key", "given_key"), changed)
    return count


def _rows(sql: str, *parameters: Any) -> list[Any]:
    if not parameters[0]:
        return []
    with connection.cursor() as cursor:
        cursor.execute(sql, [list(parameters[0]), *parameters[1:]])
        found: list[Any] = cursor.fetchall()
        return found


def _change(sql: str, numbers: Sequence[int], source: str) -> int:
    if not numbers:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(sql, [list(numbers), source])
        return int(cursor.rowcount)
