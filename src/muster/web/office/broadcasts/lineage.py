"""What a broadcast corrects and what corrects it, for both pages and for each person’s timeline."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from muster.broadcasts import queries
from muster.broadcasts.models import Broadcast
from muster.broadcasts.queries import State
from muster.web.office.broadcasts.shared import PAGE_OF
from muster.web.words import number


@dataclass(frozen=True, slots=True)
class Link:
    """One step of the lineage, with the page of the other broadcast."""

    words: str
    state: State
    page: str

    @property
    def broadcast(self) -> Broadcast:
        return self.state.broadcast


def of(broadcast: Broadcast) -> list[Link]:
    """What it is about, then everything about it, the oldest first."""
    links = []
    if broadcast.corrects is not None:
        links.append(_link(_back(broadcast), queries.state(broadcast.corrects)))
    later = broadcast.corrections.filter(cancelled_at=None).order_by("id")
    return links + [_link(_forth(one.broadcast), one) for one in queries.states(later)]


def exact(length: timedelta) -> str:
    """Minutes and seconds: what a practice is measured in."""
    minutes, seconds = divmod(max(int(length.total_seconds()), 0), 60)
    if not minutes:
        return ngettext("%(n)s second", "%(n)s seconds", seconds) % {"n": number(seconds)}
    if minutes >= 60:
        return _("%(h)s h %(m)s min") % {"h": number(minutes // 60), "m": minutes % 60}
    return _("%(m)s min %(s)s s") % {"m": minutes, "s": seconds}


def _link(words: str, state: State) -> Link:
    return Link(words, state, PAGE_OF[state.status])


def _back(broadcast: Broadcast) -> str:
    return {
        Broadcast.Aim.REACHED: _("This takes back"),
        Broadcast.Aim.REST: _("This goes to those not reached by"),
        Broadcast.Aim.UNKNOWN: _("This goes to the unknown of"),
    }[Broadcast.Aim(broadcast.aim)]


def _forth(later: Broadcast) -> str:
    return {
        Broadcast.Aim.REACHED: _("Taken back by"),
        Broadcast.Aim.REST: _("Sent to the rest as"),
        Broadcast.Aim.UNKNOWN: _("Sent to the unknown as"),
    }[Broadcast.Aim(later.aim)]
