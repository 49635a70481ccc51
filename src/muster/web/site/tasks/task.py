"""One task: what it is, its times, and one button. A time is never chosen for somebody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.http import HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from muster.kit import actors, clock
from muster.kit.errors import Refused
from muster.volunteering import access, actions, errors, links, queries, standings
from muster.web import helping, members
from muster.web.gate import member, public
from muster.web.site import stamp
from muster.web.site.speech import address, base, page, private, spoken
from muster.web.site.tasks.forms import ComingForm

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from muster.people.models import Person
    from muster.volunteering.models import Shift, SignUp, Task
    from muster.web.gate import MemberRequest

_OPEN: Final = "anyone may read what a task is; a task names nobody"


@public(_OPEN)
@require_safe
@private
@spoken
def show(request: HttpRequest, slug: str) -> HttpResponse:
    """The page; somebody who is signed in sees what they have already."""
    person: Person | None = request.person if members.signed_in(request) else None  # type: ignore[attr-defined]
    task = access.open_to_all(slug)
    initial = {"stamp": stamp.make(ComingForm.form_name)}
    # Who looks at a task of a country most likely lives there.
    form = ComingForm(initial=initial | ({"country": task.country} if task.country else {}))
    return shown(request, task, person=person, form=form)


@member
@require_POST
@private
@spoken
def take(request: MemberRequest, slug: str) -> HttpResponse:
    """Take a place. One that went meanwhile is said so, and the others are offered."""
    task = access.open_to_all(slug)
    number, wait = chosen(request.POST.get("shift", ""))
    if not number:
        words = _("Choose a time first.")
        return shown(request, task, person=request.person, refused=words, status=422)
    shift = access.open_shift(number, task)
    how = "friend" if request.POST.get("friend") else "asked"
    try:
        sign_up = actions.take(
            shift=shift,
            key=request.key,
            how=how,
            by=actors.person(request.person.pk),
            at=clock.now(),
            wait=wait,
        )
    except errors.ShiftFull:
        words = _("That place was just taken. Choose another time, or wait for a place.")
        return shown(request, task, person=request.person, refused=words, status=409)
    except Refused as problem:
        return shown(
            request, task, person=request.person, refused=problem.message, status=problem.status
        )
    done = "in" if sign_up.is_in else "waiting"
    there = address(request, "my-shifts")
    return HttpResponseRedirect(f"{there}{'&' if '?' in there else '?'}done={done}")


def chosen(said: str) -> tuple[int, bool]:
    """Which shift was chosen, and whether to wait for it: “12” or “12-wait”."""
    number, _dash, wait = said.partition("-")
    if not (number.isascii() and number.isdecimal()) or len(number) > 15:
        return 0, False
    return int(number), wait == "wait"


def shown(
    request: HttpRequest,
    task: Task,
    *,
    person: Person | None,
    form: ComingForm | None = None,
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    """The page of a task, with whatever has to be said first."""
    shifts = queries.shifts_to_take(task, at=clock.now())
    own = queries.own_places(person, task) if person else {}
    needs = list(task.needs.all())
    lacking = standings.lacking(person.pk, needs) if person else set()
    missing = [need for need in needs if (need.skill_id, need.proved) in lacking]
    asked = request.GET.get("shift", "") or request.POST.get("shift", "")
    context: dict[str, Any] = {
        "nav": "tasks",
        "base": base(person),
        "task": task,
        "person": person,
        "effort": helping.effort(task.minutes),
        "access": helping.access(task.access),
        "needs": helping.needs(needs),
        "missing": helping.needs(missing),
        "times": [_time(shift, task, own.get(shift.pk), asked) for shift in shifts],
        "form": form,
        "refused": refused,
        "share": f"{links.task_url(task.slug)}?friend=1",
        "friend": bool(request.GET.get("friend") or request.POST.get("friend")),
    }
    return page(request, "site/tasks/task.html", context, status=status)


def _time(shift: Shift, task: Task, own: SignUp | None, asked: str) -> dict[str, Any]:
    shift.task = task
    value = f"{shift.pk}-wait" if shift.is_full else str(shift.pk)
    return {
        "value": value,
        "when": helping.when(shift),
        "places": helping.places(shift.free),
        "full": shift.is_full,
        "off": shift.called_off_at is not None,
        "why": shift.call_off_reason,
        "own": own,
        # Chosen by themselves before they came in by their mail; never by us.
        "checked": asked in {value, str(shift.pk)},
    }
