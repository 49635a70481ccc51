"""The case library: what others learned, found by its words, read on one page, taken along as Markdown."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from muster.crisis import library
from muster.crisis import markdown as writing
from muster.web import frame
from muster.web.gate import may
from muster.web.words import number

if TYPE_CHECKING:
    from muster.web.gate import StaffRequest

KINDS = {
    "room": ("alert", gettext_lazy("Crisis")),
    "complaint": ("inbox", gettext_lazy("Complaint")),
    "story": ("note", gettext_lazy("Story of others")),
}


@may("crisis.view")
@require_safe
def index(request: StaffRequest) -> HttpResponse:
    """Every case, or those that say some words."""
    words = request.GET.get("words", "")[:100]
    found = library.cases(by=request.staff, words=words)
    context = {
        "title": _title(len(found), words),
        "words": words,
        "cases": [{"case": one, "kind": KINDS[one.kind]} for one in found],
    }
    return frame.page(request, "office/crisis/library.html", context)


@may("crisis.view")
@require_safe
def show(request: StaffRequest, ref: str) -> HttpResponse:
    """One case: what happened, in figures, and what was learned."""
    found = library.case(ref, by=request.staff)
    context = {
        "title": found.title,
        "case": found,
        "kind": KINDS[found.kind],
        "timeline": [_line(one) for one in found.timeline],
    }
    return frame.page(request, "office/crisis/case.html", context)


@may("crisis.view")
@require_safe
def markdown(request: StaffRequest, ref: str) -> HttpResponse:
    """The same case as a file."""
    found = library.case(ref, by=request.staff)
    response = HttpResponse(writing.of(found), content_type="text/markdown; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{found.ref}.md"'
    response["Cache-Control"] = "no-store"
    return response


def _line(one: library.Line) -> dict[str, Any]:
    exact = one.when if isinstance(one.when, datetime) else None
    return {"at": exact, "when": one.when, "who": one.who, "words": one.words, "text": one.text}


def _title(count: int, words: str) -> str:
    if words:
        said = ngettext("%(n)s case says this", "%(n)s cases say this", count)
        return said % {"n": number(count)} if count else _("No case says this")
    return ngettext("%(n)s case to learn from", "%(n)s cases to learn from", count) % {
        "n": number(count)
    }
