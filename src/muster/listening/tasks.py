"""What workers do for listening, day and night: judge what was heard, learn who wrote it, count followers, watch."""

from procrastinate.contrib.django import app

from muster.kit import clock
from muster.listening.actions import followers, judging, knowing


@app.periodic(cron="* * * * *")
@app.task(queue="listening", queueing_lock="listening.judge", name="listening.judge")
def judge(timestamp: int) -> None:  # noqa: ARG001
    judging.judge()


@app.periodic(cron="* * * * *")
@app.task(queue="listening", queueing_lock="listening.know", name="listening.know")
def know(timestamp: int) -> None:  # noqa: ARG001
    knowing.know(at=clock.now())


@app.periodic(cron="* * * * *")
@app.task(queue="listening", queueing_lock="listening.watch", name="listening.watch")
def watch(timestamp: int) -> None:  # noqa: ARG001
    # Its libraries are large, and other processes read this file too.
    from muster.listening.actions import alarms

    alarms.watch(at=clock.now())


@app.periodic(cron="*/10 * * * *")
@app.task(queue="listening", queueing_lock="listening.followers", name="listening.followers")
def count_followers(timestamp: int) -> None:  # noqa: ARG001
    followers.count(at=clock.now())
