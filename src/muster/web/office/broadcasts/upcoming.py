"""What happens next to a broadcast, in a few words for its row in the list."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from muster.broadcasts.queries import State
from muster.broadcasts.status import Status
from muster.delivery import documents
from muster.delivery.gates import standing as gates
from muster.delivery.gates.standing import Gates, WaveStanding
from muster.kit import clock
from muster.web import words
from muster.web.office.broadcasts import saying
from muster.web.office.broadcasts.waves import until


def gates_of(state: State) -> Gates | None:
    """Where its waves stand, while it is being sent in steps."""
    if state.status is not Status.SENDING or state.release is None:
        return None
    found = gates.gates(state.release)
    return found if found.staged else None


def event(state: State, found: Gates | None) -> str:
    """“starts on Saturday 28 November at 10:00 in Warsaw”, “watching until 14:10” …"""
    if found is not None:
        return _of_waves(found)
    if state.status in {Status.SUBMITTED, Status.APPROVED} and state.submission is not None:
        return _of_start(state)
    return ""


def soaking(found: Gates | None) -> WaveStanding | None:
    """The step that is being watched, if none is being sent."""
    waves = found.waves if found else ()
    if any(one.state == "sending" for one in waves):
        return None
    return next((one for one in waves if one.state == "soaking"), None)


def _of_waves(found: Gates) -> str:
    if found.held:
        return _("held back: something that should come back is not heard")
    watched = soaking(found)
    if watched is not None and watched.soaks_until is not None:
        return _("watching until %(time)s") % {"time": until(watched)}
    here = next((one for one in found.waves if one.state in {"sending", "soaking"}), None)
    if here is None:
        return ""
    place = found.waves.index(here) + 1
    return _("step %(n)s of %(all)s") % {"n": place, "all": len(found.waves)}


def _of_start(state: State) -> str:
    if state.submission is None:
        return ""
    if hasattr(state.submission, "missed"):
        return _("did not start by itself; somebody has to release it")
    body, now = documents.read(state.submission.document), clock.now()
    at = saying.moment(body)
    if at is not None and at > now:
        return _("starts %(when)s") % {"when": saying.starts(body)}
    if state.status is Status.SUBMITTED:
        missing = state.standing.missing if state.standing else 0
        said = ngettext("waits for one approval", "waits for %(n)s approvals", missing)
        return said % {"n": missing}
    opens = state.standing.opens_at if state.standing else None
    if opens is not None and opens > clock.db_now():
        return _("can leave from %(time)s") % {"time": words.hour(opens)}
    return _("leaves within seconds") if body.start == "approved" else _("waits to be released")
