"""S9: the last look before others look. Nothing is sent from here; submitting asks the approvers."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from muster.broadcasts import actions, queries, whom
from muster.broadcasts.actions.rehearsing import Rehearsal
from muster.broadcasts.models import Broadcast
from muster.broadcasts.status import Status
from muster.delivery.documents import DocumentBody
from muster.delivery.liquid import TemplateProblem
from muster.kit.errors import Refused
from muster.people import purposes
from muster.web import frame
from muster.web.gate import StaffRequest, may
from muster.web.office.broadcasts import agreeing, sample, saying
from muster.web.office.broadcasts.shared import (
    home_of,
    region_names,
    seen,
    session_mac,
    times,
)

PAGE = "office/broadcasts/check.html"
_MENDED_ON = {"audience": "office:broadcast-audience", "when": "office:broadcast-when"}


@may("broadcasts.submit")
def check(request: StaffRequest, number: int) -> HttpResponse:
    """Show what would be sealed; by POST, seal it and ask."""
    state = seen(request, number)
    if state.status not in {Status.DRAFT, Status.EXPIRED}:
        return home_of(state)
    refused = None
    if request.method == "POST":
        try:
            made = actions.submit(
                broadcast_id=number, by=request.staff, session_mac=session_mac(request)
            )
        except Refused as error:
            refused = error
        else:
            messages.success(request, _submitted(made.round.needed))
            return redirect("office:broadcast-approve", number)
    context = _context(request, state) | {"refused": refused}
    return frame.page(request, PAGE, context, status=refused.status if refused else 200)


def _context(request: StaffRequest, state: queries.State) -> dict[str, Any]:
    broadcast = state.broadcast
    context: dict[str, Any] = {
        "title": _("Check and submit"),
        "state": state,
        "broadcast": broadcast,
        "said": _said(broadcast),
        "purpose": purposes.title(broadcast.purpose),
        "usual": queries.usual_size(
            broadcast.author_id, channel=broadcast.channel, besides=broadcast.reference
        ),
    }
    try:
        found = actions.rehearse(
            broadcast=broadcast, by=request.staff, session_mac=session_mac(request)
        )
    except TemplateProblem as problem:
        return context | {"missing": problem, "missing_page": "office:broadcast"}
    except Refused as missing:
        page = _MENDED_ON.get(missing.field or "", "office:broadcast")
        return context | {"missing": missing, "missing_page": page}
    size = found.sizes.real
    context["times"] = times(size, context["usual"])
    return context | _found(found) | {"shown": sample.one(request, broadcast, found.body)}


def _found(found: Rehearsal) -> dict[str, Any]:
    names = region_names(found.per_region)
    regions = sorted(found.per_region.items(), key=lambda item: (-item[1], item[0]))
    return {
        "found": found,
        "to_whom": saying.to_whom(found.body, names),
        "when": saying.all_of(found.body),
        "regions": [(code, names.get(code, _("No region")), count) for code, count in regions],
        "left_out": left_out(found.excluded, found.body),
        "stops": len(found.blocks) + (0 if found.sizes.fit else 1),
        **agreeing.context(found),
    }


def left_out(excluded: Mapping[str, Any], body: DocumentBody) -> list[tuple[int, str]]:
    """Why people of the audience are not among the recipients, each with its count (S7, C1)."""
    counts = {**excluded, "spared": body.extra.get("spared")}
    words = {
        "spared": _("were rightly reached"),
        "no_consent": _("have not said yes to this"),
        "suppressed": _("are shut off: they stopped us, or their address does not work"),
        "missing": _("lack a value the words need"),
    }
    return [(counts[name], said) for name, said in words.items() if counts.get(name)]


def _said(broadcast: Broadcast) -> str:
    if not whom.chosen(broadcast):
        return ""
    parts = whom.said(whom.in_document(broadcast), get_language() or "en")
    return "".join(part.text for part in parts)


def _submitted(needed: int) -> str:
    if not needed:
        return _("Submitted. Nobody has to approve so few; it can be released in ten minutes.")
    return ngettext(
        "Submitted. %(n)s person has to approve it; nothing has been sent.",
        "Submitted. %(n)s people have to approve it; nothing has been sent.",
        needed,
    ) % {"n": needed}
