"""One team: who leads it, who is in it, what was said last. Of members, those whom the reader may see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from muster.groups import access, queries, rights
from muster.groups.models import Group
from muster.web import frame, words
from muster.web.gate import may

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpResponse

    from muster.groups.models import Membership
    from muster.web.gate import StaffRequest

PER_PAGE: Final = 50
THREADS: Final = 10


@may(access.VIEW)
@require_safe
def show(request: StaffRequest, number: int) -> HttpResponse:
    """The team."""
    group = access.group(number, by=request.staff)
    after = _whole(request.GET.get("after", ""))
    found = queries.members_page(group, after=after, limit=PER_PAGE + 1)
    shown = found[:PER_PAGE]
    leaders = queries.leaders(group)
    leading = {one.leadership.key_id: one for one in leaders}
    seen = request.staff.may("people.view")
    context: dict[str, Any] = {
        "title": _sentence(group),
        "group": group,
        "members": [_member(one, leading, seen=seen) for one in shown],
        "next": shown[-1].pk if len(found) > len(shown) else None,
        "first": not after,
        "leaders": [(one, _words(one.leadership.rights)) for one in leaders],
        "pinned": queries.pinned(group),
        "threads": queries.threads(group, limit=THREADS),
        "keeps": access.keeps(group, by=request.staff),
        "partly": group.kind == Group.Kind.TOPIC and not request.staff.scope.everyone,
    }
    return frame.page(request, "office/groups/show.html", context)


def _member(one: Membership, leading: Mapping[int, object], *, seen: bool) -> dict[str, Any]:
    person = one.key.person
    return {
        "membership": one,
        "person": person if seen else None,
        "contact": one.key.value if seen else _masked(one.key.value),
        "leads": one.key_id in leading,
    }


def _masked(value: str) -> str:
    """The first letter and the domain of an address; the last two signs of anything else."""
    name, at, domain = value.partition("@")
    return f"{name[:1]}…@{domain}" if at else f"…{value[-2:]}"


def _words(given: list[str]) -> list[str]:
    return [str(rights.RIGHTS[one]) for one in rights.known(given)]


def _sentence(group: Group) -> str:
    if group.closed_at is not None:
        return _("%(team)s is closed") % {"team": group.name}
    said = ngettext("%(team)s: %(n)s member", "%(team)s: %(n)s members", group.members)
    return said % {"team": group.name, "n": words.number(group.members)}


def _whole(asked: str) -> int:
    return int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < 19 else 0
