"""What waits for a second administrator: who asked, before and after, agree or refuse (A12)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from muster.accounts import sessions, stepup
from muster.approvals import access, actions, registry
from muster.approvals.queries import requests as queries
from muster.kit.errors import NotFound, Refused
from muster.web import frame
from muster.web.gate import may
from muster.web.words import number

if TYPE_CHECKING:
    from django.http import HttpResponse

    from muster.approvals.models import Request
    from muster.web.gate import StaffRequest


class AnswerForm(forms.Form):
    """Agree or refuse; who refuses says why."""

    agree = forms.ChoiceField(choices=[("1", "1"), ("0", "0")])
    reason = forms.CharField(
        label=gettext_lazy("Reason, if you refuse"), required=False, max_length=300
    )


@may("settings.view")
@require_safe
def waiting(request: StaffRequest) -> HttpResponse:
    """Every change that waits for a second administrator, and the last ones that no longer do."""
    open_ones = [_shown(one, request) for one in queries.pending(request.staff)]
    title = _("Nothing waits for a second administrator")
    if open_ones:
        title = ngettext(
            "%(count)s change waits for a second administrator",
            "%(count)s changes wait for a second administrator",
            len(open_ones),
        ) % {"count": number(len(open_ones))}
    closed = [_shown(one, request) for one in queries.closed(request.staff)]
    context = {"title": title, "open": open_ones, "closed": closed}
    return frame.page(request, "office/requests/list.html", context)


@may("settings.view")
@require_safe
def one(request: StaffRequest, number_: int) -> HttpResponse:
    """One of them, with the two buttons."""
    return _page(request, access.request(number_, by=request.staff))


@may("settings.manage")
@require_POST
def answer(request: StaffRequest, number_: int) -> HttpResponse:
    """Agree, and it is done; or refuse with a reason."""
    asked = access.request(number_, by=request.staff)
    here = reverse("office:request", args=[asked.pk])
    form = AnswerForm(request.POST)
    if stepup.fresh(request) is None:
        return HttpResponseRedirect(stepup.url(here))
    if not form.is_valid():
        return _page(request, asked, form=form, status=422)
    agree = form.cleaned_data["agree"] == "1"
    try:
        actions.answer(
            request_id=asked.pk,
            agree=agree,
            by=request.staff,
            authenticated_at=stepup.fresh(request),
            session_mac=sessions.mac(request.session),
            reason=form.cleaned_data["reason"],
        )
    except Refused as refused:
        return _page(request, asked, form=form, refused=refused, status=refused.status)
    messages.success(
        request, _("You agreed, and it is done.") if agree else _("Refused. Nothing was changed.")
    )
    return HttpResponseRedirect(reverse("office:requests"))


@may("settings.view")
@require_POST
def withdrawal(request: StaffRequest, number_: int) -> HttpResponse:
    """Take back what one asked for oneself."""
    asked = access.request(number_, by=request.staff)
    actions.withdraw(request_id=asked.pk, by=request.staff)
    messages.success(request, _("Taken back. Nothing was changed."))
    return HttpResponseRedirect(reverse("office:requests"))


def _page(
    request: StaffRequest,
    asked: Request,
    *,
    form: AnswerForm | None = None,
    refused: Refused | None = None,
    status: int = 200,
) -> HttpResponse:
    context = _shown(asked, request) | {
        "title": _title(asked),
        "form": form or AnswerForm(),
        "refused": refused.message if refused else "",
        "is_fresh": stepup.fresh(request) is not None,
        "step_up": stepup.url(reverse("office:request", args=[asked.pk])),
    }
    return frame.page(request, "office/requests/one.html", context, status=status)


def _shown(asked: Request, request: StaffRequest) -> dict[str, Any]:
    change = registry.change(asked.kind)
    mine = asked.asked_by_id == request.staff.pk
    return {
        "asked": asked,
        "what": change.words,
        "whom": _whom(change, asked),
        "lines": change.lines(asked.before, asked.after),
        "mine": mine,
        "may_answer": asked.is_open and not mine and request.staff.may(change.answer),
    }


def _whom(change: registry.Change, asked: Request) -> str:
    try:
        return change.whom(asked.subject)
    except NotFound:
        return ""


def _title(asked: Request) -> str:
    who = {"who": asked.asked_by.name}
    if asked.is_open:
        return _("%(who)s asks for a second administrator") % who
    return _("What %(who)s asked for is closed") % who


urlpatterns = [
    path("requests/", waiting, name="requests"),
    path("requests/<int:number_>/", one, name="request"),
    path("requests/<int:number_>/answer/", answer, name="request-answer"),
    path("requests/<int:number_>/withdrawal/", withdrawal, name="request-withdrawal"),
]
