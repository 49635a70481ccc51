"""S13: what came of it. The five headline numbers add up to everyone it was meant for."""

from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from muster.broadcasts import queries, stops
from muster.broadcasts.queries import State
from muster.delivery import queries as delivery
from muster.delivery.models import Release
from muster.delivery.queries import Tally
from muster.kit.scope import Scope
from muster.web import frame, words
from muster.web.gate import StaffRequest, may
from muster.web.office.broadcasts import headline, lineage, log, watching, why
from muster.web.office.broadcasts.live import replies, sent_context
from muster.web.office.broadcasts.shared import home_of, region_names, seen
from muster.web.office.broadcasts.watching import Sent
from muster.web.office.broadcasts.waves import segments


@dataclass(frozen=True, slots=True)
class Row:
    """One region; figures below five outside one’s own regions are not told (R2)."""

    name: str
    # The code that the rows behind it are asked for by; empty where they are not one’s own.
    code: str
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
        "lineage": lineage.of(state.broadcast),
    }
    sent = watching.sent_of(replace(state, tally=_tally(state)))
    if sent is not None:
        context |= _sent(request, replace(state, tally=_tally(state)), sent)
    return frame.page(request, "office/broadcasts/results.html", context)


def _tally(state: State) -> Tally | None:
    return delivery.tally(state.release) if state.release else None


def _sent(request: StaffRequest, state: State, sent: Sent) -> dict[str, Any]:
    release, tally = sent.release, state.tally or Tally()
    visits = queries.page_visits(state.broadcast)
    return {
        **sent_context(sent, state, request.staff),
        "title": _title(state, tally),
        "tally": tally,
        "numbers": headline.of(state.broadcast.pk, tally, delivery.before(release)),
        "segments": segments(tally),
        "regions": _regions(request.staff.scope, release),
        "replies": replies(request.staff, state),
        "stops": stops.after(release),
        "halts": [why.of(one) for one in delivery.halts_of(release)],
        "visits": visits,
        "visits_sum": sum(one.count for one in visits),
        "may_answer": request.staff.may("inbox.answer"),
        "cost": headline.cost(release, tally),
        "may_correct": request.staff.may("broadcasts.write") and tally.accepted + tally.unknown > 0,
    }


def _regions(scope: Scope, release: Release) -> list[Row]:
    """Every region by its size; how messages ended is told only of one’s own (R1, R2)."""
    sizes: dict[str, int] = release.snapshot.per_region
    tallies = delivery.tally_by_region(release)
    names = region_names(sizes)
    return [
        _row(names.get(code, _("No region")), code or "-", size, tallies[code])
        if scope.holds(code) and code in tallies
        else _outside(names.get(code, _("No region")), size)
        for code, size in sorted(sizes.items(), key=lambda item: (-item[1], item[0]))
    ]


def _row(name: str, code: str, size: int, tally: Tally) -> Row:
    return Row(
        name=name,
        code=code,
        total=words.number(size),
        accepted=words.number(tally.accepted),
        share=words.percent(tally.accepted, size),
        refused=words.number(tally.refused),
        suppressed=words.number(tally.suppressed),
    )


def _outside(name: str, size: int) -> Row:
    return Row(name, "", words.few(size), "–", "–", "–", "–")


def _title(state: State, tally: Tally | None) -> str:
    if tally is None:
        return _("“%(title)s” was cancelled; nobody was written to") % {
            "title": state.broadcast.title
        }
    return _("%(accepted)s of %(total)s messages were accepted") % {
        "accepted": words.number(tally.accepted),
        "total": words.number(tally.total),
    }
