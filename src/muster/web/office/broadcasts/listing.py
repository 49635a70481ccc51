"""S7: every broadcast, grouped by where it stands; whatever runs can be halted from here."""

from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from muster.broadcasts import queries
from muster.broadcasts.queries import State
from muster.broadcasts.status import Status
from muster.web import frame
from muster.web.gate import may
from muster.web.office.broadcasts.shared import PAGE_OF
from muster.web.office.broadcasts.waves import segments

GROUPS = (
    (lazy("Running"), (Status.SENDING, Status.HALTED)),
    (lazy("Waiting for approval"), (Status.SUBMITTED, Status.APPROVED, Status.EXPIRED)),
    (lazy("Drafts"), (Status.DRAFT,)),
    (lazy("Over"), (Status.COMPLETED, Status.CANCELLED)),
)


@may("broadcasts.view")
@require_safe
def broadcasts(request: HttpRequest) -> HttpResponse:
    """Running ones first, then what waits, drafts, and what is over."""
    states = queries.for_list()
    context = {"title": _sentence(states), "groups": _groups(states), "any": bool(states)}
    return frame.page(request, "office/broadcasts/list.html", context)


def _groups(states: list[State]) -> list[dict[str, object]]:
    groups = []
    for name, statuses in GROUPS:
        rows = [_row(one) for one in states if one.status in statuses]
        if rows:
            groups.append({"name": name, "rows": rows})
    return groups


def _row(state: State) -> dict[str, object]:
    return {
        "state": state,
        "broadcast": state.broadcast,
        "page": PAGE_OF[state.status],
        "segments": segments(state.tally) if state.tally else [],
        "size": state.round.size if state.round else None,
        "needed": state.round.needed if state.round else 0,
        "given": len(state.standing.given) if state.standing else 0,
    }


def _sentence(states: Iterable[State]) -> str:
    counts = dict.fromkeys(Status, 0)
    for one in states:
        counts[one.status] += 1
    parts = []
    if number := counts[Status.HALTED]:
        parts.append(ngettext("%(n)s is halted", "%(n)s are halted", number) % {"n": number})
    if number := counts[Status.SENDING]:
        parts.append(
            ngettext("%(n)s is being sent", "%(n)s are being sent", number) % {"n": number}
        )
    if number := counts[Status.SUBMITTED]:
        parts.append(
            ngettext("%(n)s waits for approval", "%(n)s wait for approval", number) % {"n": number}
        )
    if not parts:
        return _("Broadcasts: nothing is being sent")
    return _("Broadcasts: %(parts)s") % {"parts": ", ".join(parts)}
