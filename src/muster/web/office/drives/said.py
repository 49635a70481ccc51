"""How staff are told of a drive: the outlook with its uncertainty, the slices with what they cannot say."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from muster.drives import attribution, pace, reports
from muster.web import driving, words

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from muster.drives.attribution import Slice
    from muster.drives.live import Reading
    from muster.drives.models import Drive

SORTS: Final = {
    attribution.ASKER: gettext_lazy("The asker’s own link"),
    attribution.NETWORK: gettext_lazy("People the asker brought, and theirs"),
    attribution.PEOPLE: gettext_lazy("Other people"),
    attribution.PLACE: gettext_lazy("Our places"),
    attribution.CHANNEL: gettext_lazy("Channel"),
    attribution.APART: gettext_lazy("Through one’s own link or circle, not counted for it"),
    attribution.UNKNOWN: gettext_lazy("Unknown"),
}
APART: Final = {
    "self": gettext_lazy("through their own link"),
    "loop": gettext_lazy("through somebody they had brought"),
    "hand": gettext_lazy("from the same mailbox"),
}


def outlook(drive: Drive, reading: Reading, now: datetime) -> str:
    """When the goal falls at this pace, between which minutes, and what the hat brought."""
    told = [forecast(drive, reading, now), driving.people(reading) + ".", driving.hat(reading)]
    return " ".join(one for one in told if one)


def forecast(drive: Drive, reading: Reading, now: datetime) -> str:
    """The forecast in words; nothing is foretold of few gifts, nor of a drive that is over."""
    if reading.state != "live":
        return ""
    if reading.count.online >= drive.goal.minor:
        took = pace.time_to(drive, drive.goal.minor)
        return _("The goal fell after %(span)s.") % {"span": words.span(took)} if took else ""
    found = pace.forecast(drive, now)
    if found is None:
        return _("Too few gifts so far to say when the goal falls.")
    facts = {
        "middle": hour(now + timedelta(minutes=found.middle), drive),
        "soon": hour(now + timedelta(minutes=found.soon), drive),
    }
    if found.late is None:
        return (
            _(
                "At this pace the goal falls about %(middle)s; at the earliest %(soon)s, and it may not fall at all."
            )
            % facts
        )
    facts["late"] = hour(now + timedelta(minutes=found.late), drive)
    return (
        _(
            "At this pace the goal falls about %(middle)s; in four cases of five between %(soon)s and %(late)s."
        )
        % facts
    )


def hour(at: datetime, drive: Drive) -> str:
    """A moment by the clock of the drive; with its day where that is another."""
    return (
        words.moment(at, drive.zone)
        if at - drive.ends_at > timedelta(hours=12)
        else driving.time(at, drive.zone)
    )


def slices(found: Sequence[Slice], drive: Drive) -> dict[str, Any]:
    """The table of what came from where, with its sum."""
    gifts_, minor = sum(one.gifts for one in found), sum(one.minor for one in found)
    return {
        "rows": [
            (slice_name(one), words.number(one.gifts), words.money(one.minor, drive.currency),
             words.percent(one.minor, minor))
            for one in found
        ],
        "gifts": words.number(gifts_),
        "money": words.money(minor, drive.currency),
    }  # fmt: skip


def slice_name(one: Slice) -> str:
    """What a slice is called."""
    name = str(SORTS[one.sort])
    return f"{name}: {place(one.name)}" if one.name else name


def place(name: str) -> str:
    """A place of ours by its name."""
    return _("the wall") if name == "wall" else name


def late(now: datetime) -> str:
    """A sentence where the card service is late with what it knows."""
    delay = reports.delay(now)
    if delay is None:
        return ""
    return _("Card payments are reported late, by up to %(span)s. The total may still change.") % {
        "span": words.span(delay)
    }
