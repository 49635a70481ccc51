"""What is kept how long, and what falls due when: periods, counts and days. It lets nothing go itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from muster.accounts.models import KeptFor, LetGo
from muster.kit import retention
from muster.kit.retention import Holding

# When the nightly job runs, as in tasks.py.
NIGHTLY: Final = time(2, 7, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Standing:
    """One class as it stands: for how long, when something goes next and how much, and the last night."""

    holding: Holding
    days: int | None
    next_on: date | None = None
    next_count: int | None = None
    last: LetGo | None = None

    @property
    def unusual(self) -> bool:
        """Whether this organisation chose the period."""
        return self.days != self.holding.days


def periods() -> dict[str, int | None]:
    """For how many days each class is kept; None where time alone deletes nothing."""
    chosen = dict(KeptFor.objects.values_list("name", "days"))
    return {
        name: chosen.get(name, one.days) if one.chosen else one.days
        for name, one in retention.holdings().items()
    }


def told() -> list[tuple[Holding, int | None]]:
    """What supporters are told of, with the days it is kept, the shortest first."""
    held = periods()
    found = [(one, held[name]) for name, one in retention.holdings().items() if one.told]
    return sorted(found, key=lambda pair: (pair[1] is None, pair[1] or 0, pair[0].name))


def standings(*, at: datetime) -> list[Standing]:
    """Every class, counted now; what this role may not look into as the last night counted it."""
    held, last = periods(), {row.name: row for row in LetGo.objects.all()}
    return [_standing(one, held[one.name], last.get(one.name), at) for one in retention.ordered()]


def _standing(one: Holding, days: int | None, last: LetGo | None, at: datetime) -> Standing:
    if not one.unseen:
        next_on, next_count = falls_due(one, days, at=at)
        return Standing(one, days, next_on, next_count, last)
    if last is None:
        return Standing(one, days)
    return Standing(one, days, last.next_on, last.next_count, last)


def falls_due(one: Holding, days: int | None, *, at: datetime) -> tuple[date | None, int]:
    """On which night something of a class goes next, and how much of it; nothing where nothing is held."""
    oldest = _oldest(one) if days is not None else None
    if oldest is None or days is None:
        return None, 0
    kept = timedelta(days=days)
    night = max(next_night(at), next_night(oldest + kept))
    return night.date(), count(one, night - kept)


def next_night(after: datetime) -> datetime:
    """When the job runs next."""
    tonight = datetime.combine(after.astimezone(UTC).date(), NIGHTLY)
    return tonight if tonight > after else tonight + timedelta(days=1)


def count(one: Holding, before: datetime) -> int:
    """How much of a class is older than ``before``."""
    if one.ageing is not None:
        return one.ageing.count(before)
    if one.rows is None:
        return 0
    return one.rows().filter(**{f"{one.column}__lt": before}).count()


def _oldest(one: Holding) -> datetime | None:
    if one.ageing is not None:
        return one.ageing.oldest()
    if one.rows is None:
        return None
    dated = one.rows().exclude(**{one.column: None}).order_by(one.column)
    found = dated.values_list(one.column, flat=True).first()
    if isinstance(found, date) and not isinstance(found, datetime):
        return datetime.combine(found, time(tzinfo=UTC))
    return found
