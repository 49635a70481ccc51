"""Gifts a file tells of, as facts; each counted once, whatever file brings it and however often."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from django.db import connection

from muster.activity import actions as activity
from muster.activity.facts import NewFact
from muster.people.known import Resolved
from muster.sources.kinds.csv.rows import Entry
from muster.sources.models import Import

Taken = Sequence[tuple[Entry, Resolved]]


def receive(made: Import, taken: Taken) -> int:
    """Write a fact for every gift not seen before. Returns how many."""
    giving = [(e, r) for e, r in taken if e.gift is not None and r.key_ids]
    digests = [_digest(entry) for entry, _result in giving]
    fresh = claim(made.pk, digests)
    facts = []
    for (entry, result), digest in zip(giving, digests, strict=True):
        if digest in fresh and entry.gift is not None:
            fresh.discard(digest)
            facts.append(_fact(made, entry, result))
    return activity.append(facts)


def _fact(made: Import, entry: Entry, result: Resolved) -> NewFact:
    gift = entry.gift
    if gift is None:
        raise AssertionError
    return NewFact(
        kind="gift.received",
        key_id=result.key_ids[0],
        at=gift.at,
        source=made.word,
        amount=gift.money.minor,
        currency=gift.money.currency,
        data={"line": entry.line, "ids": list(gift.ids)},
    )


def numbered(entries: Iterable[Entry]) -> Iterator[Entry]:
    """Give equal gifts without a number of their own one by their order in the file.

    Two equal rows are two gifts, yet the same file brought twice is no third and fourth.
    """
    counted: Counter[int] = Counter()
    for entry in entries:
        if entry.gift is not None and not entry.gift.ids:
            said = hash((entry.gift.money, entry.gift.at, tuple(entry.keys)))
            counted[said] += 1
            entry.gift = replace(entry.gift, nth=counted[said])
        yield entry


def _digest(entry: Entry) -> bytes:
    gift = entry.gift
    if gift is None:
        raise AssertionError
    if gift.ids:
        return fingerprint("ids", gift.at.date(), *gift.ids)
    return fingerprint("row", gift.money, gift.at, tuple(entry.keys), gift.nth)


def fingerprint(*said: object) -> bytes:
    """What a gift is recognised by."""
    return hashlib.sha256(repr(said).encode()).digest()


def claim(import_id: int | None, digests: Sequence[bytes]) -> set[bytes]:
    """Those never seen before, marked as seen from this commit on."""
    if not digests:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO sources_seengift (digest, of_id)"
            " SELECT DISTINCT d, %s::bigint FROM unnest(%s::bytea[]) AS d ORDER BY d"
            " ON CONFLICT (digest) DO NOTHING RETURNING digest",
            [import_id, list(digests)],
        )
        return {bytes(row[0]) for row in cursor.fetchall()}
