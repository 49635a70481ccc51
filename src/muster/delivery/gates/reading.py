"""From counts to a verdict: what each metric shows, how near its line is, and what halts (W5, W8)."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from muster.delivery.gates import evidence, metrics
from muster.delivery.gates.metrics import Metric
from muster.delivery.models import Receipt


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What was counted of a release, or of it since somebody let it go on after a halt."""

    accepted: int = 0
    refused: int = 0
    temporary: int = 0
    unknown: int = 0
    # Refusals that say our own account is suspended.
    suspended: int = 0
    # People by kind of receipt.
    receipts: Mapping[str, int]
    links_checked: int = 0
    links_broken: int = 0
    cost_minor: int = 0
    cost_cap_minor: int = 0

    def of(self, metric: Metric) -> tuple[int, int]:
        """How many, of how many at risk."""
        if metric is metrics.REFUSED:
            return self.refused, self.accepted + self.refused
        if metric is metrics.LINKS:
            return self.links_broken, self.links_checked
        x = sum(self.receipts.get(kind, 0) for kind in metric.receipts)
        # Somebody whose message is unknown may answer it too; nobody else can.
        return x, max(x, self.accepted)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One metric at one look."""

    metric: str
    x: int
    n: int
    p0: float = 0.0
    e: float = 1.0
    # The level α it is tested at; nothing for a cap that knows no usual rate.
    level: float = 0.0
    # "evidence", "cap", or nothing.
    halts: str = ""
    # Where a cap lies that knows no usual rate.
    fixed: int = 0

    @property
    def rate(self) -> float:
        return self.x / self.n if self.n else 0.0

    @property
    def limit(self) -> int:
        """The count at which it halts with n at risk, by evidence or by its cap."""
        if not self.level:
            return self.fixed
        return limit(metrics.BY_NAME[self.metric], self.n, self.p0, self.level)

    def numbers(self) -> dict[str, Any]:
        """What a halt keeps of it: numbers only."""
        return asdict(self) | {"rate": round(self.rate, 6), "limit": self.limit}


def read(
    counts: Counts, baselines: Mapping[str, float], in_force: Sequence[Metric]
) -> list[Reading]:
    """Every metric in force, then what is over a cap that knows no usual rate."""
    level = evidence.alpha(len(in_force))
    found = [_metric(metric, counts, baselines, level) for metric in in_force]
    return [*found, *_caps(counts)]


def harm(readings: Sequence[Reading]) -> Reading | None:
    """The first reason to halt, if there is one."""
    return next((reading for reading in readings if reading.halts), None)


def noteworthy(readings: Sequence[Reading]) -> bool:
    """Whether any metric shows more than usual, if not yet enough to halt."""
    return any(one.level and one.e >= metrics.NOTEWORTHY for one in readings)


def _metric(
    metric: Metric, counts: Counts, baselines: Mapping[str, float], level: float
) -> Reading:
    x, n = counts.of(metric)
    p0 = baselines.get(metric.name, metric.floor)
    over = evidence.crossed(x, n, p0, level)
    capped = metric.cap is not None and x >= metrics.CAP_LEAST and x >= metric.cap * n
    return Reading(
        metric=metric.name,
        x=x,
        n=n,
        p0=p0,
        e=evidence.e_value(x, n, p0),
        level=level,
        halts="evidence" if over else "cap" if capped else "",
    )


def limit(metric: Metric, n: int, p0: float, level: float) -> int:
    """The smallest count that halts with ``n`` at risk, by evidence or by the cap."""
    by_evidence = evidence.line(n, p0, level)
    if metric.cap is None:
        return by_evidence
    by_cap = max(metrics.CAP_LEAST, math.ceil(metric.cap * n))
    return min(by_evidence, by_cap)


def _caps(counts: Counts) -> list[Reading]:
    tried = counts.accepted + counts.refused + counts.temporary
    # Asked to wait at the door, or taken and not delivered for now: either way it does not arrive.
    late = counts.temporary + counts.receipts.get(Receipt.Kind.SOFT, 0)
    deferred = late >= metrics.DEFERRED_LEAST and late >= metrics.DEFERRED_SHARE * tried
    spent, allowed = counts.cost_minor, counts.cost_cap_minor
    return [
        Reading(
            metric=metrics.DEFERRED, x=late, n=tried, halts="cap" if deferred else "",
            fixed=max(metrics.DEFERRED_LEAST, round(metrics.DEFERRED_SHARE * tried)),
        ),
        Reading(
            metric=metrics.SUSPENDED, x=counts.suspended, n=tried, fixed=1,
            halts="cap" if counts.suspended else "",
        ),
        Reading(
            metric=metrics.COST, x=spent, n=allowed, fixed=allowed,
            halts="cap" if allowed and spent > allowed else "",
        ),
    ]  # fmt: skip
