"""The promise of the next word: begun by a text in use, kept by the word itself, or moved with a reason."""

from datetime import datetime

from django.db import transaction

from muster.accounts.models import Staff
from muster.audit import actions as audit
from muster.crisis import errors
from muster.crisis.actions.noting import Kind, locked, write
from muster.crisis.models import Promise, Room, Wording


def begin(room: Room, wording: Wording, *, due_at: datetime, by: Staff, at: datetime) -> Promise:
    """Start the clock inside the caller’s transaction. A text that follows another keeps what that one promised."""
    running = room.promises.select_for_update().filter(ended_at=None).first()
    if running is not None:
        _end(running, Promise.Ending.KEPT, wording.text, by=by, at=at)
        write(room, Kind.KEPT, wording.text, by=by, at=at)
    made = Promise.objects.create(room=room, wording=wording, due_at=due_at, made_at=at, by=by)
    write(room, Kind.PROMISED, due_at.isoformat(timespec="minutes"), by=by, at=at)
    audit.record(
        by=by,
        verb="promise.made",
        subject=str(room),
        at=at,
        promise=made.pk,
        due=due_at.isoformat(),
    )
    return made


@transaction.atomic
def keep(*, promise: Promise, words: str, by: Staff, at: datetime) -> Promise:
    """Say the next word, and what it was."""
    row, said = locked(promise.room), words.strip()
    if not said:
        raise errors.NothingSaid
    found = _running(promise)
    _end(found, Promise.Ending.KEPT, said, by=by, at=at)
    write(row, Kind.KEPT, said, by=by, at=at)
    audit.record(
        by=by,
        verb="promise.kept",
        subject=str(row),
        at=at,
        promise=found.pk,
        late=at > found.due_at,
    )
    return found


@transaction.atomic
def move(*, promise: Promise, next_at: datetime, reason: str, by: Staff, at: datetime) -> Promise:
    """Promise another moment, and say why: people who waited were told a time."""
    row, why = locked(promise.room), reason.strip()
    if not why:
        raise errors.NoReason
    if next_at <= at:
        raise errors.NextWordIsPast
    found = _running(promise)
    _end(found, Promise.Ending.MOVED, why, by=by, at=at)
    made = Promise.objects.create(
        room=row, wording=found.wording, due_at=next_at, made_at=at, by=by
    )
    write(row, Kind.MOVED, why, by=by, at=at)
    write(row, Kind.PROMISED, next_at.isoformat(timespec="minutes"), by=by, at=at)
    audit.record(
        by=by, verb="promise.moved", subject=str(row), at=at, promise=found.pk, to=made.pk,
        due=next_at.isoformat(),
    )  # fmt: skip
    return made


def _running(promise: Promise) -> Promise:
    found = Promise.objects.select_for_update(of=("self",)).get(pk=promise.pk)
    if found.ended_at is not None:
        raise errors.NoPromiseRuns
    return found


def _end(promise: Promise, ending: str, words: str, *, by: Staff, at: datetime) -> None:
    promise.ended_at, promise.ended_by, promise.ending, promise.words = (
        at,
        by,
        ending,
        words[:4_000],
    )
    promise.save(update_fields=["ended_at", "ended_by", "ending", "words"])
