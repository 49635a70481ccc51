"""The keeper of the pump: claims parcels, hands them to a lane, writes down what became of them.

One thread speaks to the database for the parcels, one sends, one listens for halts. Any of them may
die at any moment; the journal and the claims say what happened (D1–D6).
"""

from __future__ import annotations

import contextlib
import gc
import logging
import os
import queue
import socket
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final, Protocol

from django.conf import settings
from django.db import Error, connection

from muster.accounts.queries import organisation
from muster.channels.kinds.email.target import Target, parse
from muster.channels.kinds.sms.target import Target as Gateway
from muster.delivery import fence, reports
from muster.delivery.actions import fences, outcomes, parcels
from muster.delivery.actions.outcomes import ParcelLost
from muster.delivery.actions.parcels import Claimed
from muster.delivery.pump import recovery, team, tending, windows
from muster.delivery.pump.guard import Guard, Pulse
from muster.delivery.pump.journal import Journal
from muster.delivery.pump.lane import Lane
from muster.delivery.pump.post import Post
from muster.delivery.pump.presses import Presses
from muster.delivery.pump.seeding import Seeding
from muster.delivery.pump.textlane import TextLane
from muster.delivery.pump.training import TrainingLane
from muster.delivery.pump.work import Work
from muster.kit import actors, ids

AHEAD: Final = 4  # parcels in hand: some on the wire, one being printed, one being written down
TRAINING_RATE: Final = 200.0
_SELDOM: Final = 50_000
_FLUSH: Final = 1.0
_LOOK_AGAIN: Final = 0.5
_POST_AGAIN: Final = 2.0  # for what became due by the clock; what is new is announced
_RECOVER: Final = 1.0
_LOG = logging.getLogger(__name__)


class Carrier(Protocol):
    """A lane, as the keeper sees it: SMTP, an SMS gateway, or the training one that lets nothing out.

    It takes indexes from ``work.todo``, asks ``work.outgoing(index)`` for the message, and right before
    a body leaves asks ``guard.allows(work.release_id)`` and ``work.in_time()`` and then says
    ``work.leaving(index)``; it counts ``work.out`` up and down itself and tells the end by
    ``work.ended(index, receipt)`` followed by ``work.check()``. A body that left without an answer ends
    as "unknown". ``submit`` and ``end`` come from the keeper's thread.
    """

    def submit(self, work: Work) -> None:
        """Take over a claimed parcel; ``work.check()`` gives it back once nothing of it is out."""

    def end(self) -> bool:
        """Begin nothing more and wait for what is owed; False if it may still be sending."""


class Worker:
    """One sending process."""

    def __init__(self, *, guard: Guard | None = None, rate: float = TRAINING_RATE) -> None:
        self.name = f"{socket.gethostname()[:20]}-{os.getpid()}-{ids.token()[:8]}"
        self.target = parse(settings.MUSTER_SMTP_URL) if settings.MUSTER_SMTP_URL else None
        self.folder = Path(settings.MUSTER_HOME) / "journal"
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.journal = Journal(self.folder / f"{self.name}.journal", fresh=True)
        self.pulse = None if guard else Pulse(self.name)
        self.guard: Guard = guard or self.pulse or _never()
        if self.pulse:
            self.pulse.start()
        self._rate = rate
        self._name = organisation().reply_domain or socket.gethostname() or "localhost"
        gateway = reports.gateway()
        self.post = Post(self.target, worker=self.name, name=self._name, gateway=gateway)
        self._presses = Presses()
        self._over: queue.SimpleQueue[Work] = queue.SimpleQueue()
        self._ending: list[Work] = []
        self._active: list[Work] = []
        self._carriers: dict[str, Carrier] = {}
        # How each channel leaves this process; a channel without a way is not claimed live.
        self._ways: dict[str, Callable[[], Carrier]] = {}
        if self.target:
            self._ways["email"] = partial(self._mail_lane, self.target)
        if gateway:
            self._ways["sms"] = partial(self._text_lane, gateway)
        self._seeding = Seeding(self._presses, lambda work: self._carrier(work.parcel).submit(work))
        self._flushed = self._recovered = 0.0

    def step(self) -> bool:
        """Do what can be done now; tells whether anything was done."""
        did = self._finish_all() | self._seeding.step(self._ways)
        now = time.monotonic()
        if now - self._flushed > _FLUSH:
            self._flushed = now
            self._flush_all()
        if now - self._recovered > _RECOVER:
            self._recovered = now
            did |= bool(recovery.recover(self.folder, self._presses, worker=self.name))
            known = [work.parcel.parcel_id for work in self._active]
            did |= bool(recovery.give_back(self.journal, self._presses, known, worker=self.name))
        while len(self._active) < AHEAD and self._claim():
            did = True
        return did

    @property
    def busy(self) -> bool:
        return bool(self._active) or self._seeding.busy

    def wait(self, seconds: float) -> None:
        """Rest until a parcel is over, somebody calls, or the time is up."""
        if self._active:
            with contextlib.suppress(queue.Empty):
                self._ending.append(self._over.get(timeout=min(seconds, _FLUSH)))
        elif self.pulse:
            self.pulse.woken.wait(seconds)
            self.pulse.woken.clear()
        else:
            time.sleep(min(seconds, 0.01))

    def end(self) -> None:
        """Stop sending and write everything down; what is out and unanswered becomes unknown."""
        ended = [carrier.end() for carrier in self._carriers.values()]
        try:
            if all(ended):
                while not self._over.empty():
                    self._over.get()
                self._ending = list(self._active)
                self._finish_all()
                self._seeding.finish(whether_over=False)
            # Else a lane may still be sending: the next worker reads the journal once we are gone.
        finally:
            if self.pulse:
                self.pulse.end()
            self.journal.close(remove=not self._active)

    def _claim(self) -> bool:
        # Whether the database says the same is asked by the claim itself.
        slot, token = self.journal.free(), fence.on_disk()
        if slot is None or token is None or (self.pulse and not self.pulse.fresh):
            return False
        parcel = parcels.claim(worker=self.name, channels=list(self._ways), token=token)
        if parcel is None:
            return False
        if parcel.mode == "team":
            parcel = team.only(parcel)
        slot.begin(parcel.parcel_id, len(parcel.people), skew=self.pulse.skew if self.pulse else 0)
        printing = self._presses.of(parcel)
        work = Work(
            parcel,
            printing.printer,
            slot,
            deadline=windows.deadline(parcel),
            done=self._over.put,
        )
        self._active.append(work)
        self._carrier(parcel).submit(work)
        return True

    def _carrier(self, parcel: Claimed) -> Carrier:
        leaves = parcel.mode != "training" and parcel.channel in self._ways
        lane = parcel.channel if leaves else "training"
        if lane not in self._carriers:
            self._carriers[lane] = self._open(lane)
        return self._carriers[lane]

    def _open(self, lane: str) -> Carrier:
        if lane == "training":
            return TrainingLane(self.guard, rate=self._rate)
        return self._ways[lane]()

    def _mail_lane(self, target: Target) -> Carrier:
        most = settings.MUSTER_SMTP_CONNECTIONS
        return Lane(target, self.guard, connections=most, name=self._name)

    def _text_lane(self, gateway: Gateway) -> Carrier:
        most = settings.MUSTER_SMS_CONNECTIONS
        told = reports.address(gateway)
        return TextLane(gateway, self.guard, connections=most, reports=told)

    def _finish_all(self) -> bool:
        while not self._over.empty():
            self._ending.append(self._over.get())
        did = bool(self._ending)
        while self._ending:
            # It leaves the list only once it is written down; a lost database comes back to it.
            work = self._ending[0]
            self._save(work, last=True)
            self._ending.pop(0)
            work.slot.release()
            self._active.remove(work)
        return did

    def _flush_all(self) -> None:
        for work in self._active:
            if not work.over:
                self._save(work, last=False)

    def _save(self, work: Work, *, last: bool) -> None:
        work.gather()
        title = self._presses.of(work.parcel).title
        caught = list(work.caught)
        try:
            if last:
                outcomes.finish(
                    work.parcel,
                    work.unsaved,
                    worker=self.name,
                    title=title,
                    left=work.left(),
                    taken=work.taken,
                    caught=caught,
                    unsure=work.unsure,
                )
            elif work.unsaved or work.taken:
                outcomes.append(
                    work.parcel,
                    work.unsaved,
                    worker=self.name,
                    title=title,
                    taken=work.taken,
                    caught=caught,
                    unsure=work.unsure,
                )
        except ParcelLost:
            _LOG.warning("parcel %s was taken over", work.parcel.parcel_id)
        except Error:
            # Whether the commit happened is not known; the next try looks before it writes.
            work.unsure = True
            raise
        work.saved(len(caught))


def run(stop: threading.Event) -> None:
    """Send until ``stop`` is set: what ``muster worker`` runs."""
    fences_ready()
    _tidy_seldom()
    worker = Worker()
    pulse = worker.pulse
    assert pulse is not None  # noqa: S101 - only a worker inside a test has none
    posting = threading.Thread(target=_post, args=(worker, pulse, stop), name="post", daemon=True)
    posting.start()
    ticking = tending.start(stop, pulse.heard)
    while not stop.is_set():
        try:
            worker.step()
            worker.wait(_LOOK_AGAIN)
        except Error as error:
            _LOG.warning("the pump could not write: %s", error)
            connection.close()
            stop.wait(0.2)
    worker.end()
    posting.join(timeout=10)
    ticking.join(timeout=10)
    connection.close()


def _tidy_seldom() -> None:
    """Parcels are thousands of small things that live a moment and never in circles."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_SELDOM, 20, 20)


def fences_ready() -> None:
    """Name this installation if it is new; a copy stays unnamed and sends nothing (D13)."""
    if fence.is_new():
        fences.establish(by=actors.system("pump"))
    elif fence.matching() is None:
        _LOG.error("this database does not belong to this disk; sending is off (muster check)")


def _post(worker: Worker, pulse: Pulse, stop: threading.Event) -> None:
    while not stop.is_set():
        try:
            done = worker.post.deliver() if fence.matching() else 0
        except Error as error:
            _LOG.warning("the post could not write: %s", error)
            connection.close()
            done = 0
        if not done:
            pulse.posted.wait(_POST_AGAIN)
            pulse.posted.clear()
    connection.close()


def _never() -> Guard:
    raise AssertionError("a worker has a guard or a pulse")
