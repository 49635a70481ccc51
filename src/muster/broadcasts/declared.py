"""The size its author declared against the size that is real (A17): arithmetic only."""

from dataclasses import dataclass
from typing import Final

LIMIT: Final = 2


@dataclass(frozen=True, slots=True)
class Sizes:
    declared: int
    real: int

    @property
    def fit(self) -> bool:
        """Neither more than twice as many nor fewer than half; nobody at all never fits."""
        return 0 < self.real <= self.declared * LIMIT and self.real * LIMIT >= self.declared

    @property
    def times(self) -> float:
        """How many times too many, or, below one half, which share of it is there."""
        return self.real / self.declared

    @property
    def apart(self) -> int:
        """The difference in per cent of what was declared."""
        return round(abs(self.real - self.declared) * 100 / self.declared)

    @property
    def declared_width(self) -> float:
        return round(self.declared * 100 / self.largest, 1)

    @property
    def real_width(self) -> float:
        return round(self.real * 100 / self.largest, 1)

    @property
    def largest(self) -> int:
        return max(self.declared, self.real, 1)
