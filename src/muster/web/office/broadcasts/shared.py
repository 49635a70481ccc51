"""What every broadcast page needs: who sits here, where the broadcast stands, which page shows that."""

from collections.abc import Iterable, Mapping

from django.http import HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.translation import get_language

from muster.accounts import sessions
from muster.broadcasts import access, queries
from muster.broadcasts.queries import State
from muster.broadcasts.status import Status
from muster.places import queries as places
from muster.web import words
from muster.web.gate import StaffRequest

PAGE_OF: Mapping[Status, str] = {
    Status.DRAFT: "office:broadcast",
    Status.EXPIRED: "office:broadcast-approve",
    Status.SUBMITTED: "office:broadcast-approve",
    Status.APPROVED: "office:broadcast-approve",
    Status.SENDING: "office:broadcast-live",
    Status.HALTED: "office:broadcast-halted",
    Status.COMPLETED: "office:broadcast-results",
    Status.CANCELLED: "office:broadcast-results",
}


def seen(request: StaffRequest, number: int) -> State:
    """The broadcast for this person, with where it stands; NotFound if it is not theirs to see."""
    return queries.state(access.broadcast(number, by=request.staff))


def home_of(state: State) -> HttpResponseRedirect:
    """The page that fits where a broadcast stands."""
    return redirect(PAGE_OF[state.status], state.broadcast.pk)


def session_mac(request: StaffRequest) -> str:
    """A fingerprint of this browser session (A8); the session’s own key is never stored."""
    return sessions.mac(request.session)


def region_names(codes: Iterable[str]) -> dict[str, str]:
    """Names of regions in the language of the page, by code."""
    language = get_language() or "en"
    found = places.regions().filter(code__in=list(codes))
    return {region.code: region.name_in(language) for region in found}


def times(size: int, usual: int | None) -> str:
    """How many times the usual size it is, in words; empty where nothing is usual yet."""
    return words.number(round(size / usual, 1)) if usual else ""
