"""Asking a second administrator, and answering (A12). What is agreed to is done in the same transaction.

A request is never edited: asking again supersedes it. At the moment of the answer everything is read
again: that nothing changed since, that the asker still may, that the answerer is somebody else.
"""

from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction

from muster.accounts.models import Staff
from muster.approvals import letters, registry, standing
from muster.approvals.actions.turns import take_turn
from muster.approvals.errors import (
    AskerLost,
    NotFresh,
    NothingChanges,
    OnlyAdministrator,
    Overtaken,
    OwnRequest,
    ReasonNeeded,
    RequestOver,
    SameBrowser,
)
from muster.approvals.models import Request
from muster.approvals.queries import requests as queries
from muster.approvals.registry import Change, State
from muster.audit import actions as audit
from muster.kit import clock
from muster.kit.actors import Doer
from muster.kit.collisions import one_wins
from muster.kit.errors import NotFound

HOLDS: Final = timedelta(days=7)


@one_wins
@transaction.atomic
def propose(
    *,
    kind: str,
    subject: str,
    after: State,
    by: Staff,
    authenticated_at: datetime | None,
    session_mac: str,
) -> tuple[Request, Any]:
    """Ask for a change; where one may act alone it is done at once. Returns what doing it gave."""
    change, by = registry.change(kind), _as_now(by)
    if not by.may(change.ask):
        raise NotFound
    now = clock.db_now()
    _demand_fresh(authenticated_at, now)
    take_turn(f"request:{subject}")
    before = change.now(subject)
    if all(before.get(part) == value for part, value in after.items()) and after:
        raise NothingChanges
    alone = queries.alone(change, by=by)
    if not alone and not queries.others(change, besides=by):
        raise OnlyAdministrator
    _supersede(kind, subject, by=by, now=now)
    asked = Request.objects.create(
        kind=kind,
        subject=subject,
        before=dict(before),
        after=dict(after),
        asked_by=by,
        asked_at=now,
        expires_at=now + HOLDS,
        session_mac=session_mac,
    )
    _record(asked, by=by, verb="request.asked", parts=sorted(after))
    if alone:
        given = change.apply(subject, after, by)
        _close(asked, Request.Outcome.ALONE, by=by, now=now)
        return asked, given
    letters.second_wanted(asked, to=queries.others(change, besides=by))
    return asked, None


@one_wins
@transaction.atomic
def answer(
    *,
    request_id: int,
    agree: bool,
    by: Staff,
    authenticated_at: datetime | None,
    session_mac: str,
    reason: str = "",
) -> Request:
    """Agree, and it is done in this very transaction; or refuse, and say why."""
    asked, by = _locked(request_id), _as_now(by)
    change, now = registry.change(asked.kind), clock.db_now()
    if not by.may(change.answer):
        raise NotFound
    _demand_open(asked, now)
    if by.pk == asked.asked_by_id:
        raise OwnRequest
    if session_mac and session_mac == asked.session_mac:
        raise SameBrowser
    _demand_fresh(authenticated_at, now)
    asked.answered_by, asked.authenticated_at, asked.reason = by, authenticated_at, reason.strip()
    if agree:
        _apply(asked, change)
    elif not asked.reason:
        raise ReasonNeeded
    outcome = Request.Outcome.APPLIED if agree else Request.Outcome.REFUSED
    _close(asked, outcome, by=by, now=now)
    letters.second_answered(asked)
    return asked


@one_wins
@transaction.atomic
def withdraw(*, request_id: int, by: Staff) -> Request:
    """Take back what one asked for oneself."""
    asked = _locked(request_id)
    if asked.asked_by_id != by.pk:
        raise NotFound
    now = clock.db_now()
    _demand_open(asked, now)
    _close(asked, Request.Outcome.WITHDRAWN, by=by, now=now)
    return asked


def _apply(asked: Request, change: Change) -> None:
    asker = _as_now(asked.asked_by)
    if not asker.may(change.ask):
        raise AskerLost
    if dict(change.now(asked.subject)) != asked.before:
        raise Overtaken
    change.apply(asked.subject, asked.after, asker)


def _locked(request_id: int) -> Request:
    # In the same order as whoever asks: first the turn, then the row.
    subject = Request.objects.filter(pk=request_id).values_list("subject", flat=True).first()
    if subject is None:
        raise NotFound
    take_turn(f"request:{subject}")
    return (
        Request.objects.select_for_update(of=("self",))
        .select_related("asked_by")
        .get(pk=request_id)
    )


def _demand_open(asked: Request, now: datetime) -> None:
    if not asked.is_open or now >= asked.expires_at:
        raise RequestOver(asked.outcome or Request.Outcome.EXPIRED)


def _demand_fresh(authenticated_at: datetime | None, now: datetime) -> None:
    if not standing.fresh(authenticated_at, now):
        raise NotFresh


def _as_now(staff: Staff) -> Staff:
    """This person as the database knows them now, not as the request of the browser began."""
    found: Staff = Staff.objects.get(pk=staff.pk)
    return found


def _supersede(kind: str, subject: str, *, by: Doer, now: datetime) -> None:
    for old in Request.objects.open().select_for_update().filter(kind=kind, subject=subject):
        over = now >= old.expires_at
        outcome = Request.Outcome.EXPIRED if over else Request.Outcome.SUPERSEDED
        _close(old, outcome, by=by, now=now)


def _close(asked: Request, outcome: Request.Outcome, *, by: Doer, now: datetime) -> None:
    asked.closed_at, asked.closed_by, asked.outcome = now, by.actor, outcome
    asked.save(
        update_fields=[
            "closed_at",
            "closed_by",
            "outcome",
            "answered_by",
            "authenticated_at",
            "reason",
        ]
    )
    _record(asked, by=by, verb=f"request.{outcome}", second_person=asked.answered_by_id is not None)


def _record(asked: Request, *, by: Doer, verb: str, **detail: Any) -> None:
    audit.record(
        by=by, verb=verb, subject=asked.subject, request=asked.pk, kind=asked.kind, **detail
    )
