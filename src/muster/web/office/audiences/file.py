"""The people of an audience as a file, for those who may export; the log says who took what, and how many."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_POST

from muster.audiences import access, listing, lookup, queries, sentence
from muster.kit.errors import Refused
from muster.kit.sheets import whole
from muster.people import actions
from muster.people import queries as people
from muster.web.gate import may
from muster.web.office import people_columns

if TYPE_CHECKING:
    from muster.audiences.models import Audience
    from muster.web.gate import StaffRequest

COLUMNS: Final = tuple(people_columns.COLUMNS)


@may("people.export")
@require_POST
def file(request: StaffRequest, number: int) -> HttpResponse:
    """Hand out everybody who fits and may be seen, by number, with every column there is."""
    audience = access.audience(number, by=request.staff)
    definition = queries.definition_of(audience)
    world = lookup.world([definition])
    found = listing.members(
        definition, request.staff.scope, most=actions.MOST_LISTED + 1, world=world
    )
    if not found:
        messages.error(request, gettext("Nobody you may see is in it, so there is no file."))
        return _back(audience)
    try:
        said = sentence.in_words(definition, (get_language() or "en").split("-")[0], world)
        actions.hand_out_list(
            count=len(found),
            said=f"{audience.name}: {said}",
            columns=",".join(COLUMNS),
            by=request.staff,
        )
    except Refused as refused:
        messages.error(request, refused.message)
        return _back(audience)
    return _sheet(audience, found, request)


def _sheet(audience: Audience, found: list[int], request: StaffRequest) -> HttpResponse:
    head = [gettext("Number"), gettext("Name"), *people_columns.heads(COLUMNS)]
    rows = people_columns.lines(people.numbered(found, request.staff.scope), COLUMNS)
    response = HttpResponse(whole(head, rows), content_type="text/csv; charset=utf-8")
    name = slugify(audience.name) or f"audience-{audience.pk}"
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    response["Cache-Control"] = "no-store"
    return response


def _back(audience: Audience) -> HttpResponse:
    return HttpResponseRedirect(reverse("office:audience", args=[audience.pk]) + "#file")
