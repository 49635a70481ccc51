"""What workers do for the inbox: take in, sort, tell who must know that somebody waits, let go of what is old."""

from procrastinate.contrib.django import app

from muster.inbox import actions, networks
from muster.kit import clock


# What nobody can take back any more is told to the log.
@app.periodic(cron="* * * * *")
@app.task(queue="inbox", queueing_lock="inbox.settle", name="inbox.settle")
def settle(timestamp: int) -> None:  # noqa: ARG001
    actions.settle(at=clock.now())


@app.periodic(cron="41 3 * * *")
@app.task(queue="housekeeping", queueing_lock="inbox.purge", name="inbox.purge")
def purge(timestamp: int) -> None:  # noqa: ARG001
    actions.purge(at=clock.now())


@app.task(queue="inbox", queueing_lock="inbox.sort", name="inbox.sort")
def sort() -> None:
    actions.sort(at=clock.now())


# Sweeps up what came while no worker ran, and whatever a lost job left behind.
@app.periodic(cron="* * * * *")
@app.task(queue="inbox", queueing_lock="inbox.sweep", name="inbox.sweep")
def sweep(timestamp: int) -> None:  # noqa: ARG001
    actions.sort(at=clock.now())
    actions.settle_chosen(at=clock.now())


@app.task(queue="inbox", queueing_lock="inbox.asked", name="inbox.asked")
def asked() -> None:
    actions.take_asked()


@app.periodic(cron="* * * * *")
@app.task(queue="inbox", queueing_lock="inbox.asked_sweep", name="inbox.asked_sweep")
def asked_sweep(timestamp: int) -> None:  # noqa: ARG001
    actions.take_asked()


@app.periodic(cron="* * * * *")
@app.task(queue="inbox", lock="inbox.bluesky", queueing_lock="inbox.bluesky", name="inbox.bluesky")
def read_bluesky(timestamp: int) -> None:  # noqa: ARG001
    networks.look("bluesky", at=clock.now())


@app.periodic(cron="* * * * *")
@app.task(
    queue="inbox", lock="inbox.mastodon", queueing_lock="inbox.mastodon", name="inbox.mastodon"
)
def read_mastodon(timestamp: int) -> None:  # noqa: ARG001
    networks.look("mastodon", at=clock.now())


# What is asked of us in public, where nobody named our account.
@app.periodic(cron="* * * * *")
@app.task(queue="inbox", queueing_lock="inbox.mentions", name="inbox.mentions")
def take_mentions(timestamp: int) -> None:  # noqa: ARG001
    actions.take_mentions(at=clock.now())


@app.periodic(cron="* * * * *")
@app.task(queue="inbox", queueing_lock="inbox.escalate", name="inbox.escalate")
def escalate(timestamp: int) -> None:  # noqa: ARG001
    actions.escalate(at=clock.now())
