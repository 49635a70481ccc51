"""Puts a job into the queue unless one waits there already, which will find what is new just as well."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from django.db import transaction

if TYPE_CHECKING:
    from procrastinate.tasks import Task


def soon(task: Task[Any, Any, Any]) -> None:
    """Wake a worker for a task with a queueing lock; the transaction of the caller goes on either way."""
    from procrastinate.exceptions import AlreadyEnqueued

    with suppress(AlreadyEnqueued), transaction.atomic():
        task.defer()
