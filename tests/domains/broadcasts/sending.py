"""The pump’s part in tests: claim the next parcel as it would, and say how each message ended."""

from datetime import timedelta

from muster.delivery import fence
from muster.delivery.actions import outcomes, parcels
from muster.delivery.actions.outcomes import Ended
from muster.kit import clock

WORKER = "test"


def claim():
    """Take the next parcel, committed before anything of it leaves."""
    token = fence.in_database()
    return parcels.claim(worker=WORKER, channels=[], token=token) if token else None


def finish(parcel, kinds=("accepted",), *, ago=timedelta(0)):
    """End a parcel; kinds repeat from the beginning, and who may no longer be written to is held back."""
    now = clock.db_now() - ago
    ended = []
    for place, person in enumerate(one for one in parcel.people if not one.done):
        kind = kinds[place % len(kinds)] if person.open else "suppressed"
        handed = now if kind in {"accepted", "unknown"} else None
        ended.append(
            Ended(person.recipient_id, person.key_id, kind, 250, "", handed, clock.db_now() - ago)
        )
    outcomes.finish(parcel, ended, worker=WORKER, title="Test", left=[])


def leave(parcel, kinds):
    """Some messages of a parcel end while it goes on: they had left before whatever happened since."""
    ended = [
        Ended(person.recipient_id, person.key_id, kind, 250, "", parcel.claimed_at, clock.db_now())
        for person, kind in zip(parcel.people, kinds, strict=False)
    ]
    outcomes.append(parcel, ended, worker=WORKER, title="Test")


def deliver(kinds=("accepted",)):
    """Send everything that may be sent now; returns how many parcels that was."""
    count = 0
    while (parcel := claim()) is not None:
        finish(parcel, kinds)
        count += 1
    return count
