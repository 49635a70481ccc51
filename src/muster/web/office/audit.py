"""The log: who did what, filtered; proof that nobody changed it; and a copy to take away."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from muster.accounts import stepup
from muster.accounts.queries import actors_called, names_of
from muster.audit import queries
from muster.audit.actions import record
from muster.kit import sheets
from muster.kit.text import clean
from muster.web import frame
from muster.web.gate import may
from muster.web.words import number

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from django.db.models import QuerySet

    from muster.audit.models import Entry
    from muster.web.gate import StaffRequest

PAGE = 100
EXPORT = 200_000
DIGEST = 64
HEAD = ("id", "at", "actor", "verb", "subject", "detail", "session", "network")


class FilterForm(forms.Form):
    """What of the log to show; the address of the page holds it."""

    actor = forms.CharField(
        label=gettext_lazy("Who"),
        help_text=gettext_lazy("A name, or system:pump"),
        required=False,
        max_length=80,
    )
    verb = forms.CharField(
        label=gettext_lazy("What"),
        help_text=gettext_lazy("Such as broadcast"),
        required=False,
        max_length=80,
    )
    subject = forms.CharField(
        label=gettext_lazy("To what"),
        help_text=gettext_lazy("Such as broadcast:12"),
        required=False,
        max_length=120,
    )
    since = forms.DateTimeField(
        label=gettext_lazy("From"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    until = forms.DateTimeField(
        label=gettext_lazy("Until before"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )


@may("audit.view")
@require_safe
def log(request: StaffRequest) -> HttpResponse:
    """The log, youngest first, a hundred lines at a time."""
    return frame.page(request, "office/audit/audit.html", _page(request, {"title": _title(None)}))


@may("audit.view")
@require_POST
def verification(request: StaffRequest) -> HttpResponse:
    """Walk the whole chain now and say what was found."""
    found = queries.verify()
    record(
        by=request.staff,
        verb="audit.verified",
        subject="audit:chain",
        ok=found.ok,
        sealed=found.sealed,
    )
    context = {"title": _title(found), "found": found}
    return frame.page(request, "office/audit/audit.html", _page(request, context))


@may("audit.view")
@require_POST
def export(request: StaffRequest) -> HttpResponse:
    """The filtered log as a file for a spreadsheet; taking it is an entry of its own."""
    here = reverse("office:audit")
    form = FilterForm(request.POST)
    if stepup.fresh(request) is None:
        return HttpResponseRedirect(stepup.url(here))
    entries = list(_chosen(form)[:EXPORT])
    record(by=request.staff, verb="audit.exported", subject="audit:log", count=len(entries))
    answer = HttpResponse(
        list(sheets.lines(HEAD, _cells(entries))), content_type="text/csv; charset=utf-8"
    )
    answer["Content-Disposition"] = 'attachment; filename="audit.csv"'
    return answer


def _page(request: StaffRequest, context: dict[str, Any]) -> dict[str, Any]:
    # An address may bring anything; what the form asks for is one clean line each, and links carry only that.
    told = {name: clean(request.GET.get(name, "")) for name in FilterForm.base_fields}
    form = FilterForm(told)
    chosen = _chosen(form)
    before = request.GET.get("before", "")
    if before.isdigit():
        chosen = chosen.filter(id__lt=int(before))
    shown = list(chosen[: PAGE + 1])
    filters = {name: value for name, value in told.items() if value}
    return {
        "form": form,
        "lines": _lines(shown[:PAGE]),
        "older": _older(filters, shown),
        "filters": filters,
        "fresh": stepup.fresh(request),
        **context,
    }


def _chosen(form: FilterForm) -> QuerySet[Entry]:
    if not form.is_valid():
        return queries.entries()
    chosen = dict(form.cleaned_data)
    return queries.entries(actors=actors_called(chosen.pop("actor")), **chosen)


def _older(filters: dict[str, str], shown: list[Entry]) -> str:
    if len(shown) <= PAGE:
        return ""
    return "?" + urlencode(filters | {"before": shown[PAGE - 1].pk})


def _lines(entries: list[Entry]) -> list[dict[str, Any]]:
    names = names_of({entry.actor for entry in entries} | {entry.subject for entry in entries})
    return [
        {
            "entry": entry,
            "actor": names.get(entry.actor, entry.actor),
            "subject": names.get(entry.subject, entry.subject),
            "detail": [(key, _plain(value)) for key, value in sorted(entry.detail.items())],
        }
        for entry in entries
    ]


def _plain(value: object) -> str:
    if isinstance(value, str) and len(value) == DIGEST:
        return f"{value[:12]}…"
    if isinstance(value, list):
        return ", ".join(str(one) for one in value) or "–"
    return json.dumps(value) if isinstance(value, dict) else str(value)


def _cells(entries: Iterable[Entry]) -> Iterator[tuple[object, ...]]:
    for one in entries:
        detail = json.dumps(one.detail, sort_keys=True, ensure_ascii=False)
        yield (
            one.pk,
            one.at.isoformat(),
            one.actor,
            one.verb,
            one.subject,
            detail,
            one.session,
            one.ip_class,
        )


def _title(found: queries.Verified | None) -> str:
    if found is None:
        return _("Everything that was done here, and by whom")
    if found.ok:
        return _("The chain is whole: %(count)s entries, none changed") % {
            "count": number(found.sealed)
        }
    return _("The chain is broken at entry %(entry)s") % {"entry": found.first_bad}


urlpatterns = [
    path("audit/", log, name="audit"),
    path("audit/verification/", verification, name="audit-verification"),
    path("audit/export/", export, name="audit-export"),
]
