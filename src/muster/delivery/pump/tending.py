"""The tick: once a second, and when an answer is heard, one worker looks after the waves and what is due.

It has a thread and a connection of its own, so that neither waits for a parcel. What goes wrong is
logged and tried again at the next tick; one that stumbles does not keep the others from their turn.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import datetime
from typing import Final

from django.conf import settings
from django.db import Error, connection

from muster.delivery import fence, registry
from muster.delivery.actions import links, waves
from muster.delivery.pump import locks
from muster.kit import clock

_LINKS_EVERY: Final = 10.0
EVERY: Final = 1.0
# However many answers come in, a look is no more often than that.
_AT_MOST_EVERY: Final = 0.2
_LOG = logging.getLogger(__name__)


def start(stop: threading.Event, heard: threading.Event) -> threading.Thread:
    """Tick until ``stop`` is set, at once when ``heard`` is; returns the thread, to be waited for."""
    thread = threading.Thread(target=_run, args=(stop, heard), name="tending", daemon=True)
    thread.start()
    if settings.MUSTER_LINK_CHECK:
        # Other people’s servers may take their time; a thread of its own waits for them.
        threading.Thread(target=_look_at_links, args=(stop,), name="links", daemon=True).start()
    return thread


def once(*, strict: bool = True) -> bool:
    """Tick now, unless another worker is at it; tells whether anything was changed.

    ``strict`` lets an error out: for tests and replays, where nobody would read the log.
    """
    if fence.matching() is None and not fence.is_new():
        return False
    with locks.session("tending") as mine:
        if not mine:
            return False
        now = clock.now()
        # Everyone gets a turn: the list is made whole before it is asked.
        did = [_one(each, now, strict=strict) for each in (waves.tend, *registry.ticks())]
        return any(did)


def _one(each: Callable[[datetime], object], now: datetime, *, strict: bool) -> bool:
    try:
        return bool(each(now))
    except Error:
        raise  # the connection may be gone; the whole tick is tried again
    except Exception:
        if strict:
            raise
        _LOG.exception("a tick stumbled and will be tried again: %s", each.__qualname__)
        return False


def _look_at_links(stop: threading.Event) -> None:
    while not stop.is_set():
        try:
            with locks.session("links") as mine:
                if mine:
                    links.look(clock.now())
        except Error as error:
            _LOG.warning("links could not be looked at: %s", error)
            connection.close()
        stop.wait(_LINKS_EVERY)
    connection.close()


def _run(stop: threading.Event, heard: threading.Event) -> None:
    while not stop.is_set():
        heard.clear()
        try:
            once(strict=False)
        except Error as error:
            _LOG.warning("the tick could not reach the database: %s", error)
            connection.close()
        if not stop.wait(_AT_MOST_EVERY):
            heard.wait(EVERY - _AT_MOST_EVERY)
    connection.close()
