"""Who was accepted and waits for an invitation, and who of them may be written to. Whoever may not is told by name."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from django.db.models import QuerySet

from muster.accounts.models import Staff
from muster.delivery import suppressions
from muster.delivery.models import Selection
from muster.people.models import ConsentState, IdentityKey, Person
from muster.people.purposes import NEWS
from muster.volunteering.models import SignUp, Suggestion, Task

Why = Literal["no_address", "no_consent", "suppressed"]
CHANNEL = "email"


@dataclass(slots=True)
class Reach:
    """Each accepted person once: with the key they are written to, or with the reason why not."""

    writable: list[tuple[Suggestion, int]] = field(default_factory=list)
    unreachable: list[tuple[Suggestion, Why]] = field(default_factory=list)


def accepted(task: Task, *, by: Staff) -> QuerySet[Suggestion]:
    """Everybody who was accepted for a task, invited or not, of one’s own regions."""
    seen = Person.objects.visible_to(by.scope)
    rows = Suggestion.objects.filter(
        shift__task=task, accepted_at__isnull=False, key__person__in=seen
    )
    return rows.select_related("shift", "key__person__region").order_by("shift__starts_at", "id")


def proposed(task: Task, *, by: Staff) -> QuerySet[Suggestion]:
    """Everybody whom a plan suggested for a task and about whom nobody decided."""
    seen = Person.objects.visible_to(by.scope)
    rows = Suggestion.objects.filter(
        shift__task=task, accepted_at=None, declined_at=None, key__person__in=seen
    )
    return rows.select_related("shift", "key__person__region").order_by("rank", "id")


def waiting(task: Task, *, by: Staff, at: datetime) -> list[Suggestion]:
    """Those who were accepted and are in no message yet, for shifts that lie ahead."""
    rows = accepted(task, by=by).filter(selection=None, asked_at=None)
    ahead = rows.filter(shift__called_off_at=None, shift__starts_at__gt=at)
    return list(ahead)


def reach(found: Sequence[Suggestion]) -> Reach:
    """Sort them by whether they may be written to now. The gate looks again when the message leaves."""
    people = {one.key.person_id for one in found}
    keys = list(
        IdentityKey.objects.filter(person__in=people, kind="email").order_by("-verified_at", "id")
    )
    yes = set(
        ConsentState.objects.filter(
            key__in=keys, channel=CHANNEL, purpose=NEWS, state="granted"
        ).values_list("key_id", flat=True)
    )
    gone = suppressions.among(CHANNEL, [key.value for key in keys if key.pk in yes])
    sorted_ = Reach()
    for one in found:
        theirs = [key for key in keys if key.person_id == one.key.person_id]
        said_yes = [key for key in theirs if key.pk in yes]
        open_ = [key for key in said_yes if key.value not in gone]
        if open_:
            sorted_.writable.append((one, open_[0].pk))
        elif said_yes:
            sorted_.unreachable.append((one, "suppressed"))
        else:
            sorted_.unreachable.append((one, "no_consent" if theirs else "no_address"))
    return sorted_


def joined(found: Sequence[Suggestion]) -> set[int]:
    """The numbers of those suggestions whose people have a place in the shift, or wait for one."""
    rows = SignUp.objects.filter(shift__in=[one.shift_id for one in found], left_at=None)
    places = set(rows.values_list("shift_id", "key__person_id"))
    return {one.pk for one in found if (one.shift_id, one.key.person_id) in places}


def messages(numbers: Collection[int]) -> dict[int, Selection]:
    """Selections by their number."""
    return Selection.objects.in_bulk(set(numbers))
