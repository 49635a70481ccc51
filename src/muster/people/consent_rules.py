"""When a new word about consent counts, and when what a person said before stands against it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from muster.people.known import Claim

LENT: Final = "join:"
Verdict = Literal["apply", "same", "held"]


@dataclass(frozen=True, slots=True)
class Present:
    """What holds now for one key and purpose."""

    state: str
    at: datetime
    # Where another record’s “no” only stands in for this key’s own word, while the two are joined:
    # since when that word held.
    lent_over: datetime | None = None


def is_lent(source: str) -> bool:
    """Whether a line of the ledger is a join’s, and nobody’s own word."""
    return source.startswith(LENT)


def decide(present: Present | None, claim: Claim) -> Verdict:
    """Tell whether a claim from a source changes what holds. A “no” is never undone without proof."""
    if present is None:
        return "apply"
    if present.state == claim.state:
        # Their own “no” is noted beside a lent one, or it would be lost when the join is undone.
        own = present.lent_over is not None and claim.state == "withdrawn"
        return "apply" if own and claim.at >= (present.lent_over or claim.at) else "same"
    if claim.state == "withdrawn":
        return "apply" if claim.at >= present.at else "held"
    if claim.state == "pending" or present.state == "paused":
        return "held"
    proved = bool(claim.evidence.strip()) and claim.at > present.at
    return "apply" if proved else "held"
