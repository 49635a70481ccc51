"""Saved audiences: the list, one of them with its figures, and putting one away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language, gettext, ngettext
from django.views.decorators.http import require_POST, require_safe

from muster.audiences import access, actions, lookup, queries, sentence
from muster.audiences.definition import text
from muster.kit.errors import Refused
from muster.people.actions import MOST_LISTED
from muster.web import frame, words
from muster.web.gate import may
from muster.web.office.audiences import changes, growth, uses
from muster.web.office.audiences.figures import CHANNELS, figures

if TYPE_CHECKING:
    from django.http import HttpResponse

    from muster.audiences.models import Audience
    from muster.web.gate import StaffRequest

PAGE = 20


@may("audiences.view")
@require_safe
def index(request: StaffRequest) -> HttpResponse:
    """Every saved audience with its sentence, size and uses."""
    found = access.audiences(by=request.staff).for_list()
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    rows = _rows(list(page.object_list), request)
    total = page.paginator.count
    title = ngettext("{n} audience is saved", "{n} audiences are saved", total)
    context = {
        "title": title.format(n=words.number(total))
        if total
        else gettext("No audience is saved yet"),
        "rows": rows,
        "page": page,
    }
    return frame.page(request, "office/audiences/list.html", context)


@may("audiences.view")
@require_safe
def show(request: StaffRequest, number: int) -> HttpResponse:
    """One audience: who, how many, where, who is left out, ten of them, its history."""
    audience = access.audience(number, by=request.staff)
    return _show(request, audience)


@may("audiences.edit")
@require_POST
def removal(request: StaffRequest, number: int) -> HttpResponse:
    """Put an audience away."""
    audience = access.audience(number, by=request.staff)
    try:
        actions.retire(audience=audience, by=request.staff)
    except Refused as error:
        return _show(request, audience, refused=error.message, status=error.status)
    return HttpResponseRedirect(reverse("office:audiences"))


def _show(
    request: StaffRequest, audience: Audience, *, refused: str = "", status: int = 200
) -> HttpResponse:
    definition = queries.definition_of(audience)
    draw = _whole(request.GET.get("draw"))
    shown = figures(definition, request.staff, draw=draw)
    context = {
        "title": audience.name,
        "audience": audience,
        "figures": shown,
        "text": text.write(definition),
        "most": max((count for _name, count in shown.regions), default=0),
        "examples": _examples(definition, shown, draw),
        "next_draw": draw + 1,
        "growth": growth.of(audience, request.staff, shown.fit),
        "uses": uses.lines([audience.pk])[audience.pk],
        "history": changes.of(audience),
        "refused": refused,
        "most_listed": MOST_LISTED,
    }
    return frame.page(request, "office/audiences/show.html", context, status=status)


def _rows(audiences: list[Audience], request: StaffRequest) -> list[dict[str, Any]]:
    language = _language()
    definitions = {one.pk: queries.definition_of(one) for one in audiences}
    world = lookup.world(definitions.values(), language=language)
    sizes = queries.sizes(definitions, request.staff.scope, world=world)
    used = uses.lines(list(definitions))
    return [
        {
            "audience": one,
            "sentence": sentence.in_parts(definitions[one.pk], language, world),
            "size": sizes[one.pk],
            "uses": used[one.pk],
        }
        for one in audiences
    ]


def _examples(definition: Any, shown: Any, draw: int) -> list[dict[str, Any]]:
    found = queries.introduced(shown.drawn, definition, draw=draw)
    names = queries.region_names({one.region for one in found if one.region}, _language())
    return [
        {
            "person": one,
            "region": names.get(one.region or "", one.country),
            "channels": ", ".join(str(CHANNELS[name]) for name in one.channels if name in CHANNELS),
        }
        for one in found
    ]


def _whole(said: str | None) -> int:
    return int(said) if said and said.isascii() and said.isdigit() and len(said) < 7 else 0


def _language() -> str:
    return (get_language() or "en").split("-")[0]
