"""The staff frame: where one can go from here, and how many things wait there.

Only places the person may open are listed; a place whose page does not exist is left out.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from django import template
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from muster.accounts import queries

if TYPE_CHECKING:
    from django.template import Context
    from django.utils.functional import Promise

register = template.Library()
_KEPT = "places_open"  # on the request, so that it cannot outlive the page


class Place(NamedTuple):
    """One line of the navigation."""

    name: str
    icon: str
    label: Promise | str
    permission: str
    key: str
    short: bool = False


PLACES = (
    Place("today", "today", _("Today"), "", "g t", short=True),
    Place("inbox", "inbox", _("Inbox"), "inbox.view", "g i", short=True),
    Place("people", "people", _("People"), "people.view", "g p", short=True),
    Place("audiences", "aud", _("Audiences"), "audiences.view", "g a"),
    Place("broadcasts", "send", _("Broadcasts"), "broadcasts.view", "g b", short=True),
    Place("listening", "listen", _("Listening"), "listening.view", "g l"),
    Place("crisis", "alert", _("Crisis"), "crisis.view", "g c"),
    Place("imports", "import", _("Imports"), "people.import", "g m"),
    Place("sources", "source", _("Sources"), "sources.manage", "g s"),
    Place("tasks", "shift", _("Tasks"), "tasks.view", "g k"),
    Place("groups", "team", _("Teams"), "groups.view", "g n"),
    Place("regions", "region", _("Regions"), "rivalry.view", "g w"),
    Place("drives", "drive", _("Drives"), "drives.view", "g d"),
    Place("gifts", "euro", _("Gifts"), "gifts.view", "g f"),
    Place("hats", "hand", _("Counted cash"), "gifts.count", "g h"),
    Place("outbox", "outbox", _("Outbox"), "outbox.view", "g o"),
)
FOOT = (
    Place("audit", "audit", _("Audit"), "audit.view", "g u"),
    Place("staff", "key", _("Staff"), "staff.view", "g r"),
    Place("settings", "cog", _("Settings"), "settings.view", "g e"),
)


@register.inclusion_tag("parts/nav.html", takes_context=True)
def office_nav(context: Context) -> dict[str, Any]:
    """The column at the side."""
    everywhere = _open_to(context)
    feet = {place.name for place in FOOT}
    return {
        **_shared(context),
        "places": [line for line in everywhere if line["name"] not in feet],
        "foot": [line for line in everywhere if line["name"] in feet],
    }


@register.inclusion_tag("parts/tabbar.html", takes_context=True)
def office_tabbar(context: Context) -> dict[str, Any]:
    """The bar under the thumb on a phone: four places and the rest."""
    everywhere = _open_to(context)
    return {
        **_shared(context),
        "places": [line for line in everywhere if line["short"]],
        "rest": [line for line in everywhere if not line["short"]],
    }


@register.inclusion_tag("parts/find.html", takes_context=True)
def office_find(context: Context) -> dict[str, Any]:
    """The way to find or do anything, at the top right."""
    return {
        **_shared(context),
        "find_url": _address("search"),
        "find_lines": _address("search-lines"),
    }


@register.inclusion_tag("parts/sample.html", takes_context=True)
def sample_offer(context: Context) -> dict[str, Any]:
    """The offer of sample data, where nothing is in here yet; asked only by pages that are empty."""
    staff = context.get("staff")
    offered = staff is not None and queries.may_load_sample(staff)
    return {"offered": offered, "csrf_token": context.get("csrf_token")}


def _shared(context: Context) -> dict[str, Any]:
    request = context.get("request")
    return {
        "request": request,
        "staff": context.get("staff"),
        "frame": context.get("frame") or {},
        "csrf_token": context.get("csrf_token"),
    }


def _open_to(context: Context) -> list[dict[str, Any]]:
    """Every place the person may open; found once for the column, the bar and the rest of one page."""
    request = context.get("request")
    kept: list[dict[str, Any]] | None = getattr(request, _KEPT, None)
    if kept is None:
        kept = _lines(context)
        if request is not None:
            setattr(request, _KEPT, kept)
    return kept


def _lines(context: Context) -> list[dict[str, Any]]:
    request = context.get("request")
    staff = context.get("staff")
    counts = dict((context.get("frame") or {}).get("counts", {}))
    here = getattr(request, "path", "")
    lines = []
    for place in PLACES + FOOT:
        url = _address(place.name)
        if url and (not place.permission or (staff and staff.may(place.permission))):
            lines.append(
                {
                    **place._asdict(),
                    "url": url,
                    "count": counts.get(place.name),
                    "here": here == url or (place.name != "today" and here.startswith(url)),
                }
            )
    return lines


@cache
def _address(name: str) -> str:
    try:
        return reverse(f"office:{name}")
    except NoReverseMatch:
        return ""
