"""What the database already knows about the keys of one batch, read in at most seven queries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, ClassVar, Final

from django.db import IntegrityError, connection

from muster.kit.binding import bound
from muster.people import precedence, queries
from muster.people.consent_rules import LENT, Present
from muster.people.keys import Key
from muster.people.known import Known
from muster.people.matching import Book

PERSON_FIELDS: Final = (
    "given_name", "family_name", "country", "postcode", "region_id", "language", "latitude",
    "longitude",
)  # fmt: skip


class JoinedMeanwhile(IntegrityError):
    """Between reading a key and locking its person, that record was joined into another."""


class Loaded:
    """The book for matching, the numbers of keys, and what holds of the people found."""

    # Locked in the order of their numbers, so that two batches never wait for each other.
    lock: ClassVar[str] = "FOR NO KEY UPDATE"

    def __init__(self, batch: Sequence[Known]) -> None:
        wanted = {key for known in batch for key in known.identities}
        self.book = Book()
        self.key_ids: dict[Key, int] = {}
        self.tags: dict[int, set[str]] = {}
        self.states: dict[tuple[int, str], Present] = {}
        people = self._read_keys(wanted)
        self.unknown = len(wanted) - len(self.key_ids)
        self._read_namespaces(self._growing(batch))
        self.fields = self._read_people(people)
        self._read_tags(people)
        # The best place of any word on a field, of those kinds that go first.
        self.goes_first: dict[tuple[int, str], int] = {}
        self.orders = self._read_words(people)
        if any(known.consents for known in batch):
            self._read_states(self.key_ids.values())

    def _read_keys(self, wanted: Iterable[Key]) -> list[int]:
        people = set()
        for key, key_id, person in look_up(wanted):
            self.key_ids[key] = key_id
            self.book.owner[key] = person
            if person is not None:
                people.add(person)
        return sorted(people)

    def _growing(self, batch: Iterable[Known]) -> list[int]:
        """Those whose record may get a key from this batch; only theirs must be counted."""
        owner = self.book.owner
        found = {
            owner[key]
            for known in batch
            if not all(owner.get(key) for key in known.identities)
            for key in known.identities
            if key in owner
        }
        return sorted(person for person in found if person is not None)

    def _read_namespaces(self, people: list[int]) -> None:
        rows = _rows(
            "SELECT person_id, kind, value FROM people_identitykey WHERE person_id = ANY(%s)",
            people,
        )
        for person, kind, value in rows:
            self.book.note(Key(kind, value), person)

    def _read_people(self, people: list[int]) -> dict[int, dict[str, Any]]:
        rows = _rows(
            f"SELECT id, {', '.join(PERSON_FIELDS)}, joined_into FROM people_person"
            f" WHERE id = ANY(%s) ORDER BY id {self.lock}",
            people,
        )
        if self.lock and any(row[-1] is not None for row in rows):
            raise JoinedMeanwhile
        return {row[0]: dict(zip(PERSON_FIELDS, row[1:-1], strict=True)) for row in rows}

    def _read_tags(self, people: list[int]) -> None:
        rows = _rows(
            "SELECT person_id, value FROM people_trait"
            " WHERE kind = 'tag' AND to_at IS NULL AND person_id = ANY(%s)",
            people,
        )
        for person, value in rows:
            self.tags.setdefault(person, set()).add(value)

    def _read_words(self, people: list[int]) -> dict[str, list[str]]:
        orders = queries.orders()
        firsts = {kind for name in precedence.FIELDS for kind in precedence.order(orders, name)}
        rows = _rows(
            f"SELECT v.person_id, v.field, {precedence.KIND_SQL} FROM people_fieldvalue v"
            f" WHERE v.person_id = ANY(%s) AND {precedence.KIND_SQL} = ANY(%s)",
            people,
            sorted(firsts),
        )
        for person, name, kind in rows:
            place = precedence.rank(orders, name, kind)
            if place < self.goes_first.get((person, name), precedence.LAST):
                self.goes_first[person, name] = place
        return orders

    def _read_states(self, key_ids: Iterable[int]) -> None:
        # Each “no” looks its own line up by number, however large the ledger; a yes is never lent.
        rows = _rows(
            "SELECT s.key_id, s.purpose, s.state, s.at, CASE WHEN s.state = 'withdrawn' THEN"
            " (SELECT e.evidence FROM people_consententry e WHERE e.id = s.entry_id"
            " AND starts_with(e.source, %s)) END"
            " FROM people_consentstate s WHERE s.key_id = ANY(%s)",
            LENT,
            list(key_ids),
        )
        for key_id, purpose, state, at, evidence in rows:
            over = _lent_over(evidence) if evidence else None
            self.states[key_id, purpose] = Present(state, at, over)


def _lent_over(evidence: str) -> datetime | None:
    """When the line that a join’s word stands in for was said."""
    number = evidence.removeprefix("entry ")
    rows = _rows("SELECT at FROM people_consententry WHERE id = %s", int(number))
    return next((at for (at,) in rows), None)


def look_up(wanted: Iterable[Key]) -> Iterator[tuple[Key, int, int | None]]:
    """Those of the keys that exist, with their numbers and whose they are.

    Asked for kind by kind as lists, which PostgreSQL puts in order and finds in one walk along the index;
    joined with them it would read the whole book, or begin at the root for each.
    """
    kinds: dict[str, dict[str, Key]] = {}
    for key in wanted:
        kinds.setdefault(key[0], {})[key[1]] = key
    with bound() as cursor:
        for kind, keys in kinds.items():
            cursor.execute(
                "SELECT value, id, person_id FROM people_identitykey"
                " WHERE kind = %s AND value = ANY(%s::text[])",
                [kind, array(keys)],
            )
            for value, key_id, person in cursor.fetchall():
                yield keys[value], key_id, person


def array(words: Iterable[str]) -> str:
    """Words as PostgreSQL writes an array; its driver takes far longer to."""
    whole = "\0".join(words)
    if "\\" in whole or '"' in whole:
        whole = whole.replace("\\", "\\\\").replace('"', '\\"')
    return '{"' + whole.replace("\0", '","') + '"}'


def _rows(sql: str, *parameters: Any) -> list[Any]:
    if not parameters[0]:
        return []
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        found: list[Any] = cursor.fetchall()
        return found
