"""P5 and P6: the page of a drive and its wall. Everything on them is anybody’s to read, and works by reloading.

A relay travels in the address as ``by``; nothing is kept of who looked, but that somebody did.
"""

from __future__ import annotations

import re
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from muster.drives import access, actions, codes, live
from muster.drives.models import Drive
from muster.gifts import giving as causes
from muster.gifts import queries as gifts
from muster.kit import clock
from muster.kit.errors import NotFound
from muster.web import driving, qr
from muster.web.gate import public
from muster.web.site.give_form import GiveForm, fresh
from muster.web.site.giving import payable
from muster.web.site.guard import crowded
from muster.web.site.speech import chosen_language, page, secret, spoken

_OPEN: Final = "anybody may look at a drive, give and share it"
_CHANNEL: Final = re.compile(r"[a-z0-9-]{1,20}")


@public(_OPEN)
@require_safe
@spoken
def show(request: HttpRequest, slug: str) -> HttpResponse:
    """How it stands, and the form to give."""
    drive = access.open_to_all(slug)
    reading = live.look(drive)
    context = _shown(request, reading) | {
        "story": reading.drive.story,
        "near": driving.near(reading),
        "parent": reading.drive.parent,
        "share": _address(reading.drive),
        "code": codes.plain(request.GET.get("by", "")),
    }
    if reading.state == "live":
        context["form"] = _form(request, reading.drive)
    return payable(page(request, "site/drive.html", context))


@public(_OPEN)
@require_safe
@spoken
def wall(request: HttpRequest, slug: str) -> HttpResponse:
    """The same for a room: read from the back row, and left alone for hours."""
    reading = live.look(access.open_to_all(slug))
    drive = reading.drive
    context = _shown(request, reading) | {
        "code": qr.of(_address(drive, by=codes.of_wall(drive.pk))),
        "screen": drive.screen,
        "short": _address(drive).removeprefix("https://").removeprefix("http://").rstrip("/"),
    }
    return page(request, "site/drive_wall.html", context)


@public("the token came with a gift, and shows a link to share")
@require_safe
@secret
@spoken
def mine(request: HttpRequest, slug: str, token: str) -> HttpResponse:
    """“Bring one more”: the personal link of somebody who gives, there before their money is."""
    drive = access.open_to_all(slug)
    payment = gifts.payment(token)
    if payment is None or payment.purpose != drive.purpose:
        raise NotFound
    address = _address(drive, by=codes.of_payment(payment.pk))
    context = {
        "title": _("Bring one more"),
        "drive": drive,
        "address": address,
        "qr": qr.of(address),
        "arrived": payment.paid,
    }
    return page(request, "site/drive_mine.html", context)


@public(_OPEN)
@csrf_exempt
@require_POST
def visits(request: HttpRequest, slug: str) -> HttpResponse:
    """Count that somebody came through a link; said by the page’s script, kept as a bare number."""
    access.open_to_all(slug)
    if not crowded(request, "drive-visit"):
        actions.count_visit(code=request.POST.get("by", "")[:32])
    return HttpResponse(status=204)


def _form(request: HttpRequest, drive: Drive) -> GiveForm | None:
    """The form of giving, with the way somebody came by; nothing where one cannot give."""
    cause = causes.cause(drive.purpose)
    channel = request.GET.get("via", "")
    if cause is None or not cause.open:
        return None
    return fresh(
        cause,
        relay=codes.plain(request.GET.get("by", "")),
        channel=channel if _CHANNEL.fullmatch(channel) else "",
    )


def _shown(request: HttpRequest, reading: live.Reading) -> dict[str, Any]:
    drive = reading.drive
    chosen = chosen_language(request)
    stream = reverse("site:drive-events", args=[drive.slug])
    return {
        "title": driving.title(reading),
        "drive": drive,
        "state": reading.state,
        "told": driving.figures(reading),
        "marks": driving.marks(reading),
        "gifts": driving.gifts(reading),
        "children": _children(reading),
        "late": driving.is_late(reading, clock.now()),
        "goal": driving.money(drive.goal.minor, reading),
        "each": driving.money(drive.each_minor, reading),
        "stream": f"{stream}?language={chosen}" if chosen else stream,
    }


def _children(reading: live.Reading) -> list[dict[str, Any]]:
    told = driving.figures(reading)
    return [
        {
            "drive": one,
            "money": told[f"child-{one.pk}"],
            "width": told[f"child-{one.pk}-width"],
        }
        for one, _part in reading.children
    ]


def _address(drive: Drive, by: str = "") -> str:
    path = reverse("site:drive", args=[drive.slug])
    return f"{settings.MUSTER_SITE_URL}{path}" + (f"?by={by}" if by else "")
