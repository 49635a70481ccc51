"""Nights and weekends (A7): tired people agree more easily, so what they agree to needs one more."""

from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Hours:
    """The working day of the house, on its own wall clock. The same hour twice means no night."""

    day_from: time = time(7)
    day_to: time = time(21)
    weekends: bool = True
    zone: str = "UTC"

    def off(self, at: datetime) -> bool:
        """Whether `at` is a night or, where weekends count, a weekend."""
        local = at.astimezone(ZoneInfo(self.zone))
        weekend = self.weekends and local.weekday() >= SATURDAY
        return weekend or not self._by_day(local.time())

    def day_of(self, at: datetime) -> datetime:
        """The midnight on this wall clock that `at` comes after."""
        local = at.astimezone(ZoneInfo(self.zone))
        return local.replace(hour=0, minute=0, second=0, microsecond=0)

    def _by_day(self, hour: time) -> bool:
        if self.day_from == self.day_to:
            return True
        return self.day_from <= hour < self.day_to
