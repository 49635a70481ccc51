"""Phone calls for staff: write one down with the person, and see those of a day."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from muster.accounts import queries as accounts
from muster.kit import clock
from muster.kit.errors import Refused
from muster.people import access, actions, calls, provenance
from muster.people import queries as people
from muster.sources.kinds.calls import listing
from muster.web import frame
from muster.web.gate import StaffRequest, may
from muster.web.office.import_forms import Blaming
from muster.web.words import number as grouped

if TYPE_CHECKING:
    from muster.people.models import Person

PER_PAGE: Final = 50
SHOWN_DAYS: Final = 30
_MOMENT: Final = "%Y-%m-%dT%H:%M"


class CallForm(Blaming):
    """One call, as the member of staff tells it."""

    key = forms.TypedChoiceField(label=gettext_lazy("Telephone number"), coerce=int)
    direction = forms.ChoiceField(
        label=gettext_lazy("Who called?"),
        choices=list(calls.DIRECTIONS.items()),
        widget=forms.RadioSelect,
        initial="out",
    )
    at = forms.DateTimeField(
        label=gettext_lazy("When?"),
        input_formats=[_MOMENT],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_MOMENT),
        error_messages={"invalid": gettext_lazy("Give the day and the time of the call.")},
    )
    outcome = forms.ChoiceField(
        label=gettext_lazy("How did it end?"),
        choices=list(calls.OUTCOMES.items()),
        widget=forms.RadioSelect,
        initial="talked",
    )
    minutes = forms.IntegerField(
        label=gettext_lazy("Minutes"), required=False, min_value=0, max_value=calls.LONGEST
    )
    topic = forms.CharField(
        label=gettext_lazy("What was it about?"),
        required=False,
        max_length=calls.TOPIC_LIMIT,
        help_text=gettext_lazy("The script or the subject, not the person: others see it too."),
    )
    wants = forms.ChoiceField(
        label=gettext_lazy("What do they want?"),
        choices=list(calls.WANTS.items()),
        widget=forms.RadioSelect,
        required=False,
    )
    note = forms.CharField(
        label=gettext_lazy("A note for colleagues"),
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class FindForm(forms.Form):
    """By day, by who wrote it down, by how it ended."""

    day = forms.DateField(required=False)
    staff = forms.RegexField(r"^\d{1,9}$", required=False)
    outcome = forms.ChoiceField(
        required=False, choices=[("", gettext_lazy("Any")), *calls.OUTCOMES.items()]
    )


@may("people.view")
def listed(request: StaffRequest) -> HttpResponse:
    form = FindForm(request.GET)
    form.is_valid()
    asked: dict[str, Any] = {name: form.cleaned_data.get(name) or "" for name in form.fields}
    since, until = _days(asked["day"])
    facts = listing.found(
        request.staff.scope,
        since=since,
        until=until,
        actor=f"staff:{asked['staff']}" if asked["staff"] else "",
        outcome=asked["outcome"],
    )
    page = Paginator(facts, PER_PAGE).get_page(request.GET.get("page"))
    names = {one.actor: one.name for one in accounts.everyone()}
    chosen = {name: value for name, value in asked.items() if value}
    context = {
        "title": _title(page.paginator.count, narrowed=bool(chosen)),
        "calls": [
            (call, names.get(call.actor) or provenance.in_words(call.actor))
            for call in listing.told(list(page))
        ],
        "page": page,
        "asked": asked,
        "brings": request.staff.may("people.import"),
        "day": asked["day"].isoformat() if asked["day"] else "",
        "outcomes": calls.OUTCOMES.items(),
        "colleagues": [(actor.partition(":")[2], name) for actor, name in names.items()],
        "query": "&" + urlencode(chosen) if chosen else "",
    }
    return frame.page(request, "office/calls/list.html", context)


@may("people.edit")
def new(request: StaffRequest, number: int) -> HttpResponse:
    who = access.person(number, by=request.staff)
    form = _form(request, who)
    refused = ""
    if request.method == "POST" and form.is_valid():
        told = {**form.cleaned_data, "minutes": form.cleaned_data["minutes"] or 0}
        try:
            actions.log_call(person=who, key_id=told.pop("key"), by=request.staff, **told)
        except Refused as problem:
            refused = form.blame(problem)
        else:
            messages.success(request, _("The call stands with the person."))
            return HttpResponseRedirect(reverse("office:person", args=[number]) + "#happened")
    context = {"title": _("A call"), "person": who, "form": form, "refused": refused}
    status = 422 if request.method == "POST" else 200
    return frame.page(request, "office/calls/new.html", context, status=status)


def _form(request: StaffRequest, who: Person) -> CallForm:
    form = CallForm(request.POST or None, initial={"at": timezone.localtime(clock.now())})
    key: Any = form.fields["key"]
    key.choices = [(one.pk, one.value) for one in people.keys_of(who) if one.kind == "phone"]
    return form


def _days(day: Any) -> tuple[datetime, datetime]:
    """The moments a chosen day begins and ends; without one, the last thirty days."""
    if not day or not 1990 <= day.year <= 2999:
        now = clock.now()
        return now - timedelta(days=SHOWN_DAYS), now + timedelta(days=1)
    begins = timezone.make_aware(datetime.combine(day, time.min))
    return begins, begins + timedelta(days=1)


def _title(count: int, *, narrowed: bool) -> str:
    if narrowed:
        words = ngettext("%(count)s call fits", "%(count)s calls fit", count)
    elif count:
        words = ngettext("%(count)s call in thirty days", "%(count)s calls in thirty days", count)
    else:
        return _("No call was written down in thirty days")
    return words % {"count": grouped(count)}


urlpatterns = [
    path("calls/", listed, name="calls"),
    path("people/<int:number>/calls/new/", new, name="person-call"),
]
