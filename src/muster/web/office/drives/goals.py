"""Milestones and matches of a drive: added and taken back from its control room."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from muster.drives import access, actions
from muster.kit import clock
from muster.kit.errors import Refused
from muster.kit.money import Money
from muster.web.gate import may

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse

    from muster.drives.models import Drive
    from muster.web.gate import StaffRequest

MOST = 10**12


@may("drives.run")
@require_POST
def milestones(request: StaffRequest, number: int) -> HttpResponse:
    """Name what an amount pays for."""
    drive = access.drive(number, by=request.staff)
    minor, words = _money(request, drive), request.POST.get("words", "")
    return _done(
        request,
        drive,
        partial(actions.add_milestone, drive=drive, minor=minor, words=words) if minor else None,
        _("The milestone is kept."),
    )


@may("drives.run")
@require_POST
def milestone_removal(request: StaffRequest, number: int, milestone: int) -> HttpResponse:
    """Take one back."""
    drive = access.drive(number, by=request.staff)
    found = access.milestone(milestone, drive)
    return _done(
        request,
        drive,
        partial(actions.drop_milestone, milestone=found),
        _("The milestone is gone."),
    )


@may("drives.run")
@require_POST
def matches(request: StaffRequest, number: int) -> HttpResponse:
    """Somebody adds so much once so many have given."""
    drive = access.drive(number, by=request.staff)
    minor, name, giver = _money(request, drive), request.POST.get("name", ""), _giver(request)
    whole = minor and giver and name.strip()
    add = partial(actions.add_match, drive=drive, name=name, minor=minor, giver=giver)
    return _done(
        request,
        drive,
        add if whole else None,
        _("The promise is kept."),
    )


@may("drives.run")
@require_POST
def match_removal(request: StaffRequest, number: int, match: int) -> HttpResponse:
    """Take one back."""
    drive = access.drive(number, by=request.staff)
    found = access.match(match, drive)
    return _done(
        request,
        drive,
        partial(actions.drop_match, match=found),
        _("The promise is gone."),
    )


def _money(request: StaffRequest, drive: Drive) -> int:
    """What was written, in minor units; nought where it is no amount."""
    try:
        minor = Money.parse(request.POST.get("amount", "")[:30], drive.currency).minor
    except ValueError:
        return 0
    return minor if 0 < minor <= MOST else 0


def _giver(request: StaffRequest) -> int:
    asked = request.POST.get("giver", "")
    return int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 8 else 0


def _done(
    request: StaffRequest, drive: Drive, do: Callable[..., object] | None, words: str
) -> HttpResponse:
    try:
        if do is not None:
            do(by=request.staff, at=clock.now())
            messages.success(request, words)
        else:
            messages.error(
                request, _("Write every field: an amount above nought, a name, a number.")
            )
    except Refused as problem:
        messages.error(request, problem.message)
    return HttpResponseRedirect(reverse("office:drive", args=[drive.pk]) + "#goals")
