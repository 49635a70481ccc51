"""Complaints: who answers for each, everything said about it on one page, how it ended and what it taught."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from muster.accounts import queries as accounts
from muster.inbox import access, actions, work
from muster.inbox.case_errors import CaseOpen
from muster.kit import clock
from muster.kit.errors import Refused
from muster.web import frame
from muster.web.gate import may
from muster.web.office.inbox import said
from muster.web.words import number

if TYPE_CHECKING:
    from django.http import HttpResponse

    from muster.inbox.models import Case, Conversation
    from muster.web.gate import StaffRequest

LISTS = {
    "open": gettext_lazy("Open"),
    "mine": gettext_lazy("Mine"),
    "closed": gettext_lazy("Closed"),
}
MOST_NAMES = 3
DONE = {
    "case.opened": gettext_lazy("Became a case"),
    "case.joined": gettext_lazy("One more conversation joined it"),
    "case.reopened": gettext_lazy("Taken up again"),
    "case.given": gettext_lazy("Got an owner"),
    "case.closed": gettext_lazy("Closed"),
    "case.mistaken": gettext_lazy("Found to be no complaint"),
    "case.lesson": gettext_lazy("Lesson written"),
}


class ClosureForm(forms.Form):
    """What was done about it, and what it taught."""

    outcome = forms.CharField(
        label=gettext_lazy("What was done about it"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=4_000,
        error_messages={"required": gettext_lazy("Write what was done about it.")},
    )
    lesson = forms.CharField(
        label=gettext_lazy("Lesson for colleagues"),
        help_text=gettext_lazy("What should happen next time. It names nobody."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=4_000,
        required=False,
    )


class LessonForm(forms.Form):
    """What a closed case taught."""

    lesson = forms.CharField(
        label=gettext_lazy("Lesson for colleagues"),
        help_text=gettext_lazy("What should happen next time. It names nobody."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=4_000,
        required=False,
    )


@may("inbox.view")
@require_safe
def index(request: StaffRequest) -> HttpResponse:
    """Open complaints, one’s own, or closed ones with what they taught."""
    which = request.GET.get("list", "open")
    which = which if which in LISTS else "open"
    words = request.GET.get("words", "")[:100]
    counts = work.case_counts(by=request.staff)
    context = {
        "title": _title(counts["open"]),
        "lists": [(name, said, counts[name]) for name, said in LISTS.items()],
        "which": which,
        "heading": LISTS[which],
        "words": words,
        "cases": [(one, _who(one)) for one in work.cases(which, by=request.staff, words=words)],
    }
    return frame.page(request, "office/inbox/cases.html", context)


@may("inbox.view")
@require_safe
def show(request: StaffRequest, case_id: int) -> HttpResponse:
    """Everything about one complaint on one page, whatever channel it came by."""
    return _page(request, access.case(case_id, by=request.staff))


@may("inbox.answer")
@require_POST
def owner(request: StaffRequest, case_id: int) -> HttpResponse:
    """Make a colleague answer for it."""
    case = access.case(case_id, by=request.staff)
    wanted = {str(one.pk): one for one in work.owners(case)}.get(request.POST.get("owner", ""))
    if wanted is None:
        return _page(request, case, words=_("Choose somebody who may answer this."), status=422)
    try:
        actions.give_case(case=case, to=wanted, by=request.staff, at=clock.now())
    except Refused as refused:
        return _page(request, case, words=refused.message, status=refused.status)
    messages.success(request, _("%(name)s owns it now.") % {"name": wanted.name})
    return HttpResponseRedirect(reverse("office:inbox-case", args=[case.pk]))


@may("inbox.answer")
@require_POST
def closure(request: StaffRequest, case_id: int) -> HttpResponse:
    """Say what was done and what it taught."""
    case = access.case(case_id, by=request.staff)
    form = ClosureForm(request.POST)
    if not form.is_valid():
        return _page(request, case, form=form, status=422)
    try:
        actions.close_case(case=case, **form.cleaned_data, by=request.staff, at=clock.now())
    except Refused as refused:
        return _page(request, case, form=form, words=refused.message, status=refused.status)
    messages.success(request, _("Closed. What it taught stays for colleagues."))
    return HttpResponseRedirect(reverse("office:inbox-case", args=[case.pk]))


@may("inbox.answer")
@require_POST
def lesson(request: StaffRequest, case_id: int) -> HttpResponse:
    """Write down what a closed case taught."""
    case = access.case(case_id, by=request.staff)
    if case.open:
        return _page(request, case, words=CaseOpen().message, status=CaseOpen().status)
    form = LessonForm(request.POST)
    if not form.is_valid():
        return _page(request, case, form=form, status=422)
    try:
        actions.keep_lesson(case=case, **form.cleaned_data, by=request.staff, at=clock.now())
    except Refused as refused:
        return _page(request, case, form=form, words=refused.message, status=refused.status)
    messages.success(request, _("The lesson is kept."))
    return HttpResponseRedirect(reverse("office:inbox-case", args=[case.pk]))


def _page(
    request: StaffRequest,
    case: Case,
    *,
    form: forms.Form | None = None,
    words: str = "",
    status: int = 200,
) -> HttpResponse:
    threads = work.threads_of(case, by=request.staff)
    context = {
        "title": case.title or _("A complaint without a subject"),
        "case": case,
        "threads": [_thread(one) for one in threads],
        "owners": work.owners(case) if case.open and request.staff.may("inbox.answer") else [],
        "form": form or _form(case),
        "timeline": _timeline(case),
        "refused": words,
    }
    return frame.page(request, "office/inbox/case.html", context, status=status)


def _form(case: Case) -> forms.Form:
    return ClosureForm() if case.open else LessonForm(initial={"lesson": case.lesson})


def _thread(conversation: Conversation) -> dict[str, Any]:
    who = said.whom(conversation)
    return {
        "conversation": conversation,
        "who": who,
        "via": said.via(conversation),
        "entries": [
            {
                "side": {"in": "them", "out": "us", "note": "note"}[one.direction],
                "who": who if one.direction == "in" else str(one.author),
                "at": one.at,
                "said": one.said,
            }
            for one in conversation.messages.all()
        ],
    }


def _timeline(case: Case) -> list[dict[str, Any]]:
    found = [one for one in work.timeline(case) if one.verb in DONE]
    names = accounts.names_of({one.actor for one in found})
    return [
        {
            "words": DONE[one.verb],
            "who": names.get(one.actor, _("Muster, by what was written")),
            "at": one.at,
        }
        for one in found
    ]


def _who(case: Case) -> str:
    """Whoever complains, so that cases about one message of ours can be told apart."""
    heard: list[Conversation] = case.heard  # type: ignore[attr-defined]
    names = list(dict.fromkeys(said.whom(one) for one in heard))
    more = len(names) - MOST_NAMES
    if more > 0:
        words = ngettext("and %(n)s more", "and %(n)s more", more)
        names[MOST_NAMES:] = [words % {"n": number(more)}]
    return ", ".join(names)


def _title(count: int) -> str:
    if not count:
        return _("No complaint is open")
    words = ngettext("%(n)s complaint is open", "%(n)s complaints are open", count)
    return words % {"n": number(count)}
