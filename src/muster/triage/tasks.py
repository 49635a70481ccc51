"""Triage’s own housekeeping: a lesson an hour, where there is something new to learn."""

from procrastinate.contrib.django import app

from muster.kit import clock
from muster.triage import actions


@app.periodic(cron="17 * * * *")
@app.task(queue="housekeeping", queueing_lock="triage.learn", name="triage.learn")
def learn(timestamp: int) -> None:  # noqa: ARG001
    actions.learn(at=clock.now())
