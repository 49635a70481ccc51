"""Gives somebody in a room something to do, and ticks it off."""

from datetime import datetime

from django.db import transaction

from muster.accounts.models import Staff
from muster.audit import actions as audit
from muster.crisis import errors
from muster.crisis.actions.noting import Kind, locked, write
from muster.crisis.models import Room, Task


@transaction.atomic
def give(
    *, room: Room, words: str, owner: Staff, due_at: datetime, by: Staff, at: datetime
) -> Task:
    """Write down what is to be done, by whom and until when."""
    row, said = locked(room), words.strip()
    if not said:
        raise errors.NothingSaid
    made = Task.objects.create(room=row, words=said[:200], owner=owner, due_at=due_at, made_at=at)
    write(row, Kind.TASK, f"{owner.name}: {made.words}", by=by, at=at)
    audit.record(
        by=by, verb="room.task_given", subject=str(row), at=at, task=made.pk, to=owner.actor
    )
    return made


@transaction.atomic
def tick(*, task: Task, by: Staff, at: datetime) -> Task:
    """Say that it is done; whoever saw it done may say so."""
    row = locked(task.room)
    found = Task.objects.select_for_update().get(pk=task.pk)
    if found.done_at is not None:
        raise errors.DoneAlready
    found.done_at, found.done_by = at, by
    found.save(update_fields=["done_at", "done_by"])
    write(row, Kind.DONE, found.words, by=by, at=at)
    audit.record(by=by, verb="room.task_done", subject=str(row), at=at, task=found.pk)
    return found
