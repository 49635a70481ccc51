"""The hourly look at how our domain stands, and the nightly one at snapshots whose time is over."""

from procrastinate.contrib.django import app

from muster.delivery.actions import reducing, standings
from muster.kit import actors, clock


@app.periodic(cron="7 * * * *")
@app.task(queue="housekeeping", queueing_lock="delivery.look", name="delivery.look")
def look(timestamp: int) -> None:  # noqa: ARG001
    standings.look_if_needed(by=actors.system("worker"))


@app.periodic(cron="41 2 * * *")
@app.task(queue="housekeeping", queueing_lock="delivery.reduce", name="delivery.reduce")
def reduce(timestamp: int) -> None:  # noqa: ARG001
    reducing.reduce_old(at=clock.now())
