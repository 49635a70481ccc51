"""How far an audience and some others mean the same people, drawn to one scale and told in numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import get_language, gettext, ngettext
from django.views.decorators.http import require_safe

from muster.audiences import access, lookup, queries
from muster.audiences import overlap as comparing
from muster.web import frame, words
from muster.web.gate import may

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpResponse, QueryDict

    from muster.audiences.models import Audience
    from muster.audiences.overlap import Overlap
    from muster.web.gate import StaffRequest


@dataclass(frozen=True, slots=True)
class Row:
    """One other audience: the three parts in words, and where they lie on the common scale, in hundredths."""

    audience: Audience
    both: str
    only_this: str
    only_that: str
    share: str
    this_width: str
    both_at: str
    both_width: str
    that_at: str
    that_width: str


@may("audiences.view")
@require_safe
def overlap(request: StaffRequest, number: int) -> HttpResponse:
    """Compare with up to five other audiences."""
    audience = access.audience(number, by=request.staff)
    others = [one for one in access.audiences(by=request.staff).for_list() if one.pk != number]
    wanted = _asked(request.GET)
    chosen = [one for one in others if one.pk in wanted]
    many = len(chosen) > comparing.MOST
    context = {
        "title": gettext("Whom “{name}” shares with others").format(name=audience.name),
        "audience": audience,
        "others": [one for one in others if one.pk not in wanted],
        "chosen": chosen,
        "may_add": len(chosen) < comparing.MOST,
        "refused": _too_many() if many else "",
        "rows": [] if many else _rows(audience, chosen, request),
        "few": words.FEW,
    }
    return frame.page(
        request, "office/audiences/overlap.html", context, status=422 if many else 200
    )


def _rows(audience: Audience, chosen: Sequence[Audience], request: StaffRequest) -> list[Row]:
    this = queries.definition_of(audience)
    those = {one.pk: queries.definition_of(one) for one in chosen}
    language = (get_language() or "en").split("-")[0]
    world = lookup.world([this, *those.values()], language=language)
    found = comparing.overlaps(this, those, request.staff.scope, world=world)
    whole = max((_drawn(one)[3] for one in found.values()), default=0)
    return [_row(one, found[one.pk], whole) for one in chosen]


def _row(audience: Audience, found: Overlap, whole: float) -> Row:
    this, both, that, _together = _drawn(found)
    return Row(
        audience,
        words.few(found.both),
        words.few(found.only_this),
        words.few(found.only_that),
        words.share(found.both, found.both + found.only_this),
        *(_hundredth(one, whole) for one in (this, this, both, this + both, that)),
    )


def _drawn(found: Overlap) -> tuple[float, float, float, float]:
    this, both, that = map(words.drawn, (found.only_this, found.both, found.only_that))
    return this, both, that, this + both + that


def _hundredth(part: float, whole: float) -> str:
    return f"{100 * part / whole if whole else 0:.2f}"


def _asked(query: QueryDict) -> set[int]:
    """The audiences an address names; what is no number names none."""
    return {int(one) for one in query.getlist("with") if one.isascii() and one.isdigit()}


def _too_many() -> str:
    said = ngettext(
        "Choose at most {n} other audience at a time.",
        "Choose at most {n} other audiences at a time.",
        comparing.MOST,
    )
    return said.format(n=words.number(comparing.MOST))
