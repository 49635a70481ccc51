"""Letters about passwords are written by a job, so that the page takes as long for any address.

And once a night what is left of old sessions is dropped, and all whose time is over.
"""

import base64

from procrastinate.contrib.django import app

from muster.accounts import actions
from muster.kit import clock, secrets

_PURPOSE = "password-request"


def sealed(email: str) -> str:
    """Seal a typed address, so that the queue's table holds none."""
    return base64.b64encode(secrets.seal(email.encode(), _PURPOSE)).decode()


@app.task(name="accounts.send_reset", queue="letters")
def send_reset(request: str, **_unknown: object) -> None:
    """Write to the sealed address if it is one of ours."""
    actions.send_reset(email=secrets.unseal(base64.b64decode(request), _PURPOSE).decode())


@app.task(name="accounts.load_sample", queue="housekeeping", queueing_lock="accounts.sample")
def load_sample(**_unknown: object) -> None:
    """Fill the sample that an administrator asked for."""
    actions.load_sample()


@app.periodic(cron="17 3 * * *")
@app.task(name="accounts.forget_sessions", queue="housekeeping", queueing_lock="accounts.sessions")
def forget_sessions(timestamp: int, **_unknown: object) -> None:
    """Drop what is kept of old sessions."""
    del timestamp
    actions.forget_old_sessions(at=clock.db_now())


# The moment stands in retention.py as well: pages say when something goes.
@app.periodic(cron="7 2 * * *")
@app.task(name="accounts.let_go", queue="housekeeping", queueing_lock="accounts.let_go")
def let_go(timestamp: int, **_unknown: object) -> None:
    """Let go of everything that was kept for as long as we said."""
    del timestamp
    actions.let_go(at=clock.now())
