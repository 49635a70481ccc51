"""What the staff frame shows around every page: what is being sent, what was halted, what waits.

Read once a page and only by pages that draw the frame.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language, gettext, ngettext

from muster.broadcasts import queries as broadcasts
from muster.broadcasts.status import Status
from muster.crisis import access as crisis_access
from muster.crisis import queries as crisis
from muster.delivery import queries as delivery
from muster.inbox import queries as inbox
from muster.kit import clock, standing
from muster.web.words import number

if TYPE_CHECKING:
    from django.http import HttpRequest

    from muster.accounts.models import Staff
    from muster.broadcasts.queries import State
    from muster.delivery.models import Halt

# On the request, so that they cannot outlive the page.
_KEPT, _OPEN = "running_now", "open_now"
NAMED = 3  # regions a scope names before it counts them


def running(request: HttpRequest, staff: Staff) -> list[State]:
    """What runs or stands halted, where this person may see it; read once for page and frame."""
    found: list[State] | None = getattr(request, _KEPT, None)
    if found is None:
        found = broadcasts.running() if staff.may("broadcasts.view") else []
        setattr(request, _KEPT, found)
    return found


def told_open(request: HttpRequest, count: int) -> None:
    """Note how many wait for an answer, where a page has counted them already."""
    setattr(request, _OPEN, count)


def around(request: HttpRequest, staff: Staff | None) -> dict[str, Any]:
    """The frame’s own facts for this person; nothing for a stranger."""
    if staff is None:
        return {}
    moving, stands, owing = _signs().first()
    under_way = running(request, staff) if moving else []
    sending = [one for one in under_way if one.status is Status.SENDING]
    halted = [one for one in under_way if one.status is Status.HALTED]
    halts = delivery.latest_halts(one.release for one in halted if one.release) if halted else {}
    stopped = _stopped(staff, len(sending)) if stands else None
    return {
        "counts": {"inbox": _open(request, staff)} if staff.may("inbox.view") else {},
        "scope": scope_in_words(staff),
        "sending": [] if stopped else [_sending(one) for one in sending],
        "stopped": stopped,
        "owed": _owed(staff) if owing else [],
        "stop_url": _address("sending-stop") if staff.may("broadcasts.view") else "",
        "halted": [_halted(one, halts) for one in halted],
        "outbox_url": _address("outbox") if staff.may("outbox.view") else "",
    }


@cache
def _signs() -> standing.Question:
    """Is anything being sent, is everything stopped, is a word owed? Mostly not, and so one question for the three."""
    return standing.whether(
        broadcasts.unfinished_releases(), delivery.stops(), crisis.promises_running()
    )


def _open(request: HttpRequest, staff: Staff) -> int:
    told: int | None = getattr(request, _OPEN, None)
    return inbox.open_count(by=staff) if told is None else told


def scope_in_words(staff: Staff) -> str:
    """Where someone may see and send: “All regions”, “Łódź and Paris”, “7 regions”."""
    if staff.every_region:
        return gettext("All regions")
    language = get_language() or "en"
    names = sorted(region.name_in(language) for region in staff.regions.all())
    if not names:
        return gettext("No region yet")
    if len(names) > NAMED:
        return gettext("%(n)s regions") % {"n": number(len(names))}
    return gettext(" and ").join([", ".join(names[:-1]), names[-1]] if names[1:] else names)


def _stopped(staff: Staff, sending: int) -> dict[str, Any] | None:
    """The stop of the whole organisation, told to everybody; what stands still, to who may see it."""
    stands = delivery.standing_stop()
    if stands is None:
        return None
    sees = staff.may("broadcasts.view")
    plain = gettext("Nothing leaves in bulk.")
    count = ngettext(
        "%(n)s broadcast stands still; nothing leaves in bulk.",
        "%(n)s broadcasts stand still; nothing leaves in bulk.",
        sending,
    ) % {"n": number(sending)}
    told = {
        "at": stands.at,
        "words": count if sees and sending else plain,
        "url": _address("sending-stop") if sees else "",
    }
    held = crisis.standing_hold() if staff.may(crisis_access.VIEW) else None
    if held is not None:
        # The way to the room, where it is also lifted.
        told |= {"room": held.room.title, "url": _address("crisis-room", held.room_id)}
    return told


def _owed(staff: Staff) -> list[dict[str, Any]]:
    """The next words that open rooms have promised; late ones are red on every page."""
    if not staff.may(crisis_access.VIEW):
        return []
    # For words only, so the database is not asked what time it is.
    now = datetime.now(UTC) + clock.story_offset()
    return [
        {
            "late": one.due_at < now,
            "due_at": one.due_at,
            "title": one.room.title,
            "url": _address("crisis-room", one.room_id),
        }
        for one in crisis.owed()
    ]


def _sending(one: State) -> dict[str, str]:
    facts = {"title": one.broadcast.title, **_tally(one)}
    return {
        "words": gettext("%(title)s, %(accepted)s of %(total)s accepted") % facts,
        "url": _address("broadcast-live", one.broadcast.pk),
    }


def _halted(one: State, halts: dict[int, Halt]) -> dict[str, Any]:
    halt = halts.get(one.release.pk) if one.release else None
    facts = {"title": one.broadcast.title, **_tally(one)}
    return {
        "at": halt.at if halt else None,
        "words": gettext("%(title)s: %(accepted)s of %(total)s accepted, nothing more leaves.")
        % facts,
        "url": _address("broadcast-halted", one.broadcast.pk),
    }


def _tally(one: State) -> dict[str, str]:
    if one.tally is None:
        return {"accepted": "–", "total": "–"}
    return {"accepted": number(one.tally.accepted), "total": number(one.tally.total)}


def _address(name: str, *arguments: int) -> str:
    try:
        return reverse(f"office:{name}", args=arguments)
    except NoReverseMatch:
        return ""
