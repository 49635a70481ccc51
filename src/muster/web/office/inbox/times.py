"""Reply times: whether we keep up, weekdays and weekends apart, and how many to expect next weekend.

The address holds every filter; the same figures go out as a file. Teams are compared, people never.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from muster.inbox import forecast, house, queries, replies
from muster.kit import clock
from muster.kit.sheets import whole
from muster.places import holidays
from muster.web import frame
from muster.web.gate import may
from muster.web.office.inbox import times_charts, times_page
from muster.web.office.inbox.said import CHANNELS, via, whom

if TYPE_CHECKING:
    from datetime import date, datetime

    from muster.accounts.models import Staff
    from muster.inbox.replies import Asked
    from muster.web.gate import StaffRequest

WEEKS = (1, 4, 12)
SHOWS = {
    "half": gettext_lazy("Half wait at most"),
    "ninety": gettext_lazy("Nine in ten wait at most"),
    "rate": gettext_lazy("Share answered"),
    "asked": gettext_lazy("How many came"),
}


@dataclass(frozen=True, slots=True)
class Filters:
    """What the address asks for; whatever it says wrongly is left out."""

    weeks: int = 4
    channel: str = ""
    team: int | None = None
    public: bool = False
    show: str = "half"

    @classmethod
    def read(cls, request: StaffRequest) -> Filters:
        """Read an address."""
        said = request.GET
        weeks, team = said.get("weeks", ""), said.get("team", "")
        channel, show = said.get("channel", ""), said.get("show", "half")
        return cls(
            weeks=int(weeks) if weeks in {str(one) for one in WEEKS} else 4,
            channel=channel if channel in CHANNELS else "",
            team=int(team) if team.isascii() and team.isdigit() and len(team) < 10 else None,
            public=said.get("public") == "1",
            show=show if show in SHOWS else "half",
        )

    def url(self, name: str = "office:inbox-times", **changed: Any) -> str:
        """The address of the page with something of it changed."""
        held = replace(self, **changed)
        said = {
            "weeks": "" if held.weeks == 4 else held.weeks,
            "channel": held.channel,
            "team": "" if held.team is None else held.team,
            "public": "1" if held.public else "",
            "show": "" if held.show == "half" else held.show,
        }
        query = urlencode({key: value for key, value in said.items() if value != ""})
        return reverse(name) + (f"?{query}" if query else "")

    def asked(self, now: datetime, zone: str) -> Asked:
        """What it asks of the inbox."""
        since = now - timedelta(weeks=self.weeks)
        return replies.Asked(since, now, zone, self.channel, self.team, self.public)


@may("inbox.view")
@require_safe
def times(request: StaffRequest) -> HttpResponse:
    """How we keep up."""
    filters, now, staff = Filters.read(request), clock.now(), request.staff
    zone = house.zone()
    asked = filters.asked(now, zone)
    present = replies.summary(asked, by=staff, now=now)
    past = replies.summary(asked.before(), by=staff, now=now)
    context = {
        "title": times_page.title(present),
        "intro": times_page.intro(present["all"], asked),
        "filters": _filters(filters),
        "shows": [
            (words, filters.url(show=name), name == filters.show) for name, words in SHOWS.items()
        ],
        "file": filters.url("office:inbox-times-file"),
        **times_page.parts(present, past),
        **times_page.hours(
            replies.by_hour(asked, by=staff, now=now), filters.show, queries.promised()
        ),
        "queues": times_page.queues(replies.by_queue(asked, by=staff, now=now), house.team_names()),
        "oldest": [
            (whom(one.conversation), via(one.conversation), one)
            for one in replies.oldest(asked, by=staff)
        ],
        "reopened": times_page.reopened(*replies.reopened(asked, by=staff)),
        "cover": times_charts.cover(_cover(asked, now, zone, staff)),
    }
    return frame.page(request, "office/inbox/times.html", context)


@may("inbox.view")
@require_safe
def file(request: StaffRequest) -> HttpResponse:
    """The figures of every hour of the week as a file."""
    filters, now = Filters.read(request), clock.now()
    asked = filters.asked(now, house.zone())
    hours = replies.by_hour(asked, by=request.staff, now=now, lengths=(1,))
    head, rows = times_page.sheet(hours)
    response = HttpResponse(whole(head, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="reply-times.csv"'
    response["Cache-Control"] = "no-store"
    return response


def _filters(held: Filters) -> list[tuple[str, str, bool]]:
    """Words, address and whether it holds: periods first, then channels and teams."""
    plain: dict[str, Any] = {"channel": "", "team": None, "public": False}
    periods = {1: _("1 week"), 4: _("4 weeks"), 12: _("12 weeks")}
    found = [(periods[one], held.url(weeks=one), held.weeks == one) for one in WEEKS]
    whole_inbox = not held.channel and held.team is None and not held.public
    found.append((_("Everything"), held.url(**plain), whole_inbox))
    found += [
        (str(words), held.url(**{**plain, "channel": name}), held.channel == name)
        for name, (_icon, words) in CHANNELS.items()
    ]
    found.append((_("Public posts only"), held.url(**{**plain, "public": True}), held.public))
    found += [
        (name, held.url(**{**plain, "team": number}), held.team == number)
        for number, name in house.team_names().items()
    ]
    return found


def _cover(asked: Asked, now: datetime, zone: str, staff: Staff) -> forecast.Cover | None:
    """What the next free days will bring, from the whole weeks before this one."""
    today = now.astimezone(ZoneInfo(zone)).date()
    midnight = now.astimezone(ZoneInfo(zone)).replace(hour=0, minute=0, second=0, microsecond=0)
    monday = midnight - timedelta(days=today.weekday())
    lately = replace(asked, since=monday - timedelta(weeks=forecast.WEEKS), until=monday)
    came, weeks = replies.arrivals(lately, by=staff)
    days = forecast.free_days(today, _holidays(today))
    return forecast.cover(days, came, weeks=weeks, pace=replies.pace(lately, by=staff))


def _holidays(today: date) -> dict[date, str]:
    """The holidays of the coming weeks in the countries of the house, and its own free days."""
    from django.utils.translation import get_language

    language = (get_language() or "en")[:2]
    countries, own = house.calendar()
    coming = [today + timedelta(days=one) for one in range(15)]
    named = {
        day: holidays.name(country, day, language)
        for country in countries
        for day in coming
        if holidays.is_holiday(country, day)
    }
    return {day: _("a free day of ours") for day in coming if day in own} | named
