"""C1–C3: writing to exactly those an earlier broadcast reached, or did not, and practising it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from muster.accounts.queries import organisation
from muster.audiences import access as audiences
from muster.audiences import sentence
from muster.audiences.definition import load
from muster.audiences.models import Audience
from muster.broadcasts import actions, practice, queries, whom
from muster.broadcasts.models import Broadcast, TemplateVersion
from muster.broadcasts.queries import State
from muster.kit import clock
from muster.kit.errors import NotFound, Refused
from muster.web import frame, words
from muster.web.gate import StaffRequest, may
from muster.web.office.broadcasts import lineage
from muster.web.office.broadcasts.forms import Correction
from muster.web.office.broadcasts.shared import home_of, seen, session_mac

Aim = Broadcast.Aim


@may("broadcasts.write")
def correction(request: StaffRequest, number: int) -> HttpResponse:
    """Whom of an earlier broadcast to write to; by POST, begin that as a draft."""
    state = seen(request, number)
    if state.release is None:
        return home_of(state)
    form = Correction(request.POST if request.method == "POST" else None)
    refused = None
    if form.is_valid():
        try:
            return _begin(request, state, form)
        except Refused as error:
            refused = error
    context = _context(request, state) | {"form": form, "refused": refused}
    status = refused.status if refused else 422 if form.is_bound else 200
    return frame.page(request, "office/broadcasts/correction.html", context, status=status)


@may("broadcasts.write")
def spared(request: StaffRequest, number: int) -> HttpResponse:
    """Whom the original rightly reached: they are left out and counted."""
    state = seen(request, number)
    broadcast = state.broadcast
    if broadcast.corrects is None or broadcast.aim != Aim.REACHED:
        raise NotFound
    refused = None
    if request.method == "POST":
        try:
            audience = _audience(request, request.POST.get("spared", ""))
            actions.spare(
                broadcast_id=broadcast.pk,
                audience=audience,
                by=request.staff,
                session_mac=session_mac(request),
            )
        except Refused as error:
            refused = error
        else:
            return redirect("office:broadcast-check", number)
    context = {
        "title": _("Who got it rightly?"),
        "state": state,
        "broadcast": broadcast,
        "counted": whom.counted(broadcast, request.staff.scope),
        "audiences": _audiences(request),
        "chosen": broadcast.spared_audience_id,
        "refused": refused,
    }
    status = refused.status if refused else 200
    return frame.page(request, "office/broadcasts/spared.html", context, status=status)


@may("broadcasts.view")
def corrections(request: StaffRequest) -> HttpResponse:
    """Every correction with how long it took; by POST, begin one for practice."""
    refused = None
    if request.method == "POST":
        if not request.staff.may("broadcasts.write"):
            raise NotFound
        try:
            made = actions.practise(by=request.staff, session_mac=session_mac(request))
        except Refused as error:
            refused = error
        else:
            messages.success(
                request, _("The clock runs. Submit it; when somebody approves, it leaves.")
            )
            return redirect("office:broadcast-check", made.pk)
    runs = practice.runs()
    context = {
        "title": _runs_title(runs),
        "runs": [(one, lineage.exact(one.took) if one.took else "") for one in runs],
        "due": practice.due(runs, clock.db_now()),
        "live": organisation().mode == "live",
        "templates": queries.approved_corrections(),
        "refused": refused,
    }
    status = refused.status if refused else 200
    return frame.page(request, "office/broadcasts/corrections.html", context, status=status)


def _begin(request: StaffRequest, state: State, form: Correction) -> HttpResponse:
    given = form.cleaned_data
    made = actions.correct(
        broadcast_id=state.broadcast.pk,
        by=request.staff,
        session_mac=session_mac(request),
        aim=given["aim"],
        spared=_audience(request, given["spared"]),
        template=_template(given["template"]),
    )
    return redirect("office:broadcast", made.pk)


def _audience(request: StaffRequest, asked: str) -> Audience | None:
    if not asked.isdecimal():
        return None
    return audiences.audience(int(asked), by=request.staff)


def _template(asked: str) -> TemplateVersion | None:
    return queries.correction_words(int(asked)) if asked.isdecimal() else None


def _context(request: StaffRequest, state: State) -> dict[str, Any]:
    original = state.broadcast
    reached = whom.concerned(original, Aim.REACHED)
    ended = state.status.ended
    return {
        "title": _("“%(title)s” reached %(n)s people; what do you want to tell whom?")
        % {"title": original.title, "n": words.number(reached)},
        "state": state,
        "broadcast": original,
        "reached": reached,
        "rest": whom.concerned(original, Aim.REST) if ended else None,
        "unknown": whom.concerned(original, Aim.UNKNOWN),
        "templates": queries.approved_corrections().filter(template__channel=original.channel),
        "audiences": _audiences(request),
        "lineage": lineage.of(original),
        "still": state.status.value == "sending",
    }


def _audiences(request: StaffRequest) -> list[tuple[Audience, str]]:
    language = get_language() or "en"
    saved = audiences.audiences(by=request.staff).for_list()
    return [(one, sentence.in_words(load(one.definition), language)) for one in saved]


def _runs_title(runs: list[practice.Run]) -> str:
    done = next((one for one in runs if one.took is not None), None)
    if done is None or done.took is None:
        return _("Nobody has sent a correction yet")
    return _("The last correction took %(span)s from decision to first message") % {
        "span": lineage.exact(done.took)
    }
