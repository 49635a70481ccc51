"""Gifts a file tells of, as entries of the ledger; each once, whatever file brings it and however often."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from django.db import connection

from muster.gifts import actions as ledger
from muster.gifts import queries
from muster.gifts.actions import NewEntry
from muster.kit.actors import Named
from muster.people.known import Resolved
from muster.sources.kinds.csv.rows import Entry, Gift
from muster.sources.models import Import

Taken = Sequence[tuple[Entry, Resolved]]


def receive(made: Import, taken: Taken) -> tuple[int, set[int]]:
    """Enter every gift not seen before, and what went back of those seen. How many, and of whom."""
    giving = [(e, r) for e, r in taken if e.gift is not None and r.key_ids]
    digests = [_digest(entry) for entry, _result in giving]
    fresh = claim(made.pk, digests)
    entries, people = [], set()
    for (entry, result), digest in zip(giving, digests, strict=True):
        if digest in fresh and entry.gift is not None:
            fresh.discard(digest)
            entries.append(_entry(entry.gift, digest, result))
            people.add(result.person_id)
    by = Named(made.confirmed_by)
    count = ledger.record(entries=entries, source=made.word, by=by)
    people |= _back(made, taken)
    return count, {person for person in people if person is not None}


def _entry(gift: Gift, digest: bytes, result: Resolved) -> NewEntry:
    return NewEntry(key_id=result.key_ids[0], money=gift.money, at=gift.at, reference=digest.hex())


def _back(made: Import, taken: Taken) -> set[int | None]:
    """Refunds of gifts that stand in the books; one that was never counted takes nothing off."""
    told = {
        fingerprint("ids", e.refund.of.date(), *e.refund.ids).hex(): (e.refund, r)
        for e, r in taken
        if e.refund is not None and e.refund.ids and r.key_ids
    }
    if not told:
        return set()
    standing = queries.known(list(told))
    back = [(number, *told[number]) for number in sorted(standing)]
    fresh = claim(made.pk, [fingerprint("back", number) for number in sorted(standing)])
    back = [one for one in back if fingerprint("back", one[0]) in fresh]
    ledger.record(
        entries=[
            NewEntry(
                kind="refund", key_id=result.key_ids[0], money=refund.money, at=refund.at,
                reference=f"back:{number}", about=number,
            )
            for number, refund, result in back
        ],
        source=made.word,
        by=Named(made.confirmed_by),
    )  # fmt: skip
    return {result.person_id for _number, _refund, result in back}


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
