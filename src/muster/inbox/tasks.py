"""The inbox’s own housekeeping."""

from procrastinate.contrib.django import app

from muster.inbox import actions
from muster.kit import clock


@app.periodic(cron="41 3 * * *")
@app.task(queue="housekeeping", queueing_lock="inbox.purge", name="inbox.purge")
def purge(timestamp: int) -> None:  # noqa: ARG001
    actions.purge(at=clock.now())
