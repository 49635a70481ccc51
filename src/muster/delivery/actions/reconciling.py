"""Resolves what is unknown from the log of our own relay (D7): only those messages, each once.

A message the log does not hold stays unknown: a log may be cut, and nothing is sent again for that.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from django.db.models import Exists, OuterRef, QuerySet

from muster.channels.kinds.email.relaylog import Entry
from muster.delivery import tokens
from muster.delivery.actions import returns
from muster.delivery.actions.receipts import hear
from muster.delivery.models import Kind, Outcome, Receipt
from muster.kit import clock
from muster.kit.actors import Doer

SOURCE: Final = "relay-log"
_BATCH: Final = 500


@dataclass(slots=True)
class Resolved:
    """How many entries were about messages of ours, and what came of the unknown ones."""

    ours: int = 0
    delivered: int = 0
    bounced: int = 0
    soft: int = 0
    # The relay has them still; read the log again later.
    queued: set[int] = field(default_factory=set)
    still_unknown: int = 0


def reconcile(entries: Iterable[Entry], *, by: Doer) -> Resolved:
    """Hear from the log what became of every unknown message it names."""
    found = Resolved()
    for batch in _batches(_ours(entries)):
        found.ours += len(batch)
        wanted = _unknown([number for number, _entry in batch])
        for number, entry in batch:
            if number in wanted:
                _resolve(number, entry, found, by=by)
    found.still_unknown = _unheard().count()
    return found


def _ours(entries: Iterable[Entry]) -> Iterator[tuple[int, Entry]]:
    for entry in entries:
        name = returns.proved(entry.names)
        if name is not None and name.sort == tokens.RECIPIENT:
            yield name.id, entry


def _batches(found: Iterator[tuple[int, Entry]]) -> Iterator[list[tuple[int, Entry]]]:
    while batch := list(itertools.islice(found, _BATCH)):
        yield batch


def _unknown(numbers: list[int]) -> set[int]:
    return set(_unheard().filter(recipient_id__in=numbers).values_list("recipient_id", flat=True))


def _unheard() -> QuerySet[Outcome]:
    heard = Receipt.objects.filter(recipient_id=OuterRef("recipient_id"))
    return Outcome.objects.filter(~Exists(heard), kind=Kind.UNKNOWN)


def _resolve(number: int, entry: Entry, found: Resolved, *, by: Doer) -> None:
    if entry.ending == "queued":
        found.queued.add(number)
        return
    new = hear(
        recipient_id=number, kind=entry.ending, at=entry.at or clock.now(), source=SOURCE,
        event=f"{entry.queue}:{number}:{entry.ending}", code=entry.code, detail=entry.detail, by=by,
    )  # fmt: skip
    if new:
        setattr(found, entry.ending, getattr(found, entry.ending) + 1)
