"""The machine’s own housekeeping of audiences; each task calls one action and is safe to run twice."""

from __future__ import annotations

from procrastinate.contrib.django import app

from muster.audiences.actions import sizing
from muster.kit.actors import system


@app.periodic(cron="23 3 * * *")
@app.task(queue="housekeeping", queueing_lock="audiences.sizes", name="audiences.keep_sizes")
def keep_sizes(timestamp: int = 0) -> None:  # noqa: ARG001  # the scheduler hands it over
    sizing.keep_sizes(by=system("worker"))


@app.periodic(cron="*/5 * * * *")
@app.task(queue="housekeeping", queueing_lock="audiences.fold", name="audiences.fold")
def fold(timestamp: int = 0) -> None:  # noqa: ARG001  # the scheduler hands it over
    # Its libraries are large, and other processes read this file too.
    from muster.audiences.lake import upkeep

    upkeep.fold_if_needed()
