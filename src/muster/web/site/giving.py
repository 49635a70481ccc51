"""Giving: an amount, who one is if one wants, and then the card service’s own page. Nothing is counted here.

Whoever comes back is told what is known: that the money has come, that it has not, or that we have not heard.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from asgiref.sync import sync_to_async
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from muster.gifts import actions, gateways, giving, queries
from muster.gifts.giving import Cause
from muster.gifts.kinds import practice, stripe
from muster.gifts.models import Payment
from muster.kit import clock, limits
from muster.kit.errors import NotFound, Refused
from muster.kit.scope import Scope, entered
from muster.web.gate import public
from muster.web.site import declining
from muster.web.site.give_form import GiveForm, fresh
from muster.web.site.speech import address, page, secret, spoken

_OPEN: Final = (
    "anyone may give; a seal and limits guard it, and nothing is counted that did not come"
)
_HOLDER: Final = "the token in the address was given to whoever began this payment"
# A hall of people shares one network.
FROM_ONE_NETWORK: Final = 400


@csrf_exempt
@public(_OPEN)
@require_http_methods(["GET", "HEAD", "POST"])
async def give(request: HttpRequest) -> HttpResponse:
    # Outside a transaction: it speaks to the card service.
    return await sync_to_async(_give)(request)


@csrf_exempt
@public(_HOLDER)
@require_http_methods(["GET", "HEAD", "POST"])
async def given(request: HttpRequest, token: str) -> HttpResponse:
    return await sync_to_async(_given)(request, token)


@csrf_exempt
@public(_HOLDER)
@require_http_methods(["GET", "HEAD", "POST"])
@secret
@spoken
def rehearse(request: HttpRequest, token: str) -> HttpResponse:
    """The payment page of training: it charges nobody, and may also decline."""
    payment = _payment(token)
    if payment.gateway != practice.GATEWAY.name or not practice.GATEWAY.ready():
        raise NotFound
    if request.method != "POST":
        return page(request, "site/give_practice.html", {"payment": payment})
    left = request.POST.get("outcome", "")
    if left in {"paid", "declined"} and payment.open:
        report = practice.heard(payment, left, at=clock.now())
        actions.keep(heard=[report], gateway=payment.gateway)
        actions.fold()
    came = "left" if left == "left" else "done"
    return HttpResponseRedirect(_back(payment, came))


@spoken
def _give(request: HttpRequest) -> HttpResponse:
    with entered(Scope.NOBODY):
        outcome = _asked(request)
    return _paying(request, outcome) if isinstance(outcome, Payment) else outcome


@secret
@spoken
def _given(request: HttpRequest, token: str) -> HttpResponse:
    with entered(Scope.NOBODY):
        payment = _payment(token)
        if request.method != "POST" or not payment.open:
            return _told(request, payment)
    return _paying(request, payment)


def _asked(request: HttpRequest) -> HttpResponse | Payment:
    """The form, or the payment it led to."""
    told = request.POST if request.method == "POST" else request.GET
    cause = giving.cause(told.get("purpose", "")[:40])
    if cause is None:
        raise NotFound
    if not cause.open:
        return page(request, "site/give_closed.html", {"cause": cause}, status=410)
    if request.method != "POST":
        relay, channel = told.get("relay", "")[:64], told.get("channel", "")[:32]
        return _form(request, cause, fresh(cause, relay=relay, channel=channel))
    return _begun(request, cause)


def _begun(request: HttpRequest, cause: Cause) -> HttpResponse | Payment:
    if _crowded(request):
        return _pause(
            request, _("Many people gave from your network just now. Try again in an hour.")
        )
    form = GiveForm(request.POST, cause=cause)
    if not form.is_valid():
        return _form(request, cause, form, status=422)
    if form.trapped:
        return HttpResponseRedirect(address(request, "give"))
    try:
        return actions.begin(wish=form.wish(request), at=clock.now())
    except actions.NotAnAmount as problem:
        form.add_error(problem.field, problem.message)
        return _form(request, cause, form, status=422)


def _paying(request: HttpRequest, payment: Payment) -> HttpResponse:
    """To the card service; if it is away, the page says so and nothing is lost."""
    if not payment.open:
        return HttpResponseRedirect(_back(payment, "done"))
    try:
        return HttpResponseRedirect(actions.checkout(payment=payment, back=_back(payment, "")))
    except gateways.GatewayAway as problem:
        return _told(request, payment, problem=problem.message, status=problem.status)


def _told(
    request: HttpRequest, payment: Payment, *, problem: str = "", status: int = 200
) -> HttpResponse:
    """What is known of a payment, honestly."""
    came = request.GET.get("came", "")
    context = {
        "payment": payment,
        "cause": giving.cause(payment.purpose),
        "came": came if came in {"done", "left"} else "",
        "problem": problem,
        "declined": declining.words(payment.failure),
    }
    return payable(page(request, "site/given.html", context, status=status))


def _form(request: HttpRequest, cause: Cause, form: GiveForm, *, status: int = 200) -> HttpResponse:
    # Without a gateway nobody should fill in a form first.
    try:
        gateways.present()
    except Refused as problem:
        return page(request, "site/pause.html", {"words": problem.message}, status=problem.status)
    context = {"form": form, "cause": cause}
    return payable(page(request, "site/give.html", context, status=status))


def payable(response: HttpResponse) -> HttpResponse:
    """Let a form of this page lead on to the card service’s own page; every page with the form needs it."""
    host = stripe.GATEWAY.pages() if stripe.GATEWAY.ready() else ""
    if host:
        response._csp_update = {"form-action": [host]}  # type: ignore[attr-defined]  # noqa: SLF001
    return response


def _crowded(request: HttpRequest) -> bool:
    network = limits.network(request.META.get("REMOTE_ADDR", ""))
    return not limits.take("give", network, capacity=FROM_ONE_NETWORK, per=timedelta(hours=1))


def _pause(request: HttpRequest, words: str) -> HttpResponse:
    return page(request, "site/pause.html", {"words": words}, status=429)


def _payment(token: str) -> Payment:
    found = queries.payment(token)
    if found is None:
        raise NotFound
    return found


def _back(payment: Payment, came: str) -> str:
    """Where one comes back to, in the language one gave in."""
    language = translation.get_language() or payment.language
    told: dict[str, Any] = {"language": language} | ({"came": came} if came else {})
    query = "&".join(f"{name}={value}" for name, value in told.items())
    return f"{settings.MUSTER_SITE_URL}{reverse('site:given', args=[payment.token])}?{query}"


urlpatterns = [
    path("give/", give, name="give"),
    path("give/<str:token>/", given, name="given"),
    path("give/<str:token>/practice/", rehearse, name="give-practice"),
]
