"""S11: watching it leave, with Halt always at hand. Numbers come by themselves or by reloading."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any, Final

from asgiref.sync import sync_to_async
from django.db import close_old_connections, connection
from django.http import HttpResponse, StreamingHttpResponse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from muster.accounts.models import Staff
from muster.audit import queries as audit
from muster.broadcasts import access, queries
from muster.broadcasts.queries import State
from muster.broadcasts.status import Status
from muster.inbox import access as inbox
from muster.kit.scope import entered
from muster.web import frame, words
from muster.web.gate import StaffRequest, may
from muster.web.office.broadcasts import log
from muster.web.office.broadcasts.shared import home_of, seen
from muster.web.office.broadcasts.waves import named, segments

PAUSE: Final = 1.0
LOOKS: Final = 300


@may("broadcasts.view")
@require_safe
def live(request: StaffRequest, number: int) -> HttpResponse:
    """The bar that adds up, replies, and what happened."""
    state = seen(request, number)
    if state.status is not Status.SENDING or state.tally is None:
        return home_of(state)
    context: dict[str, Any] = {
        "title": title(state),
        "state": state,
        "broadcast": state.broadcast,
        "release": state.release,
        "tally": state.tally,
        "segments": segments(state.tally),
        "replies": replies(request.staff, state),
        "log": log.lines(audit.entries(subject=state.broadcast.reference)),
    }
    return frame.page(request, "office/broadcasts/live.html", context)


@may("broadcasts.view")
async def events(request: StaffRequest, number: int) -> StreamingHttpResponse:
    """The live numbers, once a second; the page reloads itself when the state changes."""
    staff, language = request.staff, get_language() or "en"
    await sync_to_async(_look)(
        staff, number, language
    )  # absent or not theirs: 404 before the stream
    response = StreamingHttpResponse(
        _stream(staff, number, language), content_type="text/event-stream"
    )
    response["Cache-Control"] = "no-store"
    response["X-Accel-Buffering"] = "no"
    return response


def title(state: State) -> str:
    tally = state.tally
    return _("Sending to %(total)s people; %(accepted)s accepted") % {
        "total": words.number(tally.total if tally else None),
        "accepted": words.number(tally.accepted if tally else None),
    }


def replies(staff: Staff, state: State) -> dict[str, Any]:
    """How many wrote back, as far as this person may read them, and the latest."""
    found = inbox.conversations(by=staff).filter(about=state.broadcast.reference)
    latest = found.order_by("-last_at", "-id")
    return {"count": found.count(), "latest": list(latest[:5])}


async def _stream(staff: Staff, number: int, language: str) -> AsyncIterator[str]:
    before = ""
    for _turn in range(LOOKS):
        news = await sync_to_async(_look)(staff, number, language)
        said = json.dumps(news)
        # An unchanged number is not sent again; a comment keeps the line open.
        yield f"data: {said}\n\n" if said != before else ": \n\n"
        if news.get("reload"):
            return
        before = said
        await asyncio.sleep(PAUSE)


def _look(staff: Staff, number: int, language: str) -> dict[str, Any]:
    if not connection.in_atomic_block:
        close_old_connections()  # a stream outlives many a connection
    with entered(staff.scope), override(language):
        state = queries.state(access.broadcast(number, by=staff))
        if state.status is not Status.SENDING or state.tally is None:
            return {"reload": True}
        return {"sentence": title(state), **named(state.tally)}
