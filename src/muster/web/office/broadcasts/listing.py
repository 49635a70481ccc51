"""S7: every broadcast, grouped by where it stands; whatever runs can be halted from here."""

from collections.abc import Iterable, Mapping
from urllib.parse import urlencode

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from muster.broadcasts import queries
from muster.broadcasts.queries import State
from muster.broadcasts.status import Status
from muster.web import frame
from muster.web.gate import StaffRequest, may
from muster.web.office.broadcasts import upcoming
from muster.web.office.broadcasts.shared import PAGE_OF
from muster.web.office.broadcasts.waves import segments

GROUPS = (
    ("running", lazy("Running"), (Status.SENDING, Status.HALTED)),
    (
        "waiting",
        lazy("Waiting for approval"),
        (Status.SUBMITTED, Status.APPROVED, Status.EXPIRED),
    ),
    ("drafts", lazy("Drafts"), (Status.DRAFT,)),
    ("over", lazy("Over"), (Status.COMPLETED, Status.CANCELLED)),
)
CHANNELS = {"email": lazy("By e-mail"), "sms": lazy("By text message")}


@may("broadcasts.view")
@require_safe
def broadcasts(request: StaffRequest) -> HttpResponse:
    """Running ones first, then what waits, drafts, and what is over; filters stand in the address."""
    chosen = {name: request.GET.get(name, "") for name in ("status", "channel", "by")}
    states = queries.for_list()
    found = [one for one in states if _fits(one, chosen, request.staff.pk)]
    context = {
        "title": _sentence(states),
        "groups": _groups(found, chosen["status"]),
        "any": bool(states),
        "tabs": _tabs(found, chosen),
        "chips": _chips(states, chosen, request.staff.pk),
    }
    return frame.page(request, "office/broadcasts/list.html", context)


def _fits(state: State, chosen: Mapping[str, str], staff: int) -> bool:
    by_me = chosen["by"] != "me" or state.broadcast.author_id == staff
    return by_me and chosen["channel"] in {"", state.broadcast.channel}


def _groups(states: list[State], status: str) -> list[dict[str, object]]:
    groups = []
    for key, name, statuses in GROUPS:
        rows = [one for one in states if one.status in statuses]
        if rows and status in {"", key}:
            groups.append({"name": name, "rows": [_row(one) for one in rows]})
    return groups


def _tabs(states: list[State], chosen: Mapping[str, str]) -> list[dict[str, object]]:
    """All of them, and each group with how many stand in it."""
    counted = [("", _("All"), len(states))]
    for key, name, statuses in GROUPS:
        counted.append((key, str(name), sum(one.status in statuses for one in states)))
    return [
        {
            "name": name,
            "count": count,
            "url": _url(chosen, status=key),
            "here": chosen["status"] == key,
        }
        for key, name, count in counted
    ]


def _chips(states: list[State], chosen: Mapping[str, str], staff: int) -> list[dict[str, object]]:
    """Narrower looks that would find something; pressing one that is on takes it away."""
    offered = []
    if chosen["by"] == "me" or any(one.broadcast.author_id == staff for one in states):
        offered.append(("by", "me", _("Begun by me")))
    used = {one.broadcast.channel for one in states}
    if len(used) > 1 or chosen["channel"]:
        offered += [
            ("channel", key, str(said))
            for key, said in CHANNELS.items()
            if key in used or chosen["channel"] == key
        ]
    return [
        {
            "words": said,
            "on": chosen[name] == value,
            "url": _url(chosen, **{name: "" if chosen[name] == value else value}),
        }
        for name, value, said in offered
    ]


def _url(chosen: Mapping[str, str], **changes: str) -> str:
    kept = {name: value for name, value in (dict(chosen) | changes).items() if value}
    return f"?{urlencode(kept)}"


def _row(state: State) -> dict[str, object]:
    gates = upcoming.gates_of(state)
    return {
        "state": state,
        "broadcast": state.broadcast,
        "page": PAGE_OF[state.status],
        "pill": "soaking" if upcoming.soaking(gates) else state.status.value,
        "next": upcoming.event(state, gates),
        "segments": segments(state.tally) if state.tally else [],
        "waves": [one.size for one in gates.waves] if gates else [],
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
