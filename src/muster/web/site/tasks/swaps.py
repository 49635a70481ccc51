"""Offering one’s place to others, and keeping it after all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.views.decorators.http import require_POST

from muster.kit.errors import NotFound
from muster.volunteering import actions, queries
from muster.web.gate import member
from muster.web.site.speech import private, spoken
from muster.web.site.tasks.mine import did

if TYPE_CHECKING:
    from django.http import HttpResponse

    from muster.volunteering.models import SignUp
    from muster.web.gate import MemberRequest


@member
@require_POST
@private
@spoken
def offer(request: MemberRequest, number: int) -> HttpResponse:
    """Let others have the place; until somebody takes it, it stays one’s own."""
    return did(request, number, actions.offer_swap, "offered")


@member
@require_POST
@private
@spoken
def keep(request: MemberRequest, number: int) -> HttpResponse:
    """Take the offer back."""
    found = queries.offers_of(request.person).get(number)
    if found is None:
        raise NotFound

    def back(*, sign_up: SignUp, **rest: Any) -> None:  # noqa: ARG001 - the offer names it
        actions.keep_place(swap=found, **rest)

    return did(request, number, back, "kept")
