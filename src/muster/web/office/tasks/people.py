"""Who comes to a shift, who waits, who gave a place up; and what staff do for each of them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from muster.kit import clock
from muster.kit.errors import NotFound, Refused
from muster.people import keys
from muster.rivalry import actions as rivalry
from muster.rivalry import queries as seasons
from muster.volunteering import access, actions, queries
from muster.web import frame, helping
from muster.web.gate import may
from muster.web.office.tasks.shifts import of_task

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from django.http import HttpResponse

    from muster.people.models import IdentityKey
    from muster.volunteering.models import Shift, SignUp
    from muster.web.gate import StaffRequest

    Act = Callable[[StaffRequest, SignUp, datetime], object]


@may("tasks.view")
@require_safe
def show(request: StaffRequest, number: int, shift: int) -> HttpResponse:
    """The list."""
    found, now = of_task(request, number, shift), clock.now()
    offers = queries.offers_in(found)
    rows = [_row(one, found, now, offered=one.pk in offers) for one in queries.people_of(found)]
    context: dict[str, Any] = {
        "title": helping.when(found),
        "task": found.task,
        "shift": found,
        "off": found.called_off_at is not None,
        "begun": found.starts_at <= now,
        "over": found.ends_at <= now,
        "present": [row for row in rows if row["sign_up"].is_in],
        "line": [row for row in rows if row["sign_up"].waits],
        "gone": [row for row in rows if row["sign_up"].left_at],
    }
    return frame.page(request, "office/tasks/shift.html", context)


@may("tasks.run")
@require_POST
def seat(request: StaffRequest, number: int, shift: int) -> HttpResponse:
    """Put somebody in by their address, as somebody asked on the telephone; in a full shift they wait."""
    found = of_task(request, number, shift)
    try:
        key = _key(request)
        sign_up = actions.take(
            shift=found, key=key, how="staff", by=request.staff, at=clock.now(), wait=True
        )
        done = _("They are in.") if sign_up.is_in else _("They are on the waiting list.")
        messages.success(request, done)
    except Refused as problem:
        messages.error(request, problem.message)
    return _back(number, shift)


@may("tasks.run")
@require_POST
def act(request: StaffRequest, number: int, shift: int, sign_up: int, what: str) -> HttpResponse:
    """Confirm, free the place, offer it, say whether they came, or correct what was said."""
    found = of_task(request, number, shift)
    if what not in ACTS:
        raise NotFound
    row = access.sign_up(sign_up, found)
    try:
        ACTS[what](request, row, clock.now())
        messages.success(request, _("Kept."))
    except Refused as problem:
        messages.error(request, problem.message)
    return _back(number, shift)


def _plain(deed: Callable[..., object]) -> Act:
    """An act that takes one press and no words."""
    return lambda request, sign_up, now: deed(sign_up=sign_up, by=request.staff, at=now)


def _correct(request: StaffRequest, sign_up: SignUp, now: datetime) -> None:
    """Turn a mark into the other; what it had added to a score is counted anew."""
    with transaction.atomic():
        reason = request.POST.get("reason", "")
        actions.correct(sign_up=sign_up, reason=reason, by=request.staff, at=now)
        season = seasons.season()
        if season is not None:
            rivalry.ask(season=season, why="corrected", by=request.staff, at=now)


ACTS: Final[dict[str, Act]] = {
    "confirmation": _plain(actions.confirm),
    "leaving": _plain(actions.leave),
    "offer": _plain(actions.offer_swap),
    "done": _plain(partial(actions.finish, outcome="done")),
    "missed": _plain(partial(actions.finish, outcome="missed")),
    "correction": _correct,
}


def _key(request: StaffRequest) -> IdentityKey:
    """The e-mail key of a person this member of staff may see."""
    try:
        value = keys.normalise("email", request.POST.get("email", ""))
    except keys.NotAKey as problem:
        raise Refused(str(problem)) from problem
    key = queries.key_by_address(value, by=request.staff)
    if key is None:
        raise Refused(_("Nobody in your regions has this address. Add them to people first."))
    return key


def _row(sign_up: SignUp, shift: Shift, now: datetime, *, offered: bool) -> dict[str, Any]:
    seen = sign_up.seen  # type: ignore[attr-defined]
    marked = sign_up.done_at or sign_up.missed_at
    return {
        "sign_up": sign_up,
        "person": seen.person if seen else None,
        "offered": offered,
        "may_mark": shift.starts_at <= now and not marked and shift.called_off_at is None,
        "may_correct": bool(marked) and sign_up.is_in,
        "may_leave": shift.is_coming(now),
    }


def _back(number: int, shift: int) -> HttpResponse:
    return HttpResponseRedirect(reverse("office:task-shift", args=[number, shift]))
