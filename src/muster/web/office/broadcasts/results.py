"""S13: what came of it. The five headline numbers add up to everyone it was meant for."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from muster.broadcasts import stops
from muster.broadcasts.queries import State
from muster.delivery import queries as delivery
from muster.delivery.models import Release
from muster.delivery.queries import Tally
from muster.kit.scope import Scope
from muster.web import frame, words
from muster.web.gate import StaffRequest, may
from muster.web.office.broadcasts import log
from muster.web.office.broadcasts.live import replies
from muster.web.office.broadcasts.shared import home_of, region_names, seen
from muster.web.office.broadcasts.waves import segments

FEW = 5


@dataclass(frozen=True, slots=True)
class Row:
    """One region; figures below five outside one’s own regions are not told (R2)."""

    name: str
    total: str
    accepted: str
    share: str
    refused: str
    suppressed: str


@may("broadcasts.view")
@require_safe
def results(request: StaffRequest, number: int) -> HttpResponse:
    """Headline numbers, regions, replies, stops; opens are not tracked, and it says so."""
    state = seen(request, number)
    if not state.status.ended:
        return home_of(state)
    context: dict[str, Any] = {
        "title": _title(state, None),
        "state": state,
        "broadcast": state.broadcast,
        "log": log.lines(state.broadcast.reference),
    }
    if state.release is not None:
        context |= _sent(request, state, state.release)
    return frame.page(request, "office/broadcasts/results.html", context)


def _sent(request: StaffRequest, state: State, release: Release) -> dict[str, Any]:
    tally = delivery.tally(release)
    return {
        "title": _title(state, tally),
        "release": release,
        "tally": tally,
        "never": tally.expired + tally.pending + tally.temporary + tally.in_flight,
        "segments": segments(tally),
        "regions": _regions(request.staff.scope, release),
        "replies": replies(request.staff, state),
        "stops": stops.after(release),
    }


def _regions(scope: Scope, release: Release) -> list[Row]:
    """Every region by its size; how messages ended is told only of one’s own (R1, R2)."""
    sizes: dict[str, int] = release.snapshot.per_region
    tallies = delivery.tally_by_region(release)
    names = region_names(sizes)
    return [
        _row(names.get(code, _("No region")), size, tallies[code])
        if scope.holds(code) and code in tallies
        else _outside(names.get(code, _("No region")), size)
        for code, size in sorted(sizes.items(), key=lambda item: (-item[1], item[0]))
    ]


def _row(name: str, size: int, tally: Tally) -> Row:
    return Row(
        name=name,
        total=words.number(size),
        accepted=words.number(tally.accepted),
        share=words.percent(tally.accepted, size),
        refused=words.number(tally.refused),
        suppressed=words.number(tally.suppressed),
    )


def _outside(name: str, size: int) -> Row:
    return Row(name, f"<{FEW}" if 0 < size < FEW else words.number(size), "–", "–", "–", "–")


def _title(state: State, tally: Tally | None) -> str:
    if tally is None:
        return _("“%(title)s” was cancelled; nobody was written to") % {
            "title": state.broadcast.title
        }
    return _("%(accepted)s of %(total)s messages were accepted") % {
        "accepted": words.number(tally.accepted),
        "total": words.number(tally.total),
    }
