"""Composes the page of one room: what is promised, what is held, what we say, who does what, what happened."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from muster.accounts import stepup
from muster.broadcasts import queries as broadcasts
from muster.broadcasts.models.broadcast import id_in
from muster.crisis import access, library, lines, queries
from muster.inbox import proposals
from muster.kit import clock
from muster.web import frame
from muster.web.office.crisis import forms
from muster.web.office.inbox.said import link, sentence, via, whom

if TYPE_CHECKING:
    from datetime import datetime

    from django import forms as django_forms
    from django.http import HttpResponse

    from muster.accounts.models import Staff
    from muster.crisis.models import Hold, HotThread, LogEntry, Promise, Room
    from muster.inbox.models import Conversation
    from muster.web.gate import StaffRequest

HOTTEST = 20


def page(
    request: StaffRequest,
    room: Room,
    *,
    failed: tuple[str, django_forms.Form] | None = None,
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    """The whole page; ``failed`` is the form to mend, by its name."""
    by, now = request.staff, clock.now()
    promise = queries.running_promise(room)
    shown = forms.all_of(room) | (dict([failed]) if failed else {})
    context: dict[str, Any] = {
        "title": _title(room, promise, now),
        "room": room,
        "severity": lines.severity(room.severity),
        "alarm_url": link("office:alarm", alarm)
        if (alarm := room.alarm.rpartition(":")[2])
        else "",
        "case_ref": library.ref_of(room),
        "leads": room.open and by.may(access.LEAD),
        "promise": promise,
        "late": promise is not None and promise.due_at < now,
        "holds": [_hold(one, by) for one in queries.holds(room)],
        "texts": queries.wordings(room),
        "tasks": queries.tasks(room),
        "hot": _hot(room, by) if by.may("inbox.view") else [],
        "log": [_line(one) for one in queries.log(room)],
        "figures": lines.figures(queries.figures(room, now)),
        "alike": library.resembling(room, by=by) if room.open else [],
        "forms": shown,
        "form": failed[1] if failed else None,
        "refused": refused,
        "is_fresh": stepup.fresh(request) is not None,
        "may_lift": by.may("broadcasts.approve"),
        "step_up": stepup.url(request.path),
    }
    context["holding"] = next((one for one in context["holds"] if one["hold"].holds), None)
    return frame.page(request, "office/crisis/room.html", context, status=status)


def _title(room: Room, promise: Promise | None, now: datetime) -> str:
    if promise is not None and promise.due_at < now:
        return _("The next word is late: %(title)s") % {"title": room.title}
    return room.title


def _hold(hold: Hold, by: Staff) -> dict[str, Any]:
    """What it halted, with how each stands now, for who may see broadcasts."""
    numbers = [id_in(one.subject) for one in hold.halted.all()]
    if not by.may("broadcasts.view"):
        return {"hold": hold, "count": len(numbers), "sends": []}
    known = broadcasts.about([one for one in numbers if one])
    states = broadcasts.states(known[one] for one in sorted(known))
    return {"hold": hold, "count": len(numbers), "sends": states}


def _hot(room: Room, by: Staff) -> list[dict[str, Any]]:
    chosen = {one.conversation_id: one for one in access.threads(room, by=by)}
    found = queries.hot_conversations(room, by=by)[:HOTTEST]
    return [_thread(one, chosen.get(one.pk)) for one in found]


def _thread(conversation: Conversation, chosen: HotThread | None) -> dict[str, Any]:
    return {
        "conversation": conversation,
        "who": whom(conversation),
        "words": sentence(conversation),
        "via": via(conversation),
        "chosen": chosen,
        "proposal": proposals.latest(conversation),
    }


def _line(entry: LogEntry) -> dict[str, Any]:
    return {
        "entry": entry,
        "icon": lines.icon(entry),
        "title": lines.title(entry),
        "text": lines.text(entry),
        "moment": lines.moment(entry),
    }
