"""What workers do for volunteering: remind, go on to the next shift, end what was proved for a time."""

from procrastinate.contrib.django import app

from muster.kit import clock
from muster.volunteering import actions


@app.periodic(cron="* * * * *")
@app.task(queue="housekeeping", queueing_lock="volunteering.remind", name="volunteering.remind")
def remind(timestamp: int) -> None:  # noqa: ARG001
    actions.remind(at=clock.now())


# Whether somebody was asked is known when their message was taken, and soon afterwards here.
@app.periodic(cron="* * * * *")
@app.task(queue="housekeeping", queueing_lock="volunteering.follow", name="volunteering.follow")
def follow(timestamp: int) -> None:  # noqa: ARG001
    actions.follow_invitations(at=clock.now())


@app.periodic(cron="*/10 * * * *")
@app.task(queue="housekeeping", queueing_lock="volunteering.turn", name="volunteering.turn")
def turn(timestamp: int) -> None:  # noqa: ARG001
    actions.turn(at=clock.now())


@app.periodic(cron="*/5 * * * *")
@app.task(queue="housekeeping", queueing_lock="volunteering.seat", name="volunteering.seat")
def seat(timestamp: int) -> None:  # noqa: ARG001
    actions.seat_who_waits(at=clock.now())


@app.periodic(cron="23 3 * * *")
@app.task(queue="housekeeping", queueing_lock="volunteering.expire", name="volunteering.expire")
def expire(timestamp: int) -> None:  # noqa: ARG001
    actions.expire(at=clock.now())
