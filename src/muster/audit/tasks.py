"""Chaining the log, every few seconds."""

from procrastinate.contrib.django import app

from muster.audit import actions


# The sixth field counts seconds.
@app.periodic(cron="* * * * * */5")
@app.task(name="audit.seal", queue="housekeeping", queueing_lock="audit.seal", pass_context=False)
def seal(timestamp: int, **_unknown: object) -> None:
    """Chain what was committed since the last run."""
    del timestamp
    actions.seal_pending()
