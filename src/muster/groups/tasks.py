"""What workers do for groups: bring people to the team of their region, tell leaders what their supporters did."""

from procrastinate.contrib.django import app

from muster.groups import actions
from muster.kit import clock


@app.periodic(cron="* * * * *")
@app.task(
    queue="housekeeping", lock="groups.place", queueing_lock="groups.place", name="groups.place"
)
def place(timestamp: int) -> None:  # noqa: ARG001  # the scheduler hands it over
    actions.follow(at=clock.now())


@app.periodic(cron="* * * * *")
@app.task(queue="housekeeping", lock="groups.tell", queueing_lock="groups.tell", name="groups.tell")
def tell(timestamp: int) -> None:  # noqa: ARG001  # the scheduler hands it over
    actions.tell()


@app.periodic(cron="17 * * * *")
@app.task(
    queue="housekeeping",
    lock="groups.letters",
    queueing_lock="groups.letters",
    name="groups.letters",
)
def write_letters(timestamp: int) -> None:  # noqa: ARG001  # the scheduler hands it over
    actions.write_letters(at=clock.now())
