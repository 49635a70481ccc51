"""What came of one send: the witness’s log beside our rows. Duplicates are counted in the log alone."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from muster.delivery import tokens
from muster.proof.witness import log

if TYPE_CHECKING:
    from collections.abc import Iterable

    from muster.delivery.models import Release

# A temporary answer with a later pass is no end; every other outcome is one.
_ENDS: Final = """
SELECT n.address, array_agg(o.kind::text) FILTER (WHERE o.kind IS NOT NULL AND NOT (
           o.kind = 'temporary' AND EXISTS (
               SELECT FROM delivery_parcel AS again WHERE again.retry_of_id = o.parcel_id)))
  FROM delivery_recipient AS n
  LEFT JOIN delivery_outcome AS o ON o.recipient_id = n.id AND o.release_id = %s
 WHERE n.snapshot_id = %s GROUP BY n.id, n.address
"""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Counts of one send; all but ``people``, ``accepted`` and ``unknown`` must be zero."""

    people: int
    accepted: int
    unknown: int
    # Messages the witness took more than once.
    duplicates: int
    # People without an end, or with more than one.
    lost: int
    torn: int
    # Rows that say accepted though the witness never took it, and the other way round.
    claimed: int
    hidden: int

    @property
    def clean(self) -> bool:
        return not (self.duplicates or self.lost or self.torn or self.claimed or self.hidden)


def judge(release: Release, lines: Iterable[log.Line]) -> Verdict:
    """Compare every recipient’s rows with what the witness took."""
    ends = _ends(release)
    taken, ids = set(), Counter[str]()
    for line in lines:
        if line["to"] in ends:
            taken.add(line["to"])
            ids[line["id"]] += 1
    kinds = {who: found[0] for who, found in ends.items() if len(found) == 1}
    said = Counter(kinds.values())
    yes = {who for who, kind in kinds.items() if kind == "accepted"}
    perhaps = {who for who, kind in kinds.items() if kind == "unknown"}
    return Verdict(
        people=len(ends),
        accepted=said["accepted"],
        unknown=said["unknown"],
        duplicates=sum(times - 1 for times in ids.values()) + max(0, len(taken) - len(ids)),
        lost=sum(not found for found in ends.values()),
        torn=sum(len(found) > 1 for found in ends.values()),
        claimed=len(yes - taken),
        hidden=len(taken - yes - perhaps),
    )


def twice(lines: Iterable[log.Line]) -> tuple[list[str], int]:
    """The names of messages that came more than once in a whole log, and apart from them how many letters did.

    A letter to staff is sent at least once, always under the same name (D8); everything else at most once.
    """
    names = log.twice(lines)
    messages = [name for name in names if not _is_letter(name)]
    return messages, len(names) - len(messages)


def _is_letter(name: str) -> bool:
    read = tokens.read(name)
    return read is not None and read.sort == tokens.LETTER


def _ends(release: Release) -> dict[str, list[str]]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(_ENDS, [release.pk, release.snapshot_id])
        rows: list[tuple[str, Any]] = cursor.fetchall()
    return {address: found or [] for address, found in rows}
