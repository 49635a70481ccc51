"""When a new word about consent counts, and when what a person said before stands against it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from muster.people.known import Claim

Verdict = Literal["apply", "same", "held"]


@dataclass(frozen=True, slots=True)
class Present:
    """What holds now for one key and purpose."""

    state: str
    at: datetime


def decide(present: Present | None, claim: Claim) -> Verdict:
    """Tell whether a claim from a source changes what holds. A “no” is never undone without proof."""
    if present is None:
        return "apply"
    if present.state == claim.state:
        return "same"
    if claim.state == "withdrawn":
        return "apply" if claim.at >= present.at else "held"
    if claim.state == "pending" or present.state == "paused":
        return "held"
    proved = bool(claim.evidence.strip()) and claim.at > present.at
    return "apply" if proved else "held"
