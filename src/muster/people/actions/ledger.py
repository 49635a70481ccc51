"""Writes the consent ledger, its present sum and the facts of it, together or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from muster.activity import actions as activity
from muster.activity.facts import NewFact
from muster.kit.actors import Doer
from muster.people import wordings
from muster.people.actions import bulk
from muster.people.models import Wording

_ENTRY: Final = (
    "id", "person_id", "key_id", "channel", "purpose", "state", "wording_id", "evidence", "at",
)  # fmt: skip
_STATE: Final = ("key_id", "channel", "purpose", "state", "entry_id", "at", "paused_until")
_REPLACE: Final = (
    "ON CONFLICT (key_id, purpose) DO UPDATE SET channel = excluded.channel,"
    " state = excluded.state, entry_id = excluded.entry_id, at = excluded.at,"
    " paused_until = excluded.paused_until"
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line to be written: the new state of a key for a purpose."""

    person_id: int
    key_id: int
    channel: str
    purpose: str
    state: str
    at: datetime
    wording_id: int | None = None
    evidence: str = ""
    paused_until: datetime | None = None


def write(lines: Sequence[Line], *, source: str, by: Doer) -> list[int]:
    """Add lines to the ledger and return their numbers. At most one line per key and purpose."""
    entries = bulk.reserve("people_consententry", len(lines))
    bulk.insert(
        "people_consententry",
        _ENTRY,
        [
            (entry, line.person_id, line.key_id, line.channel, line.purpose, line.state,
             line.wording_id, line.evidence, line.at)
            for entry, line in zip(entries, lines, strict=True)
        ],
        same={"source": source, "actor": by.actor},
    )  # fmt: skip
    bulk.insert(
        "people_consentstate",
        _STATE,
        [
            (line.key_id, line.channel, line.purpose, line.state, entry, line.at, line.paused_until)
            for entry, line in zip(entries, lines, strict=True)
        ],
        conflict=_REPLACE,
    )
    activity.append([_fact(line, source) for line in lines])
    return entries


def wording_ids(asked: Iterable[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """The number of each (text, language), storing those shown for the first time."""
    digests = {pair: wordings.digest(*pair) for pair in set(asked)}
    if not digests:
        return {}
    bulk.insert(
        "people_wording",
        ("text", "language", "digest"),
        [(text, language, digest) for (text, language), digest in sorted(digests.items())],
        conflict="ON CONFLICT (digest) DO NOTHING",
    )
    found = dict(Wording.objects.filter(digest__in=digests.values()).values_list("digest", "id"))
    return {pair: found[digest] for pair, digest in digests.items()}


def _fact(line: Line, source: str) -> NewFact:
    data = {"channel": line.channel, "purpose": line.purpose}
    if line.evidence:
        data["evidence"] = line.evidence
    return NewFact(
        kind=f"consent.{line.state}",
        key_id=line.key_id,
        at=line.at,
        source=source,
        data=data,
    )
