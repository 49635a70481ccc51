"""Alarms: which stand, what each was raised on, and what we owe those who are heard by most.

Every domain is asked for its own part; the page only puts them beside each other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from muster.accounts import queries as accounts
from muster.kit import clock
from muster.kit.errors import Refused
from muster.listening import access, alarms
from muster.listening.actions import alarms as actions
from muster.web import frame
from muster.web.gate import may
from muster.web.office import alarm_chart, alarm_words
from muster.web.office.inbox.said import link
from muster.web.words import number

if TYPE_CHECKING:
    from django.http import HttpResponse

    from muster.listening.models import Alarm
    from muster.web.gate import StaffRequest


class DismissalForm(forms.Form):
    """Why it is no alarm."""

    why = forms.CharField(
        label=gettext_lazy("Why it is no alarm"),
        help_text=gettext_lazy("Colleagues read it when the next one rises."),
        max_length=actions.LONGEST,
        error_messages={"required": gettext_lazy("Write why this is no alarm.")},
    )


@may("listening.view")
@require_safe
def index(request: StaffRequest) -> HttpResponse:
    """Every alarm, the latest first."""
    found = alarms.for_list(by=request.staff)
    open_ = sum(one.standing for one in found)
    words = ngettext("%(n)s alarm stands", "%(n)s alarms stand", open_)
    context = {
        "title": words % {"n": number(open_)} if open_ else _("No alarm stands"),
        "alarms": [(one, alarm_words.state(one), alarm_words.signs(one)) for one in found],
    }
    return frame.page(request, "office/listening/alarms.html", context)


@may("listening.view")
@require_safe
def show(request: StaffRequest, alarm_id: int) -> HttpResponse:
    """One alarm with all it was raised on."""
    return _page(request, access.alarm(alarm_id, by=request.staff))


@may("alarms.receive")
@require_POST
def dismissal(request: StaffRequest, alarm_id: int) -> HttpResponse:
    """Say that it is none, and why."""
    alarm = access.alarm(alarm_id, by=request.staff)
    form = DismissalForm(request.POST)
    if not form.is_valid():
        return _page(request, alarm, form=form, status=422)
    try:
        actions.dismiss(alarm=alarm, **form.cleaned_data, by=request.staff, at=clock.now())
    except Refused as refused:
        return _page(request, alarm, form=form, words=refused.message, status=refused.status)
    messages.success(request, _("Dismissed. This storm is told again only if it becomes graver."))
    return HttpResponseRedirect(reverse("office:alarm", args=[alarm.pk]))


def _page(
    request: StaffRequest,
    alarm: Alarm,
    *,
    form: DismissalForm | None = None,
    words: str = "",
    status: int = 200,
) -> HttpResponse:
    steps = alarms.evidence_of(alarm)
    found = alarms.latest_found(steps)
    posts = access.posts([*found.get("posts", []), *found.get("authors", [])], by=request.staff)
    context: dict[str, Any] = {
        "title": alarm_words.title(alarm, found),
        "alarm": alarm,
        "state": alarm_words.state(alarm),
        "signs": alarm_words.told(found),
        "known": [one["words"] for one in found.get("known", [])],
        "chart": alarm_chart.chart(alarms.curve(alarm, at=clock.now()), alarm),
        "companions": alarm_words.companions(found),
        "posts": [posts[one] for one in found.get("posts", []) if one in posts],
        "authors": [
            alarm_words.author(posts[one], by=request.staff)
            for one in found.get("authors", [])
            if one in posts
        ],
        "followers": alarm_words.followers(found),
        "steps": _steps(steps),
        "form": form or DismissalForm(),
        "refused": words,
        "may_decide": request.staff.may("alarms.receive") and alarm.standing,
        "room": link("office:crisis-room", alarm.room) if alarm.room else "",
        "open_room": link("office:crisis-from-alarm", alarm.pk)
        if alarm.handed_at is None and request.staff.may("crisis.lead")
        else "",
    }
    return frame.page(request, "office/listening/alarm.html", context, status=status)


def _steps(steps: list[Any]) -> list[dict[str, Any]]:
    """When it rose and grew, and who was told."""
    names = accounts.names_of({f"staff:{one}" for step in steps for one in step.told})
    return [
        {
            "at": step.at,
            "grave": alarm_words.GRAVE[step.severity],
            "told": [names[f"staff:{one}"] for one in step.told if f"staff:{one}" in names],
        }
        for step in steps
    ]


urlpatterns = [
    path("listening/alarms/", index, name="alarms"),
    path("listening/alarms/<int:alarm_id>/", show, name="alarm"),
    path("listening/alarms/<int:alarm_id>/dismissal/", dismissal, name="alarm-dismissal"),
]
