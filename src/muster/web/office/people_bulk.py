"""What is done to several people of the list at once: tags on and off, an audience of them, a file of them.

Each is one action with one entry of the log, for at most so many people, all within the reader’s regions.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from muster.kit import clock
from muster.kit.errors import Refused
from muster.kit.sheets import whole
from muster.people import access, actions, queries
from muster.people.purposes import CHANNEL_WORDS, PURPOSES
from muster.web import words
from muster.web.gate import StaffRequest, may
from muster.web.office import people_columns, people_list

if TYPE_CHECKING:
    from muster.people.queries import Filters, PersonQuerySet

MOST: Final = actions.MOST_TAGGED
UNDO: Final = "people_undo"
_WHILE: Final = timedelta(hours=1)


@may("people.edit")
@require_POST
def tags(request: StaffRequest) -> HttpResponse:
    """Put a tag on those chosen."""
    return _tagged(request, "tag")


@may("people.edit")
@require_POST
def tag_removals(request: StaffRequest) -> HttpResponse:
    """Take a tag off those chosen."""
    return _tagged(request, "untag")


@may("people.edit")
@require_POST
def undoing(request: StaffRequest) -> HttpResponse:
    """Take the last tagging back, exactly."""
    last = offered(request, drop=True)
    if last is None:
        messages.error(request, _("There is nothing left to undo."))
    else:
        undo = actions.undo_tag if last["verb"] == "tag" else actions.undo_untag
        at = datetime.fromisoformat(last["at"])
        count = undo(value=last["tag"], at=at, by=request.staff)
        said = ngettext(
            "Undone for %(n)s person.", "Undone for %(n)s people.", count
        )  # fmt: skip
        messages.success(request, said % {"n": words.number(count)})
    return _back(request)


@may("audiences.edit")
@require_POST
def audience(request: StaffRequest) -> HttpResponse:
    """Open the filters of the list as the draft of an audience; nothing is saved yet."""
    filters = people_list.filters(request.POST)
    draft = _draft(filters)
    if draft is None or "all" not in request.POST:
        words_ = _(
            "Tag those you chose; an audience then asks for the tag. Filters alone open as they are."
        )
        messages.error(request, words_)
        return _back(request)
    asked = {"draft": json.dumps(draft, ensure_ascii=False, separators=(",", ":"))}
    return HttpResponseRedirect(f"{reverse('office:audience-new')}?{urlencode(asked)}")


@may("people.export")
@require_POST
def file(request: StaffRequest) -> HttpResponse:
    """Hand out those chosen as a file with the columns of the list; the log says so."""
    filters, columns = people_list.filters(request.POST), people_columns.chosen(request.POST)
    found = _chosen(request, filters).order_by("sort_key", "id").select_related("region")
    people = list(found[: actions.MOST_LISTED + 1])
    if not people:
        return _nobody(request)
    try:
        actions.hand_out_list(
            count=len(people),
            said=people_list.in_words(filters, request.staff),
            columns=",".join(columns),
            by=request.staff,
        )
    except Refused as refused:
        messages.error(request, refused.message)
        return _back(request)
    head = [_("Number"), _("Name"), *people_columns.heads(columns)]
    kind = "text/csv; charset=utf-8"
    response = HttpResponse(whole(head, people_columns.lines(people, columns)), content_type=kind)
    response["Content-Disposition"] = 'attachment; filename="people.csv"'
    response["Cache-Control"] = "no-store"
    return response


@may("people.view")
@require_POST
def views(request: StaffRequest) -> HttpResponse:
    """Keep the filters and columns of the list under a name."""
    # Read and written anew, so that only filters and columns we know are kept, and no words of a search.
    filters = people_list.filters(request.POST)
    query = people_list.query(_unnamed(filters), people_columns.chosen(request.POST))
    try:
        made = actions.keep_view(
            name=request.POST.get("name", ""),
            query=query.removeprefix("?"),
            shared="shared" in request.POST,
            by=request.staff,
        )
    except Refused as refused:
        messages.error(request, refused.message)
        return _back(request)
    messages.success(request, _("The view “%(name)s” is kept.") % {"name": made.name})
    return HttpResponseRedirect(reverse("office:people") + query)


@may("people.view")
@require_POST
def view_removal(request: StaffRequest, number: int) -> HttpResponse:
    """Let go of one’s own view."""
    view = access.view(number, by=request.staff)
    actions.drop_view(view=view, by=request.staff)
    messages.success(request, _("The view is gone; the people are not."))
    return HttpResponseRedirect(reverse("office:people"))


def offered(request: StaffRequest, *, drop: bool = False) -> dict[str, Any] | None:
    """The last tagging of this session that may still be undone."""
    last = request.session.get(UNDO)
    if not isinstance(last, dict):
        return None
    if drop:
        del request.session[UNDO]
    fresh = datetime.fromisoformat(last["at"]) > clock.now() - _WHILE
    return last if fresh else None


def _tagged(request: StaffRequest, verb: str) -> HttpResponse:
    filters = people_list.filters(request.POST)
    chosen = list(_chosen(request, filters).values_list("id", flat=True)[: MOST + 1])
    if not chosen:
        return _nobody(request)
    change, at = (actions.tag if verb == "tag" else actions.untag), clock.now()
    tag = " ".join(request.POST.get("word", "").split())
    try:
        count = change(people=chosen, value=tag, by=request.staff, at=at)
    except Refused as refused:
        messages.error(request, refused.message)
        return _back(request)
    if count:
        request.session[UNDO] = {"verb": verb, "tag": tag, "at": at.isoformat(), "count": count}
    else:
        messages.success(request, _("Nothing changed: they were as you want them already."))
    return _back(request)


def _chosen(request: StaffRequest, filters: Filters) -> PersonQuerySet:
    """Those ticked, or all who fit the filters; never anybody outside the reader’s regions."""
    if "all" in request.POST:
        return queries.matching(filters, request.staff.scope)
    numbers = [int(one) for one in request.POST.getlist("who") if one.isdecimal() and len(one) < 19]
    everybody = queries.matching(queries.Filters(), request.staff.scope)
    return everybody.filter(id__in=numbers[: MOST + 1])


def _draft(filters: Filters) -> dict[str, Any] | None:
    """The filters as conditions; a search by name is no condition."""
    if filters.text or not filters.any:
        return None
    items: list[dict[str, Any]] = []
    if filters.region:
        items.append({"is": "lives", "regions": [filters.region]})
    if filters.tag:
        items.append({"is": "has", "trait": "tag", "value": filters.tag})
    if filters.consent == "no":
        items.append({"none": _yeses()})
    elif filters.consent:
        channel, _colon, purpose = filters.consent.partition(":")
        items.append({"is": "said_yes", "channel": channel, "purpose": purpose})
    return {"all": items}


def _yeses() -> list[dict[str, Any]]:
    return [
        {"is": "said_yes", "channel": channel, "purpose": purpose}
        for channel in CHANNEL_WORDS
        for purpose in PURPOSES
    ]


def _unnamed(filters: Filters) -> Filters:
    return queries.Filters(region=filters.region, consent=filters.consent, tag=filters.tag)


def _nobody(request: StaffRequest) -> HttpResponse:
    messages.error(request, _("Choose at least one person first."))
    return _back(request)


def _back(request: StaffRequest) -> HttpResponse:
    columns: Sequence[str] = people_columns.chosen(request.POST)
    query = people_list.query(people_list.filters(request.POST), columns)
    return HttpResponseRedirect(reverse("office:people") + query)


urlpatterns = [
    path("people/tags/", tags, name="people-tags"),
    path("people/tags/removals/", tag_removals, name="people-tag-removals"),
    path("people/tags/undoing/", undoing, name="people-tags-undoing"),
    path("people/audience/", audience, name="people-audience"),
    path("people/file/", file, name="people-file"),
    path("people/views/", views, name="people-views"),
    path("people/views/<int:number>/removal/", view_removal, name="people-view-removal"),
]
