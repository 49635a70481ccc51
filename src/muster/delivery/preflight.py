"""What must be mended before anyone is asked to approve, and what should be thought about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from muster.delivery.documents import Body
from muster.delivery.models import Snapshot


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing about a message: a block stops it, advice does not."""

    level: Literal["block", "advice"]
    words: str
    remedy: str
    code: str = ""


def check(body: Body, snapshot: Snapshot | None = None) -> list[Finding]:
    """Look at everything; blocks first."""
    raise NotImplementedError
