"""The ledger, filtered by its address, and one gift with everything that happened to it."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlencode

from django import forms
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet, Sum
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from muster.gifts import access, actions, giving, queries
from muster.gifts.models import Entry
from muster.kit.money import Money
from muster.web import frame
from muster.web.gate import StaffRequest, may
from muster.web.words import money
from muster.web.words import number as grouped

PER_PAGE: Final = 50
KINDS: Final = {
    "gift": gettext_lazy("Gift"),
    "refund": gettext_lazy("Paid back"),
    "dispute": gettext_lazy("Taken back by a bank"),
    "correction": gettext_lazy("Correction"),
}
SOURCES: Final = {
    "stripe": gettext_lazy("By card"),
    "cash": gettext_lazy("Cash"),
    "practice": gettext_lazy("Training"),
}


class FindForm(forms.Form):
    """By kind, by where it came from, by what it was for."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What"),
        required=False,
        choices=[("", gettext_lazy("Everything")), *KINDS.items()],
    )
    source = forms.ChoiceField(
        label=gettext_lazy("Came"),
        required=False,
        choices=[
            ("", gettext_lazy("Any way")),
            *SOURCES.items(),
            ("other", gettext_lazy("Otherwise")),
        ],
    )
    purpose = forms.CharField(label=gettext_lazy("For"), required=False, max_length=120)
    q = forms.CharField(label=gettext_lazy("Number or e-mail"), required=False, max_length=255)


@may("gifts.view")
@require_safe
def gifts(request: StaffRequest) -> HttpResponse:
    """Every line of the books, latest first, and what the chosen ones add up to."""
    form = FindForm(request.GET)
    asked = (
        {name: value for name, value in form.cleaned_data.items() if value}
        if form.is_valid()
        else {}
    )
    found = _chosen(access.entries(by=request.staff), asked)
    listed = Paginator(found.order_by("-at", "-id").select_related("key__person"), PER_PAGE)
    page = listed.get_page(request.GET.get("page"))
    sums = found.values("currency").annotate(total=Sum("minor")).order_by("currency")
    context = {
        "title": _title(listed.count),
        "form": form,
        "asked": asked,
        "page": page,
        "rows": [row(one) for one in page],
        "sums": [Money(one["total"], one["currency"]) for one in sums],
        "query": "&" + urlencode(asked) if asked else "",
        "check": queries.last_check() if request.staff.scope.everyone else None,
    }
    return frame.page(request, "office/gifts/list.html", context)


@may("gifts.view")
@require_safe
def gift(request: StaffRequest, number: int) -> HttpResponse:
    """One line, all that belong to the same gift, and what the gateway said."""
    return frame.page(request, "office/gifts/show.html", shown(request, number))


def shown(request: StaffRequest, number: int) -> dict[str, Any]:
    """What the page of one gift needs."""
    entry = access.entry(number, by=request.staff)
    gift_number = entry.about or entry.reference
    same = Q(reference=gift_number) | Q(about=gift_number)
    belonging = access.entries(by=request.staff).filter(source=entry.source).filter(same)
    lines = list(belonging.order_by("at", "id"))
    first = next((one for one in lines if one.kind == "gift"), entry)
    left = Money(sum(one.minor for one in lines), entry.currency)
    payment = entry.payment
    payable = bool(payment and first.kind == "gift" and request.staff.may("gifts.refund"))
    return {
        "title": _("%(amount)s stand in the books") % {"amount": money(left.minor, left.currency)},
        "entry": entry,
        "first": first,
        "lines": [row(one) for one in lines],
        "person": entry.key.person if entry.key else None,
        "payment": payment,
        "cause": _for(entry.purpose),
        "history": queries.history(payment) if payment else [],
        "refunds": list(payment.refunds.order_by("id")) if payment else [],
        "returnable": Money(actions.returnable(first), first.currency) if payable else None,
    }


def row(entry: Entry) -> dict[str, Any]:
    """One line of the ledger in words."""
    return {
        "entry": entry,
        "kind": KINDS.get(entry.kind, entry.kind),
        "source": SOURCES.get(entry.source, entry.source),
        "for": _for(entry.purpose),
    }


def _for(purpose: str) -> str:
    cause = giving.cause(purpose) if purpose else None
    return cause.title if cause else purpose


def _chosen(found: QuerySet[Entry], asked: dict[str, str]) -> QuerySet[Entry]:
    if kind := asked.get("kind"):
        found = found.filter(kind=kind)
    if source := asked.get("source"):
        known = Q(source__in=SOURCES)
        found = found.exclude(known) if source == "other" else found.filter(source=source)
    if purpose := asked.get("purpose"):
        found = found.filter(purpose=purpose)
    if words := asked.get("q"):
        found = found.filter(
            Q(reference=words) | Q(about=words) | Q(payment__token=words)
            | Q(key__value=words.strip().lower())
        )  # fmt: skip
    return found


def _title(count: int) -> str:
    if not count:
        return _("No money has been reported here")
    words = ngettext("%(count)s line in the books", "%(count)s lines in the books", count)
    return words % {"count": grouped(count)}
