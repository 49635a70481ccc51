"""A hundred people press at once for the few places of one shift, each on a line of their own to the database."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any, Final

from django.db import close_old_connections, connection

from muster.kit import actors, clock
from muster.people.models import IdentityKey
from muster.proof import crowd
from muster.volunteering import errors
from muster.volunteering.actions import take
from muster.volunteering.models import Shift, SignUp, Task

SLOTS: Final = 7
REGION: Final = "PL-10"


def race(racers: int) -> dict[str, int]:
    """Once where the full are turned away, once where they may wait; how many too many came in."""
    numbers = crowd.invent(racers, channel="email", regions=[REGION])
    keys = list(IdentityKey.objects.filter(pk__in=list(numbers)).order_by("pk"))
    found: Counter[str] = Counter(racers=racers, overfilled=0, left_empty=0, broken=0)
    for wait in (False, True):
        # On another day, since whoever got a place in the first cannot be in two at once.
        shift = _shift("waiting", days=4) if wait else _shift("full", days=3)
        ends = _together([_press(shift, key, wait=wait) for key in keys])
        held = SignUp.objects.filter(shift=shift, left_at=None)
        inside = held.filter(place=SignUp.Place.IN).count()
        shift.refresh_from_db()
        found["overfilled"] += max(inside, shift.taken, SLOTS) - SLOTS
        found["left_empty"] += max(min(SLOTS, racers) - min(inside, shift.taken), 0)
        found["turned_away"] += sum(isinstance(one, errors.ShiftFull) for one in ends)
        found["waiting"] += held.filter(place=SignUp.Place.WAITING).count()
        # Anything but a place or a word of the house.
        found["broken"] += sum(not isinstance(one, (SignUp, errors.ShiftFull)) for one in ends)
    return dict(found)


def _shift(name: str, *, days: int) -> Shift:
    now = clock.now()
    task = Task.objects.create(
        slug=f"race-{name}", title="Carry the boat", region_id=REGION, zone="Europe/Warsaw",
        minutes=60, made_at=now, opened_at=now,
    )  # fmt: skip
    starts = now + timedelta(days=days)
    return Shift.objects.create(
        task=task, starts_at=starts, ends_at=starts + timedelta(hours=1), slots=SLOTS
    )


def _press(shift: Shift, key: IdentityKey, *, wait: bool) -> Callable[[], SignUp]:
    by = actors.person(key.person_id or 0)
    return lambda: take(shift=shift, key=key, by=by, at=clock.now(), wait=wait)


def _together(presses: Sequence[Callable[[], SignUp]]) -> list[Any]:
    """Press all at once; what each got, or the error."""
    start, ends = threading.Barrier(len(presses)), list[Any]()

    def run(press: Callable[[], SignUp]) -> None:
        close_old_connections()
        try:
            connection.ensure_connection()
            start.wait()
            ends.append(press())
        except Exception as error:  # noqa: BLE001 -- what became of each is what is asked
            ends.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[press]) for press in presses]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return ends
