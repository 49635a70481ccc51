"""The inbox by itself: numbers, lines and entries come without reloading, for as long as somebody looks.

A look costs what a page’s list costs, and is taken more seldom where that is much. It tells nothing but
to whom the page was shown: each stream looks with the eyes of its reader.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import time
from collections.abc import AsyncIterator
from typing import Any, Final

from asgiref.sync import sync_to_async
from django.db import close_old_connections, connection
from django.http import QueryDict, StreamingHttpResponse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from muster.accounts.models import Staff
from muster.inbox import access, logs, queues
from muster.kit import clock
from muster.kit.errors import NotFound
from muster.kit.scope import entered
from muster.web.gate import StaffRequest, may
from muster.web.office.inbox import listing, said, thread
from muster.web.words import capped

LOOKS: Final = 150
PAUSE: Final = 2.0
# A look that takes long is taken seldom: watching may not slow the answering.
SHARE: Final = 5


@may("inbox.view")
@require_safe
async def events(request: StaffRequest) -> StreamingHttpResponse:
    """What changes in the queues, in one list and in one thread."""
    stream = _stream(request.staff, request.GET.copy(), get_language() or "en")
    response = StreamingHttpResponse(stream, content_type="text/event-stream")
    response["Cache-Control"] = "no-store"
    response["X-Accel-Buffering"] = "no"
    return response


def news(asked: QueryDict, *, by: Staff) -> dict[str, Any]:
    """One look as live names and their words; ``mark`` differs as soon as a line or an entry does."""
    reading = queues.reader(by=by, now=clock.now())
    counts = queues.counts(reading)
    part = listing.part_of(asked, reading)
    told: dict[str, Any] = {f"count-{name}": capped(count) for name, count in counts.items()}
    told["inbox"] = capped(counts[queues.OPEN])
    told["waiting"] = said.waiting_sentence(counts["all"] + counts["dialogue"])
    stamp = listing.stamp(part.rows)
    at = asked.get("at", "")
    if at.isdecimal():
        here = _thread(int(at), by)
        stamp += here.pop("stamp", "")
        told |= here
    told["mark"] = hashlib.sha256(stamp.encode()).hexdigest()[:16]
    return told


def _thread(number: int, by: Staff) -> dict[str, Any]:
    try:
        conversation = access.conversation(number, by=by)
    except NotFound:
        return {}
    log = logs.of(conversation, by=by, most=1)
    latest = log.entries[-1] if log.entries else None
    new = _("The latest came from %(who)s.") % {"who": said.whom(conversation)}
    theirs = latest is not None and latest.direction == "in"
    return {
        "stamp": f"/{log.seen}.{conversation.state}.{conversation.assignee_id}",
        "others": thread.here(logs.present(log.threads, by=by)),
        "news": new if theirs else "",
        "newest": str(log.seen),
    }


async def _stream(staff: Staff, asked: QueryDict, language: str) -> AsyncIterator[str]:
    before = ""
    for _turn in range(LOOKS):
        began = time.monotonic()
        told = json.dumps(await sync_to_async(_look)(staff, asked, language))
        # An unchanged look is not sent again; a comment keeps the line open.
        yield f"data: {told}\n\n" if told != before else ": \n\n"
        before = told
        await asyncio.sleep(max(PAUSE, SHARE * (time.monotonic() - began)))


def _look(staff: Staff, asked: QueryDict, language: str) -> dict[str, Any]:
    alone = not connection.in_atomic_block
    if alone:
        close_old_connections()
    try:
        with entered(staff.scope), override(language):
            return news(asked, by=staff)
    finally:
        # Each stream has a thread of its own; a connection for each would soon be all there are.
        if alone:
            connection.close()
