"""Finds the message a report is about by a name of ours in it, and notes what it says there (D1).

A report about a mass mail becomes a receipt. One about an answer or a letter ends on its own row: it
suppresses nobody, since whoever wrote it sees it. One about a seed proves that its way back is open.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from django.db import transaction

from muster.audit import actions as audit
from muster.delivery import tokens
from muster.delivery.actions import early, seeds
from muster.delivery.actions.receipts import bounded, hear, nameless
from muster.delivery.models import Direct, LetterRow, Receipt
from muster.delivery.tokens import Name
from muster.kit.actors import Doer

Kind = Receipt.Kind
# How bad it is; what came back worse is never put right by what came back milder.
_WORSE: Final = {"": 0, Kind.SOFT.value: 1, Kind.BOUNCED.value: 2, Kind.COMPLAINED.value: 3}
_SINGLES: Final[dict[str, type[Direct | LetterRow]]] = {
    tokens.DIRECT: Direct,
    tokens.LETTER: LetterRow,
}
_VERBS: Final[dict[str, str]] = {tokens.DIRECT: "answer.returned", tokens.LETTER: "letter.returned"}


def proved(names: Iterable[str]) -> Name | None:
    """The first name of ours among these headers and addresses whose MAC is right."""
    return next((found for found in map(tokens.read, names) if found is not None), None)


def note(
    *,
    names: Iterable[str],
    kind: str,
    at: datetime,
    source: str,
    event: str,
    code: str = "",
    detail: str = "",
    by: Doer,
) -> bool:
    """Hear a report of whatever message its names prove; returns whether it was new."""
    name = proved(names)
    if name is None:
        return False
    if name.sort == tokens.RECIPIENT and kind == Kind.DELIVERED:
        # Nearly every message has one, and nothing waits for it: heard with the rest in a moment.
        return early.keep(
            recipient_id=name.id, kind=kind, at=at, source=source[:40], event=bounded(event),
            code=code[:20], detail=nameless(detail)[:200],
        )  # fmt: skip
    if name.sort == tokens.RECIPIENT:
        return hear(
            recipient_id=name.id, kind=kind, at=at, source=source, event=event, code=code,
            detail=detail, by=by,
        )  # fmt: skip
    if name.sort == tokens.SEED:
        return seeds.heard(send_id=name.id, kind=kind, at=at)
    return _came_back(name, kind, words=f"{code} {nameless(detail)}".strip(), at=at, by=by)


@transaction.atomic
def _came_back(name: Name, kind: str, *, words: str, at: datetime, by: Doer) -> bool:
    rows = _SINGLES[name.sort].objects.select_for_update(no_key=True)
    row = rows.filter(pk=name.id).first()
    if row is None or _WORSE.get(kind, 0) <= _WORSE[row.returned]:
        return False
    row.returned, row.returned_words, row.returned_at = kind, words[:200], at
    row.save(update_fields=["returned", "returned_words", "returned_at"])
    audit.record(by=by, verb=_VERBS[name.sort], subject=str(row)[:100], at=at, kind=kind)
    return True
