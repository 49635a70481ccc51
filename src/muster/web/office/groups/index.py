"""Every team somebody answers for: how many are in it, and when somebody last said something."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from muster.groups import access, queries
from muster.groups.models import Group
from muster.kit.text import sort_key
from muster.places.queries import regions
from muster.web import frame, words
from muster.web.gate import may

if TYPE_CHECKING:
    from django.http import HttpResponse

    from muster.web.gate import StaffRequest

MOST: Final = 200


@may(access.VIEW)
@require_safe
def index(request: StaffRequest) -> HttpResponse:
    """The list."""
    asked = {name: request.GET.get(name, "")[:80] for name in ("q", "region", "kind")}
    found = queries.for_list(access.groups(by=request.staff), **asked)
    rows = list(found[:MOST])
    rows.sort(key=lambda one: (one.closed_at is not None, one.kind, sort_key(one.name)))
    language = translation.get_language() or "en"
    context: dict[str, Any] = {
        "title": _title(len(rows), any(asked.values())),
        "rows": [
            {"group": one, "region": one.region.name_in(language) if one.region else ""}
            for one in rows
        ],
        "asked": asked,
        "filtered": any(asked.values()),
        "kinds": [(Group.Kind.REGION, _("By region")), (Group.Kind.TOPIC, _("By topic"))],
        "regions": _regions(request, language),
        "most": MOST if len(rows) == MOST else 0,
        "waiting": access.waiting(by=request.staff).values("post").distinct().count(),
        "may_open": request.staff.may(access.LEAD) and request.staff.scope.everyone,
    }
    return frame.page(request, "office/groups/index.html", context)


def _regions(request: StaffRequest, language: str) -> list[tuple[str, str]]:
    scope = request.staff.scope
    names = [(one.code, one.name_in(language)) for one in regions() if scope.holds(one.code)]
    return sorted(names, key=lambda pair: pair[1])


def _title(count: int, filtered: bool) -> str:  # noqa: FBT001 - read once, right here
    if not count:
        return _("No team fits") if filtered else _("No team yet")
    return ngettext("%(n)s team", "%(n)s teams", count) % {"n": words.number(count)}
