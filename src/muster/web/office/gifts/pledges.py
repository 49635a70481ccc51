"""Promises: what somebody said they would give. Money is elsewhere."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from muster.gifts import access, actions, giving
from muster.kit import clock
from muster.kit.errors import Refused
from muster.kit.money import Money
from muster.web import frame
from muster.web.gate import StaffRequest, may
from muster.web.office.gifts.amounts import AmountForm
from muster.web.words import number as grouped

PER_PAGE = 50


class PledgeForm(AmountForm):
    """Who promised how much, for what."""

    name = forms.CharField(
        label=gettext_lazy("Who promised it?"),
        max_length=100,
        error_messages={"required": gettext_lazy("Write who promised it.")},
    )
    purpose = forms.CharField(
        label=gettext_lazy("For"),
        required=False,
        max_length=40,
        help_text=gettext_lazy("The sign of a drive, such as drive:12; empty for everything we do"),
    )
    field_order = ["name", "amount", "purpose"]


@may("gifts.pledge")
@require_http_methods(["GET", "HEAD", "POST"])
def pledges(request: StaffRequest) -> HttpResponse:
    """Every promise that stands, and a form for one more."""
    form = PledgeForm(request.POST or None, currency=giving.house_currency())
    refused = ""
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            actions.pledge(
                money=said["amount"], name=said["name"], purpose=said["purpose"],
                by=request.staff, at=clock.now(),
            )  # fmt: skip
        except Refused as problem:
            refused = form.blame(problem)
        else:
            messages.success(request, _("The promise is written down. It is not counted as money."))
            return HttpResponseRedirect(reverse("office:pledges"))
    standing = access.pledges(by=request.staff).standing().order_by("-at", "-id")
    page = Paginator(standing, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "title": _title(page.paginator.count),
        "form": form,
        "refused": refused,
        "page": page,
        "rows": [(one, Money(one.minor, one.currency)) for one in page],
    }
    status = 422 if request.method == "POST" else 200
    return frame.page(request, "office/gifts/pledges.html", context, status=status)


@may("gifts.pledge")
@require_POST
def ending(request: StaffRequest, number: int) -> HttpResponse:
    """It was kept, or it will not be."""
    found = access.pledge(number, by=request.staff)
    kept = request.POST.get("ending") == "kept"
    try:
        actions.end_pledge(pledge=found, kept=kept, by=request.staff, at=clock.now())
    except Refused as problem:
        messages.error(request, problem.message)
    return HttpResponseRedirect(reverse("office:pledges"))


def _title(count: int) -> str:
    if not count:
        return _("Nobody has promised anything")
    words = ngettext("%(count)s promise stands", "%(count)s promises stand", count)
    return words % {"count": grouped(count)}
