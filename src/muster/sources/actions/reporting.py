"""Taking what a payment system reports: each gift and each refund once, whoever repeats it and however often."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F

from muster.gifts import actions as ledger
from muster.gifts import queries as books
from muster.gifts.actions import NewEntry
from muster.kit.actors import system
from muster.kit.money import Money
from muster.people import actions as people
from muster.people.known import Known
from muster.sources.actions.ingesting import count_drops
from muster.sources.kinds.gifts.report import Report, Wrong
from muster.sources.models import Source

_BY = system("hooks")


@dataclass(frozen=True, slots=True)
class Reported:
    """What became of a call’s reports: they add up to what was sent."""

    taken: int
    repeated: int
    refused: tuple[Wrong, ...]
    noted: tuple[Wrong, ...]


@transaction.atomic
def report_gifts(*, source: Source, reports: Iterable[Report | Wrong], at: datetime) -> Reported:
    """Write good reports into the ledger, gifts before refunds, and name the others."""
    # One call of a source at a time: two refunds of one gift see each other.
    Source.objects.select_for_update().get(pk=source.pk)
    told = list(reports)
    good = [one for one in told if isinstance(one, Report)]
    refused = [one for one in told if isinstance(one, Wrong)]
    gifts = [one for one in good if one.kind == "gift"]
    taken = ledger.record(entries=_entries(source, gifts, at), source=source.word, by=_BY)
    refunds = [one for one in good if one.kind == "refund"]
    for one in refunds:
        code = _refusal(source, one)
        if code:
            refused.append(Wrong(one.index, code))
        else:
            taken += ledger.record(entries=[_back(source, one)], source=source.word, by=_BY)
    refused.sort(key=lambda one: one.index)
    noted = tuple(Wrong(one.index, code) for one in gifts for code in one.cautions)
    count_drops(source.pk, Counter(one.code for one in refused), at)
    Source.objects.filter(pk=source.pk).update(last_at=at, taken_count=F("taken_count") + taken)
    return Reported(taken, len(told) - taken - len(refused), tuple(refused), noted)


def _entries(source: Source, gifts: Sequence[Report], at: datetime) -> list[NewEntry]:
    known = [Known(keys=one.keys, fields=one.fields) for one in gifts]
    results = people.resolve(known=known, source=source.word, by=_BY, at=at)
    # Of somebody who was erased the amount stands in the books and names nobody.
    return [
        NewEntry(
            key_id=result.key_ids[0] if result.key_ids else None, money=one.money, at=one.at,
            reference=one.number, purpose=one.purpose,
        )
        for one, result in zip(gifts, results, strict=True) if one.money is not None
    ]  # fmt: skip


def _refusal(source: Source, one: Report) -> str:
    """Why a refund cannot stand: its gift is not here, or less of it is left."""
    gift = books.reported(source.word, one.of)
    if gift is None:
        return "no_gift"
    if books.reported(source.word, one.number) is not None:
        return ""
    left = books.left(gift)
    if left <= 0 or (one.money and (one.money.minor > left or one.money.currency != gift.currency)):
        return "too_much"
    return ""


def _back(source: Source, one: Report) -> NewEntry:
    gift = books.reported(source.word, one.of)
    if gift is None:
        raise AssertionError
    money = one.money or Money(max(books.left(gift), 1), gift.currency)
    return NewEntry(
        kind="refund", key_id=gift.key_id, money=money, at=one.at, reference=one.number,
        about=one.of, purpose=one.purpose or gift.purpose,
    )  # fmt: skip
