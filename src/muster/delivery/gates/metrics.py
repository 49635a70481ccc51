"""What is watched while something is sent, how much of each is usual, and what is too much whatever is usual.

The usual rate comes from this sender’s last 90 days, but is never taken lower than a floor, nor so
high that a bad list could make itself the rule (W5, W6, W8).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from muster.delivery.models import Receipt

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Kind = Receipt.Kind
# A cap is believed from so many bad answers on; below that a few in the first dozens would cross it.
CAP_LEAST: Final = 15
DEFERRED_SHARE: Final = 0.30
DEFERRED_LEAST: Final = 50
# From this E on there is more than usual: a meter says so, and what trickles slows down.
NOTEWORTHY: Final = 10.0
# Fewer messages than this in 90 days tell nothing about what is usual.
ENOUGH: Final = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """One thing counted among those a message was accepted for."""

    name: str
    title: str | _StrPromise
    floor: float
    # The usual rate is never taken higher: a third of the cap, where there is one.
    ceiling: float
    cap: float | None = None
    # The receipts that count; none means that it is counted from outcomes or by the link checker.
    receipts: frozenset[str] = frozenset()
    channels: frozenset[str] = frozenset({"email", "sms"})

    def usual(self, x: int, n: int) -> float:
        """p0, from what was counted in the last 90 days."""
        return min(max(self.floor, x / n if n >= ENOUGH else 0.0), self.ceiling)


BOUNCED: Final = Metric(
    name="bounced", title=_("Came back for good"), floor=0.02, ceiling=0.08 / 3, cap=0.08,
    receipts=frozenset({Kind.BOUNCED}),
)  # fmt: skip
COMPLAINED: Final = Metric(
    name="complained", title=_("Called it unwanted"), floor=0.001, ceiling=0.001, cap=0.003,
    receipts=frozenset({Kind.COMPLAINED}), channels=frozenset({"email"}),
)  # fmt: skip
STOPPED: Final = Metric(
    name="stopped", title=_("Said stop"), floor=0.005, ceiling=0.02,
    receipts=frozenset({Kind.STOPPED}),
)  # fmt: skip
# By rate alone, so that it needs no machine that reads: anything but thanks and stop (W6).
REPLIED: Final = Metric(
    name="replied", title=_("Wrote back"), floor=0.001, ceiling=0.02,
    receipts=frozenset({Kind.REPLIED}),
)  # fmt: skip
AUTOMATIC: Final = Metric(
    name="automatic", title=_("Answered by a machine"), floor=0.02, ceiling=0.10,
    receipts=frozenset({Kind.AUTOMATIC}),
)  # fmt: skip
# An address that is refused at the door is a bounce by another name, so it has the same cap.
REFUSED: Final = Metric(
    name="refused", title=_("Refused by the provider"), floor=0.02, ceiling=0.08 / 3, cap=0.08
)
LINKS: Final = Metric(name="links", title=_("Links that do not work"), floor=0.01, ceiling=0.01)
ALL: Final = (BOUNCED, COMPLAINED, STOPPED, REPLIED, AUTOMATIC, REFUSED, LINKS)
BY_NAME: Final[Mapping[str, Metric]] = {metric.name: metric for metric in ALL}

# Halts without a usual rate: one is enough, or a share is (W8).
SUSPENDED: Final = "suspended"
COST: Final = "cost"
DEFERRED: Final = "deferred"
CAPS: Final[Mapping[str, str | _StrPromise]] = {
    SUSPENDED: _("The provider suspended our account"),
    COST: _("It would cost more than was approved"),
    DEFERRED: _("Asked to be tried later, or not delivered for now"),
}


def in_force(channel: str, *, links: bool) -> tuple[Metric, ...]:
    """The metrics that can be counted for this channel and text; α is shared among them."""
    return tuple(
        metric for metric in ALL if channel in metric.channels and (links or metric is not LINKS)
    )


def title(name: str) -> str:
    """What a metric or cap is called."""
    found = BY_NAME.get(name)
    return str(found.title if found else CAPS.get(name, name))
