"""Asking for what a second administrator has to agree to, from any page, and saying what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.utils.translation import gettext as _

from muster.accounts import sessions, stepup
from muster.approvals import actions
from muster.approvals.models import Request

if TYPE_CHECKING:
    from muster.approvals.registry import State
    from muster.web.gate import StaffRequest


def propose(request: StaffRequest, kind: str, subject: str, after: State) -> tuple[Request, Any]:
    """Ask in the name of whoever sits here; where one may act alone it is done already."""
    return actions.propose(
        kind=kind,
        subject=subject,
        after=after,
        by=request.staff,
        authenticated_at=stepup.fresh(request),
        session_mac=sessions.mac(request.session),
    )


def say(request: StaffRequest, asked: Request, done: str) -> None:
    """Say that it is done, or that it waits for somebody else."""
    if asked.outcome == Request.Outcome.ALONE:
        messages.success(request, done)
    else:
        messages.success(request, waits())


def waits() -> str:
    return _(
        "Asked. Nothing changes until a second administrator agrees; whoever can has a letter now."
    )
