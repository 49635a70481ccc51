"""Counted cash: open a hat, count it without seeing the other’s figure, settle what differs.

The page of a hat shows only what ``gifts.access`` lets through; nothing of the other’s count is in its source.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from muster.gifts import access, actions, giving
from muster.gifts.access import HatView
from muster.gifts.models import Hat
from muster.kit import clock
from muster.kit.errors import Forbidden, Refused
from muster.kit.money import Money
from muster.web import frame
from muster.web.gate import StaffRequest, may
from muster.web.office.gifts.amounts import AmountForm
from muster.web.office.import_forms import Blaming
from muster.web.words import number as grouped

PER_PAGE = 50


class HatForm(Blaming):
    """A hat, box or envelope."""

    name = forms.CharField(
        label=gettext_lazy("Which hat?"),
        max_length=80,
        help_text=gettext_lazy("Such as “Door, left” or “Envelope 3”."),
        error_messages={"required": gettext_lazy("Give the hat a name, such as “Door, left”.")},
    )
    purpose = forms.CharField(
        label=gettext_lazy("For"),
        required=False,
        max_length=40,
        help_text=gettext_lazy("The sign of a drive, such as drive:12; empty for everything we do"),
    )


class ReasonForm(AmountForm):
    """A figure and why."""

    reason = forms.CharField(
        label=gettext_lazy("Why?"),
        max_length=300,
        error_messages={"required": gettext_lazy("Write why, in a few words.")},
    )


@may("gifts.count")
@require_http_methods(["GET", "HEAD", "POST"])
def hats(request: StaffRequest) -> HttpResponse:
    """Every hat, and a form for one more."""
    form = HatForm(request.POST or None)
    refused = ""
    if request.method == "POST" and form.is_valid():
        cause = giving.cause(form.cleaned_data["purpose"])
        if cause is None:
            form.add_error("purpose", _("There is no such thing to give for."))
        else:
            try:
                made = actions.open_hat(
                    **form.cleaned_data, currency=cause.currency, by=request.staff, at=clock.now()
                )
                return _to(made)
            except Refused as problem:
                refused = form.blame(problem)
    whole = access.hats(by=request.staff).order_by("-id")
    page = Paginator(whole, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "title": _title(page.paginator.count),
        "form": form,
        "refused": refused,
        "page": page,
        "rows": [_row(access.seen(one, by=request.staff)) for one in page],
    }
    status = 422 if request.method == "POST" else 200
    return frame.page(request, "office/gifts/hats.html", context, status=status)


@may("gifts.count")
@require_safe
def hat(request: StaffRequest, number: int) -> HttpResponse:
    """One hat as this person may see it."""
    return _page(request, access.hat(number, by=request.staff))


@may("gifts.count")
@require_POST
def counts(request: StaffRequest, number: int) -> HttpResponse:
    """What this person counted."""
    return _done(request, number, AmountForm, actions.count)


@may("gifts.settle")
@require_POST
def settlement(request: StaffRequest, number: int) -> HttpResponse:
    """What is really in it, when two counted differently."""
    return _done(request, number, ReasonForm, actions.settle)


@may("gifts.settle")
@require_POST
def amendment(request: StaffRequest, number: int) -> HttpResponse:
    """What was booked was not right after all."""
    return _done(request, number, ReasonForm, actions.amend)


def _done(request: StaffRequest, number: int, kind: type[AmountForm], action: Any) -> HttpResponse:
    found = access.hat(number, by=request.staff)
    form = kind(request.POST, currency=found.hat.currency)
    if not form.is_valid():
        return _page(request, found, form=form, status=422)
    said = form.cleaned_data
    money = said.pop("amount")
    try:
        action(hat=found.hat, money=money, by=request.staff, at=clock.now(), **said)
    except Refused as problem:
        refused = form.blame(problem)
        status = 422 if isinstance(problem, Forbidden) else problem.status
        found = access.hat(number, by=request.staff)
        return _page(request, found, form=form, refused=refused, status=status)
    return _to(found.hat)


def _page(
    request: StaffRequest, found: HatView, *, form: AmountForm | None = None, refused: str = "",
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    hat, may_settle = found.hat, request.staff.may("gifts.settle")
    wants = ReasonForm if hat.state in {"differs", "booked"} else AmountForm
    context = {
        "title": _words(hat),
        "seen": found,
        "hat": hat,
        "cause": giving.cause(hat.purpose),
        "counts": [(one, Money(one.minor, hat.currency)) for one in found.counts],
        "booked": Money(hat.booked_minor, hat.currency) if hat.booked_minor is not None else None,
        "may_amend": hat.state == Hat.State.BOOKED and may_settle,
        "form": form or wants(currency=hat.currency),
        "refused": refused,
    }
    return frame.page(request, "office/gifts/hat.html", context, status=status)


def _row(found: HatView) -> dict[str, Any]:
    hat = found.hat
    booked = Money(hat.booked_minor, hat.currency) if hat.booked_minor is not None else None
    return {"hat": hat, "words": _state(hat), "booked": booked, "mine": found.mine is not None}


def _state(hat: Hat) -> str:
    words = {
        "open": _("Nobody has counted it"),
        "once": _("One person has counted it"),
        "differs": _("Two figures differ"),
        "booked": _("In the books"),
    }
    return words[hat.state]


def _words(hat: Hat) -> str:
    words = {
        "open": _("%(name)s: nobody has counted it yet"),
        "once": _("%(name)s: one person has counted it"),
        "differs": _("%(name)s: two people counted differently"),
        "booked": _("%(name)s is in the books"),
    }
    return words[hat.state] % {"name": hat.name}


def _title(count: int) -> str:
    if not count:
        return _("No cash has been counted")
    words = ngettext("%(count)s hat of cash", "%(count)s hats of cash", count)
    return words % {"count": grouped(count)}


def _to(hat: Hat) -> HttpResponse:
    return HttpResponseRedirect(reverse("office:hat", args=[hat.pk]))
