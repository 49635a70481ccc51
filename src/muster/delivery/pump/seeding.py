"""Sends to seeds by the very lane that carries everybody else, before anybody else is reached (W2).

Nothing of it is in the journal: a seed is ours, so after a crash it simply gets the message again.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import Any, Final

from muster.channels.base import Receipt
from muster.delivery import fence, fields, tokens
from muster.delivery.actions import catching, seeds
from muster.delivery.actions.parcels import Claimed, Person
from muster.delivery.models import CaughtMessage, SeedSend
from muster.delivery.pump import journal, team
from muster.delivery.pump.presses import Presses
from muster.delivery.pump.work import Work
from muster.kit import clock

_EVERY: Final = 0.25


class SeedWork(Work):
    """The seeds of one release, as a lane sees them; it remembers how each ended."""

    def __init__(self, *args: Any, **choice: Any) -> None:
        self.ends: dict[int, Receipt] = {}
        super().__init__(*args, **choice)

    def accepted(self, index: int, code: int) -> None:
        self.ended(index, Receipt(index, "accepted", code))

    def ended(self, index: int, receipt: Receipt, *, kind: str = "") -> None:
        super().ended(index, receipt, kind=kind)
        self.ends[index] = receipt if not kind else Receipt(index, "refused", 0, str(kind))

    def save(self) -> None:
        """Write down every end; who was not reached may be taken in hand again."""
        for index, person in enumerate(self.parcel.people):
            end = self.ends.get(index)
            if end is None:
                seeds.give_back(send_id=person.recipient_id)
            elif not person.open:
                seeds.note(send_id=person.recipient_id, kind="suppressed")
            else:
                words = f"{end.code or ''} {end.detail}".strip()
                seeds.note(send_id=person.recipient_id, kind=end.kind, detail=words)
        for one in self.caught:
            catching.keep(
                sort=CaughtMessage.Sort.BROADCAST, address=one.address, subject=self.parcel.subject,
                person_id=None, raw=one.raw,
                name=one.message_id if self.parcel.channel == "sms" else "",
            )  # fmt: skip


class Seeding:
    """The part of a worker that looks after seeds."""

    def __init__(self, presses: Presses, submit: Callable[[Work], None]) -> None:
        self._presses, self._submit = presses, submit
        self._active: list[SeedWork] = []
        self._looked = 0.0

    @property
    def busy(self) -> bool:
        return bool(self._active)

    def step(self, channels: Iterable[str]) -> bool:
        """Write down what ended, take what waits; tells whether anything was done."""
        did = self.finish()
        if self._active or time.monotonic() - self._looked < _EVERY:
            return did
        self._looked = time.monotonic()
        token = fence.on_disk() if seeds.waiting() else None
        taken = seeds.take(channels=list(channels), token=token) if token else []
        if taken:
            self._begin(taken)
        return did or bool(taken)

    def finish(self, *, whether_over: bool = True) -> bool:
        """Write down the works that are over, or all of them once no lane holds any more."""
        ended = [work for work in self._active if work.over or not whether_over]
        for work in ended:
            work.save()
            self._active.remove(work)
        return bool(ended)

    def _begin(self, taken: list[SeedSend]) -> None:
        parcel = _parcel(taken)
        if parcel.mode == "team":
            parcel = team.only(parcel)
        deadline = time.monotonic() + (parcel.not_after - clock.now()).total_seconds()
        work = SeedWork(
            parcel, self._presses.of(parcel).printer, journal.loose(len(taken)), deadline=deadline,
            done=_noticed_later,
        )  # fmt: skip
        self._active.append(work)
        self._submit(work)


def _noticed_later(_work: Work) -> None:
    """The next step sees that it is over."""


def _parcel(taken: list[SeedSend]) -> Claimed:
    release = taken[0].release
    return Claimed(
        parcel_id=0,
        number=0,
        passing=1,
        retry_of=None,
        first=0,
        last=len(taken) - 1,
        zone="UTC",
        claimed_at=clock.db_now(),
        release_id=release.pk,
        document_id=release.document_id,
        snapshot_id=release.snapshot_id,
        subject=release.subject,
        channel=release.channel,
        purpose=release.purpose,
        mode=release.mode,
        not_after=release.not_after,
        window_from=None,
        window_to=None,
        per_minute=0,
        capped=False,
        people=[_person(one) for one in taken],
    )


def _person(send: SeedSend) -> Person:
    # Invented values: a seed reads the words, never somebody’s name.
    return Person(
        recipient_id=send.pk, person_id=0, key_id=0, address=send.seed.address, language="",
        merge=fields.examples(), open=True, done=False, sort=tokens.SEED,
    )  # fmt: skip
