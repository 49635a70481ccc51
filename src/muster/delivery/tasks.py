"""The hourly look at how our domain stands."""

from procrastinate.contrib.django import app

from muster.delivery.actions import standings
from muster.kit import actors


@app.periodic(cron="7 * * * *")
@app.task(queue="housekeeping", queueing_lock="delivery.look", name="delivery.look")
def look(timestamp: int) -> None:  # noqa: ARG001
    standings.look_if_needed(by=actors.system("worker"))
