"""Whether a release may go on sending at this very moment, asked before every single body.

A listener of its own hears of a halt at once, and asks again every tenth of a second; four tenths of a
second without an answer from the database equal halted (H2, H5).
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from typing import Any, Final, Protocol

import psycopg
from django.db import connection

# What left in the last moment has to arrive within the half second that is promised, too.
SILENCE: Final = 0.4
EVERY: Final = 0.1
# So many answers, some seconds of them, tell how the clock of the database stands to ours.
_ANSWERS: Final = 50
# What a single message is announced with: the post has to know, the lanes need not.
_SINGLES: Final = {"direct", "letter"}
# What an answer to a mass mail is announced with: only the gates have to know.
_HEARD: Final = {"heard"}
_LOG = logging.getLogger(__name__)


class Guard(Protocol):
    """What a lane asks."""

    def allows(self, release_id: int) -> bool:
        """Tell whether a body of this release may leave now."""

    def stopped(self, release_id: int, since: float) -> bool:
        """Tell whether it is known to be stopped, by something heard after the moment ``since``."""


class Trusting:
    """For one transaction of a test: nobody else can halt what nobody else can see."""

    def allows(self, release_id: int) -> bool:
        return release_id > 0

    def stopped(self, release_id: int, since: float) -> bool:
        return release_id <= 0 or since < 0


class Pulse(threading.Thread):
    """Keeps one connection to the database that does nothing but listen.

    The same session holds the worker’s advisory lock: when it ends, the worker is known to be gone.
    """

    def __init__(self, worker: str) -> None:
        super().__init__(name="pulse", daemon=True)
        self.worker = worker
        self.woken = threading.Event()
        # Set when a single message waits, and whenever one may have been announced unheard.
        self.posted = threading.Event()
        # Set when something was heard that the gates have to look at.
        self.heard = threading.Event()
        self.skew = 0.0
        self._answers: deque[float] = deque(maxlen=_ANSWERS)
        self._sending: frozenset[int] = frozenset()
        self._heard = 0.0
        self._ending = threading.Event()

    def allows(self, release_id: int) -> bool:
        return release_id in self._sending and time.monotonic() - self._heard < SILENCE

    def stopped(self, release_id: int, since: float) -> bool:
        # A parcel claimed a moment ago may belong to a release that was not yet asked about.
        return self.fresh and self._heard > since and release_id not in self._sending

    @property
    def fresh(self) -> bool:
        """Whether the database was heard lately."""
        return time.monotonic() - self._heard < SILENCE

    def end(self) -> None:
        self._ending.set()
        self.posted.set()
        self.heard.set()
        self.join(timeout=5)

    def run(self) -> None:
        while not self._ending.is_set():
            try:
                self._listen()
            except psycopg.Error as error:
                _LOG.warning("the pump lost the database: %s", error)
                self._ending.wait(EVERY)

    def _listen(self) -> None:
        with psycopg.connect(**_parameters(), autocommit=True) as own:
            own.execute("SET statement_timeout = '300ms'")
            if not lock(own, self.worker):
                # Somebody is taking over what this worker held; it must not send meanwhile.
                time.sleep(EVERY)
                return
            own.execute("LISTEN delivery")
            self.posted.set()
            heard: set[str] = set()
            while not self._ending.is_set():
                self._ask(own)
                # Told only now, so that whoever wakes finds what the notice was about allowed.
                if heard - _SINGLES - _HEARD:
                    self.woken.set()
                if heard & _HEARD:
                    self.heard.set()
                if heard & _SINGLES:
                    self.posted.set()
                # Read to the end: the connection stays locked while notices are read.
                heard = {each.payload for each in own.notifies(timeout=EVERY, stop_after=1)}

    def _ask(self, own: psycopg.Connection[Any]) -> None:
        asked, clock = time.monotonic(), time.time()
        rows = own.execute(
            "SELECT clock_timestamp(), r.id FROM (SELECT 1) AS one"
            " LEFT JOIN delivery_release AS r ON r.state = 'sending' AND EXISTS ("
            "   SELECT FROM delivery_parcel AS p WHERE p.release_id = r.id AND p.state <> 'finished')"
            # A stop of everything is heard as a halt of each (H1).
            " AND NOT EXISTS (SELECT FROM delivery_stop WHERE lifted_at IS NULL)"
        ).fetchall()
        self._measure(rows[0][0].timestamp() - clock)
        self._sending = frozenset(number for _at, number in rows if number is not None)
        # Counted from the question: an answer that came late must not look fresh.
        self._heard = asked

    def _measure(self, ahead: float) -> None:
        """How far the database’s clock may be ahead of ours: it answered after we asked, never before.

        The quickest of the last answers tells it best. It is never less than the truth, so a moment
        moved by it is never too early, and a halt names one message too many rather than one too few (H3).
        """
        self._answers.append(ahead)
        self.skew = min(self._answers)


def lock(own: psycopg.Connection[Any], worker: str) -> bool:
    """Try to take the advisory lock of a worker for as long as this session lives."""
    row = own.execute(
        "SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", [f"delivery:{worker}"]
    ).fetchone()
    return bool(row and row[0])


def _parameters() -> dict[str, Any]:
    found = dict(connection.get_connection_params())
    return {
        name: value
        for name, value in found.items()
        if name not in {"cursor_factory", "context", "prepare_threshold", "server_side_binding"}
    }
