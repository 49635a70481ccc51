"""S8: writing, with what a real member of the audience would read beside it."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from muster.accounts.queries import organisation
from muster.broadcasts import actions, composing, kept, previews, queries
from muster.broadcasts.models import Broadcast
from muster.broadcasts.previews import Preview
from muster.broadcasts.status import Status
from muster.delivery import fields, preflight
from muster.delivery.liquid import TemplateProblem
from muster.kit.errors import Refused
from muster.web import frame
from muster.web.gate import StaffRequest, may
from muster.web.office.broadcasts import parts, pictures, sample
from muster.web.office.broadcasts.forms import Words
from muster.web.office.broadcasts.shared import home_of, seen, session_mac

PAGE = "office/broadcasts/compose.html"


@may("broadcasts.view")
def compose(request: StaffRequest, number: int) -> HttpResponse:
    """The words of a draft; what waits or is sent has a page of its own."""
    state = seen(request, number)
    editable = request.staff.may("broadcasts.write")
    if state.status.released or state.broadcast.cancelled_at or not editable:
        return home_of(state) if state.status is not Status.DRAFT else _read_only(request, state)
    broadcast = state.broadcast
    form = _form(request, broadcast)
    refused = None
    if form.is_valid():
        try:
            _save(request, broadcast, form)
        except Refused as error:
            refused = error
        else:
            return redirect("office:broadcast", broadcast.pk)
    context = _context(request, broadcast, form) | {"state": state, "refused": refused}
    context["title"] = _sentence(state)
    status = refused.status if refused else 422 if form.is_bound else 200
    return frame.page(request, PAGE, context, status=status)


@may("broadcasts.write")
def preview(request: StaffRequest, number: int) -> HttpResponse:
    """What one member reads: of the saved words by GET, of the unsaved words by POST. Saves nothing."""
    broadcast = seen(request, number).broadcast
    if request.method == "POST":
        form = _form(request, broadcast)
        if form.is_valid():
            _laid_over(broadcast, form)
    context = {
        "title": _("What one of them reads"),
        "broadcast": broadcast,
        **_previewed(request, broadcast),
    }
    page = "member" if getattr(request, "htmx", False) else "preview"
    return frame.page(request, f"office/broadcasts/{page}.html", context)


def _form(request: StaffRequest, broadcast: Broadcast) -> Words:
    return Words(
        request.POST if request.method == "POST" else None,
        initial=_initial(broadcast),
        channel=broadcast.channel,
    )


def _save(request: StaffRequest, broadcast: Broadcast, form: Words) -> None:
    actions.edit(
        broadcast_id=broadcast.pk,
        changes=form.changes(),
        by=request.staff,
        session_mac=session_mac(request),
        seen=form.cleaned_data["seen"],
    )


def _read_only(request: StaffRequest, state: queries.State) -> HttpResponse:
    context = {"title": state.broadcast.title, "state": state, "broadcast": state.broadcast}
    context |= _previewed(request, state.broadcast)
    return frame.page(request, "office/broadcasts/preview.html", context)


def _initial(broadcast: Broadcast) -> dict[str, str]:
    names = [name for name in Words.base_fields if name != "seen"]
    return {name: getattr(broadcast, name) for name in names} | {
        "seen": queries.fingerprint(broadcast)
    }


def _laid_over(broadcast: Broadcast, form: Words) -> None:
    """Put unsaved words on the broadcast in memory only."""
    for name, value in form.changes().items():
        setattr(broadcast, name, value)


def _sentence(state: queries.State) -> str:
    words = {
        Status.SUBMITTED: _("“%(title)s” waits for approval"),
        Status.APPROVED: _("“%(title)s” is approved and not sent"),
        Status.EXPIRED: _("“%(title)s” waited too long for approval"),
    }.get(state.status, _("“%(title)s” is a draft"))
    return words % {"title": state.broadcast.title}


def _context(request: StaffRequest, broadcast: Broadcast, form: Words) -> dict[str, Any]:
    return {
        "form": form,
        "broadcast": broadcast,
        "fields": list(fields.FIELDS.values()),
        "pictures": pictures.offered() if broadcast.channel == "email" else [],
        "templates": kept.templates(channel=broadcast.channel, kind="plain"),
        "meter": _meter(broadcast),
        **_previewed(request, broadcast),
    }


def _meter(broadcast: Broadcast) -> dict[str, Any] | None:
    if broadcast.channel != "sms":
        return None
    return parts.for_page(composing.document_body(broadcast, organisation(), None))


def _previewed(request: StaffRequest, broadcast: Broadcast) -> dict[str, Any]:
    """The preview of one member with the way to the next, and what pre-flight says of the words."""
    body = composing.document_body(broadcast, organisation(), None)
    people = sample.members(request, broadcast)
    place = _place(request, len(people))
    shown: Preview | None = None
    problem = None
    findings: list[preflight.Finding] = []
    try:
        shown = previews.as_member(body, people[place]) if people else previews.as_nobody(body)
        findings = preflight.check(body)
    except TemplateProblem as error:
        problem = error
    return {
        "shown": shown,
        "problem": problem,
        "findings": findings,
        "place": place,
        "before": place - 1 if place > 0 else None,
        "after": place + 1 if place + 1 < len(people) else None,
    }


def _place(request: StaffRequest, people: int) -> int:
    asked = request.GET.get("member") or request.POST.get("member") or "0"
    return min(int(asked), max(people - 1, 0)) if asked.isdecimal() else 0
