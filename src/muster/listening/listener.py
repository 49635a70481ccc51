"""Listens to every source that is on, each in a thread of its own, day and night, until asked to stop.

A source that cannot be heard is tried again, soon at first and then each minute; it never holds up another.
"""

from __future__ import annotations

import logging
import random
import threading
import time
from typing import Final

from django.db import DatabaseError, connection

from muster.kit import clock, secrets
from muster.listening.actions import gaps
from muster.listening.actions.sources import PURPOSE
from muster.listening.ear import Hand
from muster.listening.kinds import known
from muster.listening.kinds.wire import Deaf, NotAnAddress, Place
from muster.listening.models import Source

# Seconds: between two looks at which sources there are, and before a source is tried again.
_LOOK: Final = 5.0
_FIRST: Final = 1.0
_LONGEST: Final = 60.0
_LOG = logging.getLogger(__name__)

Wanted = dict[int, tuple[str, str, bytes]]


def run(stopping: threading.Event) -> None:
    """Keep a thread for each source that is on; one that was changed is begun anew."""
    ears: dict[int, Supervised] = {}
    while not stopping.is_set():
        try:
            _follow(_wanted(), ears)
        except DatabaseError as problem:
            _LOG.warning("the database does not answer: %s", type(problem).__name__)
            connection.close()
        stopping.wait(_LOOK)
    for one in ears.values():
        one.stop()
    for one in ears.values():
        one.join(10)


def _wanted() -> Wanted:
    found = Source.objects.filter(state=Source.State.ON).exclude(kind=Source.Kind.HOOK)
    return {one.pk: (one.kind, one.address, bytes(one.secret or b"")) for one in found}


def _follow(wanted: Wanted, ears: dict[int, Supervised]) -> None:
    for number, one in list(ears.items()):
        if wanted.get(number) != one.wanted or not one.is_alive():
            one.stop()
            one.join(10)
            del ears[number]
    for number, told in wanted.items():
        if number not in ears:
            ears[number] = Supervised(number, told)
            ears[number].start()


class Supervised(threading.Thread):
    """Hears one source again and again."""

    def __init__(self, source: int, wanted: tuple[str, str, bytes]) -> None:
        super().__init__(name=f"listening-{source}", daemon=True)
        self.wanted = wanted
        self._source = source
        self._stopping = threading.Event()

    def stop(self) -> None:
        """Ask it to end soon."""
        self._stopping.set()

    def run(self) -> None:
        rest = _FIRST
        try:
            while not self._stopping.is_set():
                began = time.monotonic()
                self._once()
                # Whoever was heard for a while is tried at once.
                rest = _FIRST if time.monotonic() - began > _LONGEST else rest
                self._stopping.wait(rest * random.uniform(0.5, 1.0))  # noqa: S311 - not a secret
                rest = min(rest * 2, _LONGEST)
        finally:
            connection.close()

    def _once(self) -> None:
        """One connection, from its beginning to its end."""
        try:
            hand = Hand(self._source)
            try:
                known.listens(self.wanted[0])(self._place(), hand, self._stopping)
            finally:
                # What was heard before it broke off is kept; if even that fails, it is heard again.
                hand.keep()
        except (Deaf, NotAnAddress, secrets.Unreadable) as problem:
            _LOG.warning("source %s cannot be heard: %s", self._source, problem)
            self._deaf(str(problem))
        except DatabaseError as problem:
            _LOG.warning("what source %s said is heard again: %s", self._source, problem)
            connection.close()
        except Exception as problem:  # noqa: BLE001 - whatever it is, the others go on
            # One source that says something nobody foresaw must not silence the process.
            _LOG.exception("source %s broke its reader", self._source)
            self._deaf(type(problem).__name__)

    def _deaf(self, why: str) -> None:
        try:
            gaps.deaf(source=self._source, why=why, at=clock.now())
        except DatabaseError:
            connection.close()

    def _place(self) -> Place:
        _kind, address, sealed = self.wanted
        mark = Source.objects.values_list("mark", flat=True).get(pk=self._source)
        secret = secrets.unseal(sealed, PURPOSE).decode() if sealed else ""
        return Place(address, secret, mark)
