"""What workers do for money: let the ledger follow, ask about lost answers, look every night whether all agrees."""

from procrastinate.contrib.django import app

from muster.gifts import actions
from muster.kit import clock


# Sweeps up what a door kept and could not fold.
@app.periodic(cron="* * * * *")
@app.task(queue="gifts", queueing_lock="gifts.sweep", name="gifts.sweep")
def sweep(timestamp: int) -> None:  # noqa: ARG001
    actions.fold()
    actions.order_waiting(at=clock.now())


@app.periodic(cron="7 * * * *")
@app.task(queue="gifts", queueing_lock="gifts.again", name="gifts.again")
def again(timestamp: int) -> None:  # noqa: ARG001
    actions.try_again()
    actions.fold()


@app.periodic(cron="19 3 * * *")
@app.task(queue="housekeeping", queueing_lock="gifts.check", name="gifts.check")
def check(timestamp: int) -> None:  # noqa: ARG001
    actions.check(at=clock.now())
