"""Consent when two records become one: a “no” of either side holds for both, and no yes is ever made.

When the join is undone, what held before holds again, unless the person spoke since.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from muster.kit import clock
from muster.kit.actors import Doer
from muster.people.actions import ledger
from muster.people.consent_rules import LENT
from muster.people.models import ConsentEntry, ConsentState, MergeEdge


def yield_to_no(
    edge: MergeEdge, *, person_id: int, sides: tuple[Sequence[int], Sequence[int]], by: Doer
) -> list[dict[str, Any]]:
    """Let each side’s yes give way to the other’s no. Returns what held before, for the edge."""
    rows = list(ConsentState.objects.filter(key__in=[*sides[0], *sides[1]]).order_by("id"))
    yielded = []
    for mine, others in (sides, sides[::-1]):
        theirs = [row for row in rows if row.key_id in set(others)]
        # What was said after the two were one was said of both, so a join laid again leaves it.
        asked = [row for row in rows if row.key_id in set(mine) and row.at <= edge.at]
        for row in asked:
            state, until = _outcome(row, [one for one in theirs if _same(one, row)])
            if state != row.state:
                yielded.append((row, state, until))
    source = f"{LENT}{edge.id}"
    return [
        _write(row, _line(row, person_id, state, until), source=source, by=by)
        for row, state, until in yielded
    ]


def hold_again(edge: MergeEdge, *, by: Doer) -> None:
    """Let hold what held before the join, for each key whose last word is still the join’s."""
    for one in edge.yielded:
        state = ConsentState.objects.filter(id=one["state"], entry=one["line"]).first()
        before = ConsentEntry.objects.filter(id=one["entry"]).first()
        if state is None or before is None:
            continue
        until = datetime.fromisoformat(one["until"]) if one["until"] else None
        ledger.write(
            [
                ledger.Line(
                    person_id=before.person_id, key_id=state.key_id, channel=state.channel,
                    purpose=state.purpose, state=one["was"], at=clock.now(), paused_until=until,
                    evidence=f"entry {before.id}",
                )
            ],
            source=f"parting:{edge.id}",
            by=by,
        )  # fmt: skip
        # The proof is the old line again: the new one only says why it came back.
        ConsentState.objects.filter(id=state.id).update(
            entry=before.id, at=datetime.fromisoformat(one["at"])
        )


def _same(one: ConsentState, other: ConsentState) -> bool:
    return (one.channel, one.purpose) == (other.channel, other.purpose)


def _outcome(row: ConsentState, theirs: Sequence[ConsentState]) -> tuple[str, datetime | None]:
    if row.state == "withdrawn" or any(one.state == "withdrawn" for one in theirs):
        return "withdrawn", None
    pauses = [one.paused_until for one in theirs if one.paused_until is not None]
    if row.state == "granted" and pauses:
        return "paused", max(pauses)
    return row.state, row.paused_until


def _line(row: ConsentState, person_id: int, state: str, until: datetime | None) -> ledger.Line:
    return ledger.Line(
        person_id=person_id, key_id=row.key_id, channel=row.channel, purpose=row.purpose,
        state=state, at=clock.now(), evidence=f"entry {row.entry_id}", paused_until=until,
    )  # fmt: skip


def _write(row: ConsentState, line: ledger.Line, *, source: str, by: Doer) -> dict[str, Any]:
    [entry] = ledger.write([line], source=source, by=by)
    return {
        "state": row.id,
        "line": entry,
        "entry": row.entry_id,
        "was": row.state,
        "at": row.at.isoformat(),
        "until": row.paused_until.isoformat() if row.paused_until else None,
    }
