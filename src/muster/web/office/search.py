"""Search everywhere: people, broadcasts, conversations, audiences and pages, each asked in its own domain.

A member of staff finds only what they may open, in their own regions; a kind they may not see is absent.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from django.http import HttpResponse, JsonResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from muster.audiences import finding as audiences
from muster.broadcasts import finding as broadcasts
from muster.inbox import finding as inbox
from muster.kit.text import clean
from muster.people import finding as people
from muster.web import frame, words
from muster.web.gate import StaffRequest, each_their_own
from muster.web.office import search_pages
from muster.web.states import look

if TYPE_CHECKING:
    from django.utils.functional import Promise

    from muster.accounts.models import Staff
    from muster.kit.found import Hit

LONGEST: Final = 200
ON_THE_PAGE: Final = 20


class Kind(NamedTuple):
    """One kind of thing that can be found, where it is opened and who may see it at all."""

    title: str | Promise
    icon: str
    permission: str
    page: str
    search: Callable[..., list[Hit]]
    unnamed: str | Promise = ""


KINDS: Final = (
    Kind(
        lazy("People"),
        "people",
        "people.view",
        "person",
        people.search,
        lazy("Gave no name"),
    ),
    Kind(lazy("Conversations"), "inbox", "inbox.view", "conversation", inbox.search),
    Kind(lazy("Broadcasts"), "send", "broadcasts.view", "broadcast", broadcasts.search),
    Kind(lazy("Audiences"), "aud", "audiences.view", "audience", audiences.search),
)


@each_their_own
@require_safe
@never_cache
def search(request: StaffRequest) -> HttpResponse:
    text = asked(request)
    groups = found(text, by=request.staff, limit=ON_THE_PAGE) if text else []
    context = {
        "title": _title(text, sum(len(group["lines"]) for group in groups)),
        "text": text,
        "groups": groups,
        "kinds": [kind.title for kind in KINDS if request.staff.may(kind.permission)],
    }
    return frame.page(request, "office/search/search.html", context)


@each_their_own
@require_safe
@never_cache
def lines(request: StaffRequest) -> JsonResponse:
    """The same for the palette, a few of each, with ready words."""
    text = asked(request)
    return JsonResponse({"groups": found(text, by=request.staff, limit=5) if text else []})


def asked(request: StaffRequest) -> str:
    """What is looked for, without signs that no text may hold."""
    return clean(request.GET.get("q", ""))[:LONGEST]


def found(text: str, *, by: Staff, limit: int) -> list[dict[str, Any]]:
    """Groups that found something, each line with its address, in an order that does not jump."""
    groups = [
        {
            "title": str(kind.title),
            "icon": kind.icon,
            "lines": [_line(kind, hit) for hit in kind.search(text, by=by, limit=limit)],
        }
        for kind in KINDS
        if by.may(kind.permission)
    ]
    pages = [page._asdict() for page in search_pages.search(text, by=by)]
    groups.append({"title": _("Pages"), "icon": "right", "lines": pages})
    return [group for group in groups if group["lines"]]


def _line(kind: Kind, hit: Hit) -> dict[str, Any]:
    return {
        "title": hit.title or str(kind.unnamed),
        "reason": hit.reason,
        "detail": hit.detail,
        "state": hit.state,
        "state_words": str(look(hit.state).word) if hit.state else "",
        "url": reverse(f"office:{kind.page}", args=[hit.number]),
    }


def _title(text: str, count: int) -> str:
    if not text:
        return _("Find anything")
    if not count:
        return _("Nothing found for “%(text)s”") % {"text": text}
    sentence = ngettext("%(n)s found for “%(text)s”", "%(n)s found for “%(text)s”", count)
    return sentence % {"n": words.number(count), "text": text}


urlpatterns = [
    path("search/", search, name="search"),
    path("search/lines/", lines, name="search-lines"),
]
