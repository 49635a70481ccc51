"""One claimed parcel in a worker's hands: what is still to go, what is out, and how each ended."""

from __future__ import annotations

import logging
import re
import time
from collections import deque
from collections.abc import Callable, Sequence
from itertools import islice
from typing import Final

from muster.channels.base import Outgoing, Receipt
from muster.delivery.actions.outcomes import Caught, Ended, Taken
from muster.delivery.actions.parcels import Claimed, Person
from muster.delivery.models import Kind
from muster.delivery.pump import journal
from muster.delivery.pump.journal import Slot
from muster.delivery.pump.presses import Printer
from muster.kit import faults

AHEAD: Final = 64  # messages printed at once
Done = Callable[["Work"], None]
_NOWHERE: Final = Receipt(0, "refused", 553, "mail cannot be addressed to this")

_UNPRINTABLE: Final = Receipt(0, "refused", 0, "this message could not be printed")
_USABLE: Final = re.compile(r'[^\x00-\x20<>\\"\x7f-\U0010ffff]+').fullmatch
_LOG = logging.getLogger(__name__)


class Work:
    """A parcel. The lane takes messages from it; the keeper reads what became of them."""

    def __init__(
        self,
        parcel: Claimed,
        printer: Printer,
        slot: Slot,
        *,
        deadline: float,
        done: Done,
    ) -> None:
        self.parcel, self.slot, self.deadline = parcel, slot, deadline
        self.release_id = parcel.release_id
        self.since = time.monotonic()
        self._printer, self._done = printer, done
        self._details: dict[int, str] = {}
        self._written: set[int] = set()
        self.unsaved: list[Ended] = []
        self.taken: list[Taken] = []
        self.caught: list[Caught] = []
        # Whether an earlier try to save may have succeeded without our knowing.
        self.unsure = False
        self.todo: deque[int] = deque()
        # Some of ``todo`` that are printed already; each is taken from both at once.
        self._printed: dict[int, Outgoing] = {}
        self.out = 0
        self.stopping = self.over = False
        self._begin()

    def _begin(self) -> None:
        for index, person in enumerate(self.parcel.people):
            if person.done:
                self._written.add(index)
            elif not person.open:
                self.ended(index, Receipt(index, "refused", 0, person.why), kind=Kind.SUPPRESSED)
            else:
                self.todo.append(index)

    # What the lane asks.

    def outgoing(self, index: int) -> Outgoing | None:
        """Message ``index``, printed together with those that come next; None if it can never leave."""
        found = self._printed.pop(index, None)
        if found is None:
            self._printed = self._print_ahead(index)
            found = self._printed.pop(index, None) or self._print_alone(index)
        if faults.ARMED:
            faults.fault("render.after")
        return found

    def _print_ahead(self, index: int) -> dict[int, Outgoing]:
        # Of what leaves slowly nothing is printed before its time.
        ahead = 0 if self.parcel.per_minute else AHEAD - 1
        indexes = [index, *islice(self.todo, ahead)]
        people = [self.parcel.people[each] for each in indexes]
        if self.parcel.channel == "email" and not all(usable(one.address) for one in people):
            return {}
        try:
            return dict(zip(indexes, self._printer.several(indexes, people), strict=True))
        except Exception:  # noqa: BLE001 - one of them cannot be printed, and is told of when its turn comes
            return {}

    def _print_alone(self, index: int) -> Outgoing | None:
        person = self.parcel.people[index]
        if self.parcel.channel == "email" and not usable(person.address):
            self.ended(index, _NOWHERE)
            return None
        try:
            return self._printer.several([index], [person])[0]
        except Exception:  # noqa: BLE001 - see below
            # One message that cannot be printed must neither stop the others nor leave half made.
            _LOG.exception("message %s of parcel %s", index, self.parcel.parcel_id)
            self.ended(index, _UNPRINTABLE)
            return None

    def in_time(self) -> bool:
        return time.monotonic() < self.deadline

    def leaving(self, index: int) -> None:
        self.slot.leaving(index)

    def accepted(self, index: int, code: int) -> None:
        """Say what nearly every message comes to: it was taken, and there is no more to tell."""
        if faults.ARMED:
            faults.fault("net.after_reply_before_record")
        self.slot.accepted(index, code)

    def ended(self, index: int, receipt: Receipt, *, kind: str = "") -> None:
        if faults.ARMED:
            faults.fault("net.after_reply_before_record")
        self.slot.ended(index, kind or receipt.kind, receipt.code)
        if receipt.kind != "accepted" and receipt.detail:
            self._details[index] = receipt.detail

    def check(self) -> None:
        """Tell the keeper, once, when nothing more will happen to this parcel here."""
        if not self.over and not self.out and (self.stopping or not self.todo):
            self.over = True
            self._done(self)

    # What the keeper asks.

    def gather(self) -> None:
        """Put what ended since the last time among what is to be saved."""
        slot, people = self.slot, self.parcel.people
        states = bytes(slot.states[: len(people)])
        fresh = [
            index
            for index, state in enumerate(states)
            if state > journal.IN_FLIGHT and index not in self._written
        ]
        code, plain = slot.plainly_accepted(fresh)
        if plain:
            self.taken.append(taken(slot, plain, people, code))
        if len(plain) < len(fresh):
            for index in sorted({*fresh}.difference(plain)):
                detail = self._details.get(index, "")
                self.unsaved.append(ended(slot, index, people[index], detail))
        self._written.update(fresh)

    def left(self) -> list[tuple[int, int]]:
        """The recipients of whom no byte left, with their keys."""
        people = self.parcel.people
        return [
            (people[index].recipient_id, people[index].key_id)
            for index, state in enumerate(bytes(self.slot.states[: len(people)]))
            if state == journal.UNTOUCHED and index not in self._written
        ]

    def saved(self, caught: int) -> None:
        """Forget what is written down by now."""
        self.unsaved, self.taken = [], []
        del self.caught[:caught]


def taken(slot: Slot, indexes: list[int], people: Sequence[Person], code: int) -> Taken:
    """Read plain acceptances out of a journal."""
    handed, ended_at = slot.moments()
    return Taken(
        code=code,
        began=slot.began,
        recipients=[people[index].recipient_id for index in indexes],
        keys=[people[index].key_id for index in indexes],
        handed=[handed[index] for index in indexes],
        ended=[ended_at[index] for index in indexes],
    )


def ended(slot: Slot, index: int, person: Person, detail: str) -> Ended:
    """Read one end out of a journal."""
    entry = slot.entry(index)
    handed = slot.moment(entry.handed_us) if entry.handed_us else None
    return Ended(
        recipient_id=person.recipient_id,
        key_id=person.key_id,
        kind=str(journal.BY_BYTE[entry.state]),
        code=entry.code,
        detail=detail[:200],
        handed_at=handed,
        at=slot.moment(entry.ended_us),
    )


def usable(address: str) -> bool:
    """Whether an address can stand in an envelope: ASCII, one line, no angle brackets."""
    return _USABLE(address) is not None and "@" in address and len(address) <= 254
