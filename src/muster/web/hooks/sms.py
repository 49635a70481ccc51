"""Calls of a gateway for texts: what people wrote, and what became of ours.

Kannel only speaks GET, so its door is a secret path for loopback and listed peers (safety.md 3.5.3);
Twilio seals each call. Whoever proves nothing sees a page that does not exist.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Final
from urllib.parse import parse_qsl

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from muster.channels.base import Incoming
from muster.channels.kinds.sms import receive, twilio
from muster.channels.kinds.sms.receive import Report
from muster.channels.kinds.sms.target import NotAGateway
from muster.delivery import reports, tokens
from muster.delivery.actions import returns
from muster.inbox import actions as inbox
from muster.kit import actors, clock, secrets
from muster.kit.errors import NotFound, Refused
from muster.kit.scope import Scope, narrow
from muster.web.gate import public

LARGEST: Final = 64 * 1024
_BY: Final = actors.system("hooks")
_KANNEL: Final = "a secret path, and only from loopback or a listed peer"
_TWILIO: Final = "each call carries the seal of our account"


class TooLarge(Refused):
    """No gateway sends this much."""

    status = 413


@csrf_exempt
@public(_KANNEL)
@require_safe
def kannel_text(request: HttpRequest, secret: str) -> HttpResponse:
    return _taken(text_of_kannel(request, secret, clock.now()))


@csrf_exempt
@public(_KANNEL)
@require_safe
def kannel_report(request: HttpRequest, secret: str, name: str) -> HttpResponse:
    query = _from_kannel(request, secret)
    return _heard(receive.kannel_report(query, name=name, now=clock.now()), name, "kannel")


@csrf_exempt
@public(_TWILIO)
@require_POST
def twilio_text(request: HttpRequest) -> HttpResponse:
    return _taken(text_of_twilio(request, clock.now()))


@csrf_exempt
@public(_TWILIO)
@require_POST
def twilio_report(request: HttpRequest, name: str) -> HttpResponse:
    form = _from_twilio(request)
    return _heard(receive.twilio_report(form, now=clock.now()), name, "twilio")


def text_of_kannel(request: HttpRequest, secret: str, now: datetime) -> Incoming | None:
    """The text in a call that proved itself; None if it holds none. Whoever proves nothing: ``NotFound``."""
    return receive.kannel_text(_from_kannel(request, secret), now=now)


def text_of_twilio(request: HttpRequest, now: datetime) -> Incoming | None:
    """The same for a call under Twilio’s seal."""
    return receive.twilio_text(_from_twilio(request), now=now)


def _from_kannel(request: HttpRequest, secret: str) -> str:
    """The query of a call that proved itself. The body of our answer would go out as a text: it stays empty."""
    query = request.META.get("QUERY_STRING", "")
    expected = settings.MUSTER_SMS_HOOK_SECRET
    if not reports.guarded(expected) or not secrets.same(secret, expected) or not _peer(request):
        raise NotFound
    if len(query) > LARGEST:
        raise TooLarge(_("This call is too large. Nothing was kept."))
    return str(query)


def _from_twilio(request: HttpRequest) -> Mapping[str, str]:
    """The form of a call that proved itself."""
    body = request.read(LARGEST + 1)
    if len(body) > LARGEST:
        raise TooLarge(_("This call is too large. Nothing was kept."))
    form = parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True)
    account = _account()
    url = f"{reports.base()}{request.get_full_path()}"
    seal = request.headers.get("X-Twilio-Signature", "")
    if not account or not twilio.is_genuine(account, url=url, form=form, body=body, signature=seal):
        raise NotFound
    return dict(form)


def _account() -> str:
    try:
        target = reports.gateway()
    except NotAGateway:
        return ""
    return target.password if target and target.kind == "twilio" else ""


def _taken(incoming: Incoming | None) -> HttpResponse:
    if incoming is not None:
        # Whose number it is decides what the text may touch; only the action knows that.
        narrow(Scope.EVERYONE)
        inbox.take_text(incoming=incoming, at=incoming.received_at)
    return HttpResponse(content_type="text/plain")


def _heard(report: Report | None, name: str, source: str) -> HttpResponse:
    if tokens.read(name) is None:
        raise NotFound
    if report is not None:
        returns.note(
            names=(name,), kind=report.kind, at=report.at, source=source, event=report.event,
            code=report.code, detail=report.detail, by=_BY,
        )  # fmt: skip
    return HttpResponse(content_type="text/plain")


def _peer(request: HttpRequest) -> bool:
    try:
        caller = ipaddress.ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return False
    return caller.is_loopback or any(
        caller in network for network in _listed(settings.MUSTER_SMS_HOOK_PEERS)
    )


@lru_cache(maxsize=2)
def _listed(peers: str) -> list[ipaddress.IPv4Network | ipaddress.IPv6Network]:
    return [ipaddress.ip_network(peer, strict=False) for peer in peers.replace(",", " ").split()]


urlpatterns = [
    path("sms/kannel/<str:secret>/texts", kannel_text, name="sms-kannel-text"),
    path("sms/kannel/<str:secret>/reports/<str:name>", kannel_report, name="sms-kannel-report"),
    path("sms/twilio/texts", twilio_text, name="sms-twilio-text"),
    path("sms/twilio/reports/<str:name>", twilio_report, name="sms-twilio-report"),
]
