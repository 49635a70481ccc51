"""What we promise whoever writes to us, queue by queue, and who is told when a promise runs out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from muster.inbox import actions, hours, house, ladder
from muster.kit import clock
from muster.kit.errors import NotFound
from muster.web import frame
from muster.web.gate import may
from muster.web.office.inbox.promises_form import LadderForm, QueueForm
from muster.web.office.inbox.times_charts import brief, weekday

if TYPE_CHECKING:
    from django.http import HttpResponse

    from muster.inbox.models import Rules, Team
    from muster.web.gate import StaffRequest


@may("inbox.view")
@require_safe
def promises(request: StaffRequest) -> HttpResponse:
    """What holds, and the forms to change it for those who may."""
    return _page(request)


@may("settings.manage")
@require_POST
def queue(request: StaffRequest) -> HttpResponse:
    """Keep what one queue promises."""
    team = _team(request.POST.get("team", ""))
    form = QueueForm(request.POST, rules=house.rules(), team=team)
    if not form.is_valid():
        return _page(request, form=form, team=team, status=422)
    actions.set_promise(
        team=team,
        promise_minutes=form.minutes("answer"),
        resolve_minutes=form.minutes("resolve"),
        hours=form.hours,
        as_the_house=form.cleaned_data["counting"] == "house",
        by=request.staff,
        at=clock.now(),
    )
    messages.success(request, _("Kept. Whoever waits already keeps what they were promised."))
    return HttpResponseRedirect(
        reverse("office:inbox-promises") + (f"?team={team.pk}" if team else "")
    )


@may("settings.manage")
@require_POST
def rungs(request: StaffRequest) -> HttpResponse:
    """Keep the ladder."""
    held = house.rules()
    form = LadderForm(request.POST, steps=ladder.read(held.ladder), factors=held.factors)
    if not form.is_valid():
        return _page(request, ladder_form=form, status=422)
    actions.set_ladder(steps=form.steps(), factors=form.factors(), by=request.staff, at=clock.now())
    messages.success(request, _("Kept. It holds from the next minute on."))
    return HttpResponseRedirect(reverse("office:inbox-promises"))


def _page(
    request: StaffRequest,
    *,
    form: QueueForm | None = None,
    ladder_form: LadderForm | None = None,
    team: Team | None = None,
    status: int = 200,
) -> HttpResponse:
    held = house.rules()
    chosen = team or _team(request.GET.get("team", ""))
    steps = ladder.read(held.ladder)
    context = {
        "title": _("We answer within %(span)s") % {"span": brief(held.promise_minutes * 60)},
        "queues": [_row(None, held), *(_row(one, held) for one in house.teams())],
        "team": chosen,
        "changes": request.staff.may("settings.manage"),
        "queue_form": form or QueueForm(None, rules=held, team=chosen),
        "ladder_form": ladder_form or LadderForm(None, steps=steps, factors=held.factors),
        # The summary of errors names those of whichever form was sent.
        "form": form or ladder_form,
    }
    return frame.page(request, "office/inbox/promises.html", context, status=status)


def _team(number: str) -> Team | None:
    """The team an address names; none for the house, and what is no team is not there."""
    if not number:
        return None
    found = (
        house.team(int(number))
        if number.isascii() and number.isdigit() and len(number) < 10
        else None
    )
    if found is None:
        raise NotFound
    return found


def _row(team: Team | None, rules: Rules) -> dict[str, Any]:
    row = team or rules
    as_house = _("as the house")
    own = hours.read(rules.hours if team is None else team.hours or {})
    if team is not None and team.hours is None:
        counting = as_house
    elif own is None:
        counting = _("All hours of all days")
    else:
        days = (
            f"{weekday(day)} {hours.spelt(found)}" for day, found in enumerate(own.week, 1) if found
        )
        counting = f"{'; '.join(days)} ({own.zone})"
    return {
        "team": team,
        "name": team.name if team else _("The house"),
        "answer": brief(row.promise_minutes * 60) if row.promise_minutes else as_house,
        "resolve": brief(row.resolve_minutes * 60) if row.resolve_minutes else as_house,
        "counting": counting,
    }
