"""What workers do for rivalry: count what is new and turn the week."""

from procrastinate.contrib.django import app

from muster.kit import clock


@app.periodic(cron="*/2 * * * *")
@app.task(
    queue="rivalry", lock="rivalry.follow", queueing_lock="rivalry.follow", name="rivalry.follow"
)
def follow(timestamp: int) -> None:  # noqa: ARG001
    # Counting brings large libraries along, which only the process that counts needs.
    from muster.rivalry import actions

    actions.follow(at=clock.now())
