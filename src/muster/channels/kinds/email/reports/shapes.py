"""What a report can say of one message."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

# ``noticed`` is a report that says nothing about the person, such as a failed signature of somebody else’s.
Kind = Literal["bounced", "soft", "delayed", "delivered", "complained", "noticed", "automatic"]


@dataclass(frozen=True, slots=True)
class Report:
    """One thing reported about one message. ``address`` is only what the report says."""

    kind: Kind
    address: str = ""
    code: str = ""
    detail: str = ""
    names: tuple[str, ...] = ()
    source: str = ""
