"""The machine’s own housekeeping of people; each task calls one action and is safe to run twice."""

from __future__ import annotations

from procrastinate.contrib.django import app

from muster.kit import clock, jobs
from muster.kit.actors import system
from muster.people.actions import consent, fields, joining, searching


@app.periodic(cron="*/10 * * * *")
@app.task(queue="housekeeping", queueing_lock="people.pauses", name="people.end_pauses")
def end_pauses(timestamp: int) -> None:  # noqa: ARG001  # the scheduler hands it over
    consent.end_pauses(by=system("worker"), at=clock.now())


@app.periodic(cron="41 4 * * *")
@app.task(queue="housekeeping", queueing_lock="people.stale", name="people.clear_stale")
def clear_stale(timestamp: int) -> None:  # noqa: ARG001  # the scheduler hands it over
    joining.clear_stale()


@app.task(queue="housekeeping", name="people.decide_again")
def decide_again(field: str) -> None:
    fields.decide_again(fields=[field])


@app.periodic(cron="17 2 * * *")
@app.task(queue="housekeeping", queueing_lock="people.matches", name="people.find_matches")
def find_matches(timestamp: int = 0) -> None:  # noqa: ARG001  # the scheduler hands it over
    searching.find_matches(by=system("matching"))


def search_soon() -> None:
    """Put the search in the queue, unless one waits there already."""
    jobs.soon(find_matches)
