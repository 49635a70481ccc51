"""How fast mail may go: tokens for each release with a rate, and rest for a destination that asks for it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from muster.channels.base import Receipt

_FIRST_REST: Final = 1.0
_LONGEST_REST: Final = 300.0


@dataclass(slots=True)
class Bucket:
    """``rate`` tokens a second, at most a second's worth at once."""

    rate: float
    level: float = 1.0
    at: float = 0.0

    def take(self, now: float) -> bool:
        most = max(1.0, self.rate)
        self.level = min(most, self.level + (now - self.at) * self.rate)
        self.at = now
        if self.level < 1.0:
            return False
        self.level -= 1.0
        return True


@dataclass(slots=True)
class Destinations:
    """Which domains asked us to slow down. One that answers well again is forgotten."""

    _until: dict[str, float] = field(default_factory=dict)
    # Those that asked for rest and have not answered well since, and how long each rests.
    asked: dict[str, float] = field(default_factory=dict)

    def wait(self, domain: str, now: float) -> float:
        """How long mail to ``domain`` should rest, in seconds."""
        return self._until.get(domain, 0.0) - now if self._until else 0.0

    def heard(self, domain: str, receipt: Receipt, now: float) -> None:
        """Learn from an answer: 421 and 4.7.x mean the destination, not this one mailbox."""
        if receipt.kind == "temporary" and (receipt.code == 421 or " 4.7." in receipt.detail):
            rest = min(_LONGEST_REST, self.asked.get(domain, _FIRST_REST / 2) * 2)
            self.asked[domain], self._until[domain] = rest, now + rest
        elif receipt.kind == "accepted":
            self.well(domain)

    def well(self, domain: str) -> None:
        """Learn that a message was taken."""
        self.asked.pop(domain, None)
        self._until.pop(domain, None)
