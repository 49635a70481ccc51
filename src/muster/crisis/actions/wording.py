"""Holding texts: written by one, approved by another, and in use they start the clock of the next word."""

from datetime import datetime

from django.db import transaction

from muster.accounts.models import Staff
from muster.audit import actions as audit
from muster.crisis import access, errors, vagueness
from muster.crisis.actions import promising
from muster.crisis.actions.noting import Kind, locked, write
from muster.crisis.models import Room, Wording
from muster.inbox.macros import LANGUAGES


@transaction.atomic
def write_text(
    *,
    room: Room,
    language: str,
    what: str,
    who: str,
    next_at: datetime,
    text: str,
    by: Staff,
    at: datetime,
) -> Wording:
    """Put a text to a second person; one that leaves open what, who or when is not taken."""
    row, said = locked(room), text.strip()
    _demand_specific(said, what=what, who=who, next_at=next_at, at=at)
    made = Wording.objects.create(
        room=row, language=language if language in LANGUAGES else "en", what=what.strip()[:2_000],
        who=who.strip()[:160], next_at=next_at, text=said[:4_000], by=by, at=at,
    )  # fmt: skip
    write(row, Kind.TEXT, made.text, by=by, at=at)
    audit.record(by=by, verb="room.text_written", subject=str(row), at=at, text=made.pk)
    return made


def _demand_specific(text: str, *, what: str, who: str, next_at: datetime, at: datetime) -> None:
    if not what.strip():
        raise errors.NothingSaid("what")
    if not who.strip():
        raise errors.NothingSaid("who")
    if next_at <= at:
        raise errors.NextWordIsPast
    open_still = [one.words for one in vagueness.reasons(text, who=who) if one.blocks]
    if open_still:
        raise errors.Vague(open_still)


@transaction.atomic
def approve_text(*, wording: Wording, by: Staff, at: datetime) -> Wording:
    """Agree to exactly this text; never its author."""
    row, found = _undecided(wording, by=by)
    found.approved_at, found.approved_by = at, by
    found.save(update_fields=["approved_at", "approved_by"])
    write(row, Kind.APPROVED, found.text, by=by, at=at)
    audit.record(by=by, verb="room.text_approved", subject=str(row), at=at, text=found.pk)
    return found


@transaction.atomic
def return_text(*, wording: Wording, reason: str, by: Staff, at: datetime) -> Wording:
    """Send it back with the reason; its author writes another."""
    row, found = _undecided(wording, by=by)
    why = reason.strip()[:2_000]
    if not why:
        raise errors.NoReason
    found.returned_at, found.returned_by, found.reason = at, by, why
    found.save(update_fields=["returned_at", "returned_by", "reason"])
    write(row, Kind.RETURNED, why, by=by, at=at)
    audit.record(by=by, verb="room.text_returned", subject=str(row), at=at, text=found.pk)
    return found


@transaction.atomic
def use_text(*, wording: Wording, where: str, by: Staff, at: datetime) -> Wording:
    """Say that it was published; from here on the next word is owed by its time."""
    row = locked(wording.room)
    found = Wording.objects.select_for_update().get(pk=wording.pk)
    if not found.approved:
        raise errors.NotApproved
    if found.used_at is not None:
        raise errors.UsedAlready
    if found.next_at <= at:
        raise errors.NextWordIsPast
    found.used_at, found.used_where = at, where.strip()[:200]
    found.save(update_fields=["used_at", "used_where"])
    write(row, Kind.USED, found.used_where, by=by, at=at)
    audit.record(by=by, verb="room.text_used", subject=str(row), at=at, text=found.pk)
    promising.begin(row, found, due_at=found.next_at, by=by, at=at)
    return found


def _undecided(wording: Wording, *, by: Staff) -> tuple[Room, Wording]:
    if not by.may(access.APPROVE):
        raise errors.NotYoursToApprove
    row = locked(wording.room)
    found = Wording.objects.select_for_update(of=("self",)).get(pk=wording.pk)
    if not found.waits:
        raise errors.Decided
    if found.by_id == by.pk:
        raise errors.OwnText
    return row, found
