"""What workers do for drives: follow the ledger, open and close by the clock."""

from procrastinate.contrib.django import app

from muster.drives import actions
from muster.kit import clock


# A name is looked at within seconds of the gift, so this runs as often as that.
@app.periodic(cron="* * * * * */3")
@app.task(queue="drives", lock="drives.follow", queueing_lock="drives.follow", name="drives.follow")
def follow(timestamp: int) -> None:  # noqa: ARG001
    now = clock.now()
    actions.turn(at=now)
    actions.follow_all(at=now)
