"""Turns what sources know into people: finds or makes each record’s person and adds what is new.

Batches of some thousand records are decided in memory and written by a handful of statements. When
another transaction took a key in the same moment, the batch is decided again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.db import IntegrityError, transaction

from muster.audit import actions as audit
from muster.kit.actors import Doer
from muster.kit.scope import Scope, entered
from muster.people.actions.batch import Loaded
from muster.people.actions.decide import Decisions
from muster.people.known import Known, Resolved

BATCH: Final = 12_500
_TRIES: Final = 4


def resolve(
    *,
    known: Sequence[Known],
    source: str,
    by: Doer,
    at: datetime,
    told_as: str = "person.added",
) -> list[Resolved]:
    """Find or make the person of every record, in one transaction; the results keep the order.

    It looks beyond the caller’s regions, as it must to find who is known already; what it gives
    back are numbers. ``told_as`` is the fact written for a new person.
    """
    if not known:
        return []
    with transaction.atomic(), entered(Scope.EVERYONE):
        done: list[Resolved] = []
        for start in range(0, len(known), BATCH):
            batch = known[start : start + BATCH]
            done += _batch(batch, source=source, by=by, at=at, told_as=told_as)
        counts: Counter[str] = Counter(one.outcome for one in done)
        if counts["new"] or counts["changed"]:
            audit.record(by=by, verb="people.resolved", subject=source[:100], counts=counts)
    return done


def _batch(
    batch: Sequence[Known], *, source: str, by: Doer, at: datetime, told_as: str
) -> list[Resolved]:
    for left in reversed(range(_TRIES)):
        try:
            with transaction.atomic():
                decisions = Decisions(Loaded(batch), source=source, by=by, at=at, told_as=told_as)
                results = [decisions.take(known) for known in batch]
                decisions.write()
                return results
        except IntegrityError:
            if not left:
                raise
    raise AssertionError
