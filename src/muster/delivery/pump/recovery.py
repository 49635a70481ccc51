"""Takes over what a dead worker held, and says of each message only what its journal proves.

In flight becomes unknown, untouched waits again; without a journal that can be believed, everything
the worker held is unknown (engines.md 3 and 6).
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from muster.delivery.actions import direct, outcomes, parcels
from muster.delivery.actions.outcomes import Ended
from muster.delivery.actions.parcels import Claimed
from muster.delivery.models import Kind
from muster.delivery.pump import journal, locks
from muster.delivery.pump.journal import Journal, Slot
from muster.delivery.pump.presses import Presses
from muster.delivery.pump.work import ended
from muster.kit import clock
from muster.kit.faults import fault

# A worker without a journal here may live on another computer; it gets this long.
ELSEWHERE: Final = timedelta(minutes=10)
_LOG = logging.getLogger(__name__)


def recover(folder: Path, presses: Presses, *, worker: str) -> int:
    """Take over every dead worker’s parcels; returns how many parcels were dealt with."""
    holding = parcels.held_by_others(worker)
    journal.tidy(folder, {worker, *(name for name, _since in holding)})
    return sum(_take_over(folder, presses, name, since) for name, since in holding)


def give_back(own: Journal, presses: Presses, known: Sequence[int], *, worker: str) -> int:
    """Let go of what this living worker claimed without learning of it; returns how many parcels those were.

    The connection broke between the commit of a claim and its answer, or before a text was there to
    print: not a byte of such a parcel has left (D4), and nobody else may take it while we live.
    """
    for slot in own.slots:
        if slot.parcel_id and slot.parcel_id not in known:
            slot.release()
    if set(parcels.held_numbers(worker)) <= set(known):
        return 0
    forgotten = [one for one in parcels.held(worker) if one.parcel_id not in known]
    for parcel in forgotten:
        _LOG.warning("parcel %s was claimed without our knowing; it waits again", parcel.parcel_id)
        found, left = _read(parcel, own)
        outcomes.finish(
            parcel, found, worker=worker, title=presses.of(parcel).title, left=left, unsure=True
        )
    return len(forgotten)


def _take_over(folder: Path, presses: Presses, name: str, since: datetime) -> int:
    with locks.session(name) as held:
        if not held:
            return 0
        path = folder / f"{name}.journal"
        try:
            will = Journal(path, fresh=False) if path.exists() else None
        except journal.Busy:
            return 0
        except journal.Unreadable:
            will = None
        if will is None and not path.exists() and clock.db_now() - since < ELSEWHERE:
            return 0
        done = _bury(will, presses, name)
        if will is not None:
            will.close(remove=True)
        return done


def _bury(will: Journal | None, presses: Presses, name: str) -> int:
    believed = will if will is not None and will.of_this_boot else None
    held = parcels.held(name)
    for parcel in held:
        found, left = _read(parcel, believed)
        _LOG.warning(
            "parcel %s of dead worker %s: %s ended, %s untouched",
            parcel.parcel_id,
            name,
            len(found),
            len(left),
        )
        outcomes.finish(
            parcel, found, worker=name, title=presses.of(parcel).title, left=left, unsure=True
        )
        fault("reconcile.mid")
    direct.abandon(worker=name)
    return len(held)


def _read(
    parcel: Claimed, believed: Journal | None
) -> tuple[Sequence[Ended], Sequence[tuple[int, int]]]:
    slot = believed.slot_of(parcel.parcel_id) if believed else None
    found: list[Ended] = []
    left: list[tuple[int, int]] = []
    for index, person in enumerate(parcel.people):
        if person.done:
            continue
        # A journal that is whole and has no slot for a parcel proves that it was never begun.
        state = slot.states[index] if slot else journal.UNTOUCHED
        if believed is None or state == journal.IN_FLIGHT:
            found.append(_unknown(parcel, index, slot))
        elif state == journal.UNTOUCHED or slot is None:
            left.append((person.recipient_id, person.key_id))
        else:
            found.append(ended(slot, index, person, ""))
    return found, left


def _unknown(parcel: Claimed, index: int, slot: Slot | None) -> Ended:
    person = parcel.people[index]
    handed = slot.handed_at(index) if slot else parcel.claimed_at
    words = "the sending process ended before an answer came"
    return Ended(person.recipient_id, person.key_id, Kind.UNKNOWN, 0, words, handed, clock.db_now())
