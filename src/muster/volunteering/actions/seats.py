"""What happens to a seat under the lock of its shift: somebody comes, somebody goes, the first in the line moves up.

Nothing here locks or asks; the actions do, and call these.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db.models import QuerySet

from muster.activity import actions as activity
from muster.activity.facts import NewFact
from muster.audit import actions as audit
from muster.kit.actors import Doer
from muster.kit.text import clean
from muster.volunteering.actions import clashes, coming, telling
from muster.volunteering.models import Shift, SignUp, Swap

SOURCE: Final = "volunteering"


def count(shift: Shift, change: int) -> None:
    """Change how many are in."""
    shift.taken += change
    shift.save(update_fields=["taken"])


def joined(sign_up: SignUp, *, by: Doer, at: datetime) -> None:
    """What follows when somebody is in: the fact, the trait of their next shift, the letter."""
    _say("shift.joined", sign_up, at, how=sign_up.how)
    coming.note(sign_up.key.person_id, at=at, by=by)
    telling.tell("shift-in", sign_up, once=f"in:{sign_up.pk}")


def part(sign_up: SignUp, *, why: str, by: Doer, at: datetime) -> None:
    """Close a sign-up and what hangs on it; the caller counts."""
    was_in = sign_up.is_in
    sign_up.left_at, sign_up.left_why = at, clean(why)[:200]
    sign_up.save(update_fields=["left_at", "left_why"])
    Swap.objects.filter(sign_up=sign_up, ended_at=None).update(ended_at=at)
    if was_in:
        _say("shift.left", sign_up, at, why=sign_up.left_why)
        coming.note(sign_up.key.person_id, at=at, by=by)
    audit.record(by=by, verb="shift.left", subject=str(sign_up.shift), at=at, key=sign_up.key_id)


def exchange(swap: Swap, giver: SignUp, taker: SignUp, *, by: Doer, at: datetime) -> None:
    """Let one go and another come; as many are in as before."""
    swap.ended_at, swap.taken_by = at, taker
    swap.save(update_fields=["ended_at", "taken_by"])
    part(giver, why="swapped", by=by, at=at)
    joined(taker, by=by, at=at)
    telling.tell("shift-swapped", giver, once=f"swapped:{swap.pk}")


def line(shift: Shift) -> QuerySet[SignUp]:
    """Those who wait, the first first."""
    waiting = SignUp.objects.filter(shift=shift, left_at=None, place=SignUp.Place.WAITING)
    return waiting.select_related("key").order_by("at", "id")


def seat(sign_up: SignUp, shift: Shift, at: datetime) -> None:
    """Give somebody of the line a place."""
    sign_up.shift = shift
    sign_up.place, sign_up.moved_up_at = SignUp.Place.IN, at
    sign_up.save(update_fields=["place", "moved_up_at"])


def move_up(shift: Shift, *, by: Doer, at: datetime) -> list[SignUp]:
    """Give free places to those who wait. Returns who moved up."""
    if not shift.is_coming(at) or shift.is_full:
        return []
    moved = clashes.first_free(line(shift), shift, shift.free)
    for sign_up in moved:
        seat(sign_up, shift, at)
        count(shift, 1)
        joined(sign_up, by=by, at=at)
    return moved


def _say(kind: str, sign_up: SignUp, at: datetime, **more: object) -> None:
    task = sign_up.shift.task
    data = {"title": task.title, "minutes": task.minutes, "shift": sign_up.shift_id, **more}
    activity.append([NewFact(kind, sign_up.key_id, at, SOURCE, ref=str(task), data=data)])
