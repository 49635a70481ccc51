"""One reader for everybody who watches a broadcast in this process: at most one look a second and language,
and fewer where a look takes long.

Fifty who watch ask the database no more than one does. Nothing here depends on who looks: numbers of the
whole only, and nobody’s name.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import close_old_connections, connection
from django.utils.translation import get_language

from muster.broadcasts import queries
from muster.broadcasts.queries import State
from muster.delivery import fates, hours
from muster.delivery import queries as delivery
from muster.delivery.fates import Heard
from muster.delivery.gates.standing import Gates
from muster.delivery.models import Release, Stop
from muster.kit import clock
from muster.kit.scope import Scope, entered
from muster.web.office.broadcasts import log

PAUSE: Final = 1.0
# A look that takes long at millions of people is taken seldom: watching may not slow the sending.
SHARE: Final = 4
_MOST: Final = 64


@dataclass(frozen=True, slots=True)
class Sent:
    """Everything counted of a release at one moment."""

    release: Release
    gates: Gates
    heard: Heard
    ended: dict[int, int]
    opens_at: datetime | None
    # The stop of the whole organisation, while it stands.
    stop: Stop | None


@dataclass(frozen=True, slots=True)
class Look:
    """Where a broadcast stood at one moment."""

    state: State
    sent: Sent | None
    # Differs as soon as something came that is more than a number.
    mark: str
    at: float
    # How long it took to read.
    cost: float
    # Messages accepted a second since the look before; None at first.
    pace: float | None


_held: dict[tuple[int, str], Look] = {}
_locks: dict[int, threading.Lock] = {}
_door = threading.Lock()


def look(number: int) -> Look:
    """The newest look, read anew only if the last one is a second old. Raises NotFound."""
    key = (number, get_language() or "en")
    with _door:
        lock = _locks.setdefault(number, threading.Lock())
    with lock:
        before = _held.get(key)
        if before is not None and time.monotonic() - before.at < _pause(before):
            return before
        fresh = _read(number, before)
        _keep(key, fresh)
        return fresh


def _pause(before: Look) -> float:
    return PAUSE * max(1.0, SHARE * before.cost)


def _read(number: int, before: Look | None) -> Look:
    began = time.monotonic()
    alone = not connection.in_atomic_block
    if alone:
        close_old_connections()
    try:
        with entered(Scope.EVERYONE):
            state = queries.watched(number)
            sent = sent_of(state)
            mark = _mark(state, sent)
    finally:
        # Each stream has a thread of its own; a connection for each would soon be all there are.
        if alone:
            connection.close()
    now = time.monotonic()
    return Look(state, sent, mark, now, now - began, _pace(state, before, now))


def sent_of(state: State) -> Sent | None:
    """What was counted of it, if it was let go."""
    if state.release is None:
        return None
    return Sent(
        release=state.release,
        gates=delivery.gates(state.release),
        heard=fates.heard(state.release),
        ended=delivery.ended_by_wave(state.release),
        opens_at=hours.opens(state.release, clock.now()),
        stop=delivery.standing_stop(),
    )


def _mark(state: State, sent: Sent | None) -> str:
    newest = log.told(state.broadcast.reference).values_list("id", flat=True).first()
    wrote = sent.heard.replied + sent.heard.thanked if sent else 0
    waves = [f"{one.number}{one.state}" for one in sent.gates.waves] if sent else []
    silent = [one.role for one in sent.gates.feeds if not one.alive] if sent else []
    held = [bool(sent.opens_at), bool(sent.stop)] if sent else []
    return f"{newest}.{wrote}.{waves}.{silent}.{held}"


def _pace(state: State, before: Look | None, now: float) -> float | None:
    if before is None or before.state.tally is None or state.tally is None:
        return None
    more = state.tally.accepted - before.state.tally.accepted
    return more / (now - before.at) if now > before.at else None


def _keep(key: tuple[int, str], fresh: Look) -> None:
    with _door:
        _held[key] = fresh
        while len(_held) > _MOST:
            oldest = min(_held, key=lambda one: _held[one].at)
            del _held[oldest]
