"""S11: watching it leave, with Halt always at hand. Numbers come by themselves or by reloading."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any, Final

from asgiref.sync import sync_to_async
from django.db import close_old_connections, connection
from django.http import HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from muster.accounts.models import Staff
from muster.broadcasts import access
from muster.broadcasts.queries import State
from muster.broadcasts.status import Status
from muster.delivery import documents
from muster.inbox import access as inbox
from muster.kit.scope import entered
from muster.web import frame, words
from muster.web.gate import StaffRequest, may
from muster.web.office.broadcasts import inflight, lineage, log, meters, watching
from muster.web.office.broadcasts.shared import home_of, seen
from muster.web.office.broadcasts.watching import Look, Sent
from muster.web.office.broadcasts.waves import named, segments, steps, until

LOOKS: Final = 300


@may("broadcasts.view")
@require_safe
def live(request: StaffRequest, number: int) -> HttpResponse:
    """The bar that adds up, the meters, what comes back, and what happened."""
    state = seen(request, number)
    sent = watching.sent_of(state) if state.status is Status.SENDING else None
    if sent is None or state.tally is None:
        return home_of(state)
    context: dict[str, Any] = {
        "title": title(state),
        "situation": situation(sent),
        "state": state,
        "broadcast": state.broadcast,
        "tally": state.tally,
        "segments": segments(state.tally, moving=True),
        "replies": replies(request.staff, state),
        "log": log.lines(state.broadcast.reference),
        "lineage": lineage.of(state.broadcast),
        "may_correct": request.staff.may("broadcasts.write") and state.tally.accepted > 0,
        **sent_context(sent, state, request.staff),
        **_stopped(request, sent),
    }
    return frame.page(request, "office/broadcasts/live.html", context)


@may("broadcasts.view")
async def events(request: StaffRequest, number: int) -> StreamingHttpResponse:
    """The live numbers, once a second; the page reloads itself when the state changes."""
    staff, language = request.staff, get_language() or "en"
    # Absent or not theirs: 404 before the stream.
    await sync_to_async(_let_in)(staff, number)
    response = StreamingHttpResponse(_stream(number, language), content_type="text/event-stream")
    response["Cache-Control"] = "no-store"
    response["X-Accel-Buffering"] = "no"
    return response


def title(state: State) -> str:
    tally = state.tally
    return _("Sending to %(total)s people; %(accepted)s accepted") % {
        "total": words.number(tally.total if tally else None),
        "accepted": words.number(tally.accepted if tally else None),
    }


def situation(sent: Sent) -> str:
    """How things stand, in two sentences: whether there is trouble, and what it does or waits for."""
    states = {one.state for one in sent.gates.meters}
    trouble = (
        _("A measure has crossed its line.")
        if "halts" in states
        else _("One measure is worth a look.")
        if "watch" in states
        else _("No sign of trouble.")
    )
    return f"{trouble} {_doing(sent)}".strip()


def _stopped(request: StaffRequest, sent: Sent) -> dict[str, Any]:
    """What was on its way when everything was stopped, while that stands (H3)."""
    if sent.stop is None:
        return {}
    return inflight.at_moment(request, request.staff.scope, sent.release, sent.stop.at, None)


def sent_context(sent: Sent, state: State, staff: Staff | None = None) -> dict[str, Any]:
    """What pages about something let go show of its waves, meters and what came back."""
    currency = documents.read(sent.release.document).currency
    return {
        "release": sent.release,
        # The rows behind each number (E3), for who may see people.
        "people": reverse("office:broadcast-rows", args=[state.broadcast.pk])
        if staff is not None and staff.may("people.view")
        else "",
        "waves": [one.size for one in sent.gates.waves],
        "steps": steps(sent.gates.waves, sent.ended, moving=state.status is Status.SENDING),
        "meters": [meters.meter(one, currency) for one in sent.gates.meters],
        "silent_feeds": [one for one in sent.gates.feeds if not one.alive],
        "feeds": sent.gates.feeds,
        "opens_at": sent.opens_at,
        "all_stopped": sent.stop,
        "receipts": meters.receipts(sent.heard, state.tally) if state.tally else [],
        "answers": meters.answers(sent.heard),
    }


def replies(staff: Staff, state: State) -> dict[str, Any]:
    """How many wrote back, as far as this person may read them, and the latest."""
    found = inbox.conversations(by=staff).filter(about=state.broadcast.reference)
    latest = found.order_by("-last_at", "-id")
    return {"count": found.count(), "latest": list(latest[:5])}


def news(look: Look) -> dict[str, Any]:
    """A look as live names and their words."""
    state, sent = look.state, look.sent
    if state.status is not Status.SENDING or state.tally is None or sent is None:
        return {"reload": True}
    shown = sent_context(sent, state)
    told: dict[str, Any] = {
        "mark": look.mark,
        "sentence": title(state),
        "situation": situation(sent),
        "pace": _pace(look),
        **named(state.tally, shown["waves"]),
        **{step["live"]: step["words"] for step in shown["steps"]},
    }
    for one in shown["meters"]:
        told |= meters.news(one)
    for row in (*shown["receipts"], *shown["answers"]):
        told[row["live"]] = words.number(row["count"])
    return told


async def _stream(number: int, language: str) -> AsyncIterator[str]:
    before = ""
    for _turn in range(LOOKS):
        told = await sync_to_async(_look)(number, language)
        said = json.dumps(told)
        # An unchanged number is not sent again; a comment keeps the line open.
        yield f"data: {said}\n\n" if said != before else ": \n\n"
        if told.get("reload"):
            return
        before = said
        await asyncio.sleep(watching.PAUSE)


def _let_in(staff: Staff, number: int) -> None:
    with entered(staff.scope):
        access.broadcast(number, by=staff)
    if not connection.in_atomic_block:
        close_old_connections()


def _look(number: int, language: str) -> dict[str, Any]:
    with override(language):
        return news(watching.look(number))


def _doing(sent: Sent) -> str:
    if sent.stop is not None:
        return _("Everything is stopped, so nothing of it leaves.")
    if sent.opens_at is not None:
        return _("Those who wait sleep now; it goes on at %(moment)s.") % {
            "moment": words.moment(sent.opens_at)
        }
    waves = sent.gates.waves
    here = next((one for one in waves if one.state in {"sending", "soaking", "held"}), None)
    if here is None:
        return ""
    facts = {"n": here.number, "all": len(waves)}
    if here.state == "held":
        return _("Wave %(n)s of %(all)s is held: something that should come back is not heard.") % (
            facts
        )
    if here.soaks_until is not None:
        return _("Wave %(n)s of %(all)s has left; watching until %(time)s.") % {
            **facts,
            "time": until(here),
        }
    return _("Wave %(n)s of %(all)s is leaving.") % facts


def _pace(look: Look) -> str:
    if look.pace is None:
        return ""
    return _("%(n)s a second") % {"n": words.number(round(look.pace, 1 if look.pace < 10 else 0))}
