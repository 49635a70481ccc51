"""What workers do for groups: bring whoever joined or moved to the team of their region."""

from procrastinate.contrib.django import app

from muster.groups import actions
from muster.kit import clock


@app.periodic(cron="* * * * *")
@app.task(
    queue="housekeeping", lock="groups.place", queueing_lock="groups.place", name="groups.place"
)
def place(timestamp: int) -> None:  # noqa: ARG001  # the scheduler hands it over
    actions.follow(at=clock.now())
