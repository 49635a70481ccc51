"""What workers do for sources; each task calls one action and is safe to run twice."""

from __future__ import annotations

from typing import Any

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from muster.kit import clock
from muster.sources import actions

# An import that met a passing fault goes on by itself from its last whole batch.
AGAIN = RetryStrategy(max_attempts=5, exponential_wait=4)


@app.task(queue="imports", name="sources.examine", retry=AGAIN)
def examine(import_id: int, **_later: Any) -> None:
    actions.examine(import_id=import_id)


@app.task(queue="imports", name="sources.run_import", retry=AGAIN)
def run_import(import_id: int, **_later: Any) -> None:
    actions.run(import_id=import_id)


@app.task(queue="imports", name="sources.undo_import", retry=AGAIN)
def undo_import(import_id: int, **_later: Any) -> None:
    actions.undo(import_id=import_id)


@app.task(queue="tracking", name="sources.absorb", queueing_lock="sources.absorb", retry=AGAIN)
def absorb(**_later: Any) -> None:
    actions.absorb(within=actions.SECONDS_AT_ONCE)


# Sweeps up what a crash between a commit and its job left behind.
@app.periodic(cron="* * * * *")
@app.task(queue="tracking", name="sources.sweep", queueing_lock="sources.sweep")
def sweep(timestamp: int) -> None:  # noqa: ARG001
    actions.sweep()


@app.periodic(cron="*/10 * * * *")
@app.task(queue="imports", name="sources.resume_stopped", queueing_lock="sources.resume_stopped")
def resume_stopped(timestamp: int) -> None:  # noqa: ARG001
    actions.resume_stopped(at=clock.now())


@app.periodic(cron="* * * * *")
@app.task(queue="pulls", name="sources.pull_due", queueing_lock="sources.pull_due")
def pull_due(timestamp: int) -> None:  # noqa: ARG001
    actions.pull_due(at=clock.now())


@app.periodic(cron="23 3 * * *")
@app.task(queue="housekeeping", name="sources.purge", queueing_lock="sources.purge")
def purge(timestamp: int) -> None:  # noqa: ARG001
    actions.purge(at=clock.now())
