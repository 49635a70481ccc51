"""The machine's own housekeeping of the log."""

from __future__ import annotations

from procrastinate.contrib.django import app

from muster.activity import actions
from muster.kit import clock


@app.periodic(cron="17 3 * * *")
@app.task(queue="housekeeping", queueing_lock="activity.months", name="activity.make_next_months")
def make_next_months(timestamp: int) -> None:  # noqa: ARG001  # the scheduler hands it over
    actions.make_next_months(at=clock.now())
