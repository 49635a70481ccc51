"""Money back, in two steps: how much and why, then once more in words before it leaves."""

from __future__ import annotations

from typing import Any

from asgiref.sync import sync_to_async
from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from muster.accounts import stepup
from muster.gifts import access, actions
from muster.gifts.models import Entry, Refund
from muster.kit import clock, ids
from muster.kit.errors import NotFound, Refused
from muster.kit.money import Money
from muster.kit.scope import entered
from muster.web import frame
from muster.web.gate import StaffRequest, may
from muster.web.office.import_forms import Blaming


class RefundForm(Blaming):
    """How much of a gift goes back, and why."""

    amount = forms.CharField(
        label=gettext_lazy("How much goes back?"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Write how much goes back.")},
    )
    reason = forms.CharField(
        label=gettext_lazy("Why?"),
        max_length=300,
        help_text=gettext_lazy("Colleagues read it beside the gift."),
        error_messages={"required": gettext_lazy("Write why it goes back.")},
    )
    once = forms.CharField(required=False, max_length=80, widget=forms.HiddenInput)
    sure = forms.CharField(required=False, max_length=3, widget=forms.HiddenInput)

    def __init__(self, *args: Any, currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.currency = currency

    def clean_amount(self) -> Money:
        try:
            return Money.parse(self.cleaned_data["amount"], self.currency)
        except ValueError:
            raise forms.ValidationError(_("Write the amount in digits, such as 15.")) from None


@may("gifts.refund")
@require_http_methods(["GET", "HEAD", "POST"])
async def refund(request: StaffRequest, number: int) -> HttpResponse:
    # Outside a transaction: the second step speaks to the card service.
    return await sync_to_async(_refund)(request, number)


def _refund(request: StaffRequest, number: int) -> HttpResponse:
    with entered(request.staff.scope):
        outcome = _decided(request, number)
    if not isinstance(outcome, Refund):
        return outcome
    done = actions.order(refund=outcome)
    if done.state == Refund.State.TAKEN:
        messages.success(request, _("The card service has taken the order."))
    else:
        messages.error(request, done.detail)
    return HttpResponseRedirect(reverse("office:gift", args=[number]))


def _decided(request: StaffRequest, number: int) -> HttpResponse | Refund:
    """The page of the step one is at, or the decision."""
    gift = access.entry(number, by=request.staff)
    if gift.kind != "gift" or gift.payment_id is None:
        raise NotFound
    here = reverse("office:gift-refund", args=[number])
    if stepup.fresh(request) is None:
        return HttpResponseRedirect(stepup.url(here))
    left = Money(actions.returnable(gift), gift.currency)
    first = {"amount": str(left.amount), "once": ids.token()}
    told = request.POST if request.method == "POST" else None
    form = RefundForm(told, initial=first, currency=gift.currency)
    if told is None:
        return _step(request, gift, left, form)
    if not form.is_valid():
        return _step(request, gift, left, form, status=422)
    said = form.cleaned_data
    if said["sure"] != "yes":
        return _second(request, gift, left, form)
    try:
        return actions.decide(
            gift=gift, money=said["amount"], reason=said["reason"], by=request.staff,
            at=clock.now(), once=said["once"] or ids.token(),
        )  # fmt: skip
    except Refused as problem:
        return _step(request, gift, left, form, refused=form.blame(problem), status=422)


def _second(request: StaffRequest, gift: Entry, left: Money, form: RefundForm) -> HttpResponse:
    money = form.cleaned_data["amount"]
    if not 0 < money.minor <= left.minor:
        form.add_error("amount", _("No more than what is left can go back."))
        return _step(request, gift, left, form, status=422)
    context = {
        "title": _("Pay this back?"),
        "gift": gift,
        "money": money,
        "said": form.cleaned_data,
        "raw": form.data["amount"],
    }
    return frame.page(request, "office/gifts/refund_sure.html", context)


def _step(
    request: StaffRequest, gift: Entry, left: Money, form: RefundForm, *, refused: str = "",
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    context = {"title": _("Pay back"), "gift": gift, "left": left, "form": form, "refused": refused}
    return frame.page(request, "office/gifts/refund.html", context, status=status)
