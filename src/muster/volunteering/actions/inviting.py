"""Follows invitations: who is in which message, and when each was really sent. Nobody was asked before that.

The message itself is a broadcast like any other, begun by the door; here only its selection is known, by number.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import Exists, OuterRef

from muster.accounts.models import Staff
from muster.activity import actions as activity
from muster.activity.facts import NewFact
from muster.audit import actions as audit
from muster.delivery import queries as delivery
from muster.delivery.actions import selections
from muster.delivery.models import Kind, Outcome, Release, Selected, Selection
from muster.kit import actors, clock
from muster.kit.errors import NotFound
from muster.volunteering.models import Suggestion, Task
from muster.volunteering.suggestion_errors import OnItsWay

PREFIX: Final = "suggestion:"
BY: Final = actors.system("volunteering")
SOURCE: Final = "volunteering"
OFFERED: Final = "task.offered"
AT_ONCE: Final = 200


@transaction.atomic
def note_invited(
    *, suggestions: Collection[Suggestion], selection: Selection, by: Staff, at: datetime
) -> None:
    """Remember in which message they are; inside the transaction that begins it."""
    rows = Suggestion.objects.filter(
        pk__in=[one.pk for one in suggestions], accepted_at__isnull=False, selection=None
    )
    rows.update(selection=selection.pk)
    audit.record(
        by=by, verb="invitation.begun", subject=str(selection), at=at, size=len(suggestions)
    )


@transaction.atomic
def free(*, task: Task, selection: int, by: Staff, at: datetime) -> int:
    """Let people be invited anew whose message was put away. A message that was let go is not called back by it."""
    rows = Suggestion.objects.filter(shift__task=task, selection=selection, asked_at=None)
    whole = Selection.objects.select_for_update().filter(pk=selection).first()
    if whole is None or not rows.exists():
        raise NotFound
    release = delivery.release_of(whole.subject) if whole.subject else None
    if release is not None and not _over(release):
        raise OnItsWay
    freed = rows.update(selection=None)
    selections.settle(selection=whole, by=by, at=at)
    return freed


def follow_invitations(*, at: datetime) -> int:
    """Look through every invitation that is on its way; returns how many people were asked since last time."""
    ours = Selected.objects.filter(selection=OuterRef("pk"), about__startswith=PREFIX)
    waiting = Selection.objects.filter(Exists(ours), settled_at=None).exclude(subject="")
    asked = 0
    for selection in waiting.order_by("id"):
        release = delivery.release_of(selection.subject)
        if release is not None:
            asked += _follow(selection, release, at)
    return asked


def _follow(selection: Selection, release: Release, at: datetime) -> int:
    asked, after = 0, 0
    waiting = selection.people.filter(answered_at=None).select_related("key").order_by("pk")
    while rows := list(waiting.filter(pk__gt=after)[:AT_ONCE]):
        after = rows[-1].pk
        asked += _batch(release, rows)
    # Nothing more leaves: who was not reached was not asked, and may be invited another time.
    if _over(release):
        with transaction.atomic():
            Suggestion.objects.filter(selection=selection.pk, asked_at=None).update(selection=None)
            selections.settle(selection=selection, by=BY, at=at)
    return asked


def _over(release: Release) -> bool:
    return delivery.tally(release).completed or release.state == Release.State.CANCELLED


@transaction.atomic
def _batch(release: Release, rows: list[Selected]) -> int:
    reached = _reached(release, [one.key.person_id for one in rows if one.key.person_id])
    chosen = {int(one.about.removeprefix(PREFIX)): one for one in rows}
    whole = Suggestion.objects.select_for_update(of=("self",)).filter(pk__in=chosen, asked_at=None)
    asked = 0
    for suggestion in whole.select_related("key", "shift__task").order_by("pk"):
        row = chosen[suggestion.pk]
        when = reached.get(row.key.person_id or 0)
        if when is not None:
            suggestion.asked_at = when
            suggestion.save(update_fields=["asked_at"])
            selections.answered(selected=row, at=when)
            activity.append([NewFact(
                kind=OFFERED, key_id=row.key_id, at=when, source=SOURCE, ref=str(suggestion.shift.task),
                data={"title": suggestion.shift.task.title},
            )])  # fmt: skip
            asked += 1
    return asked


def _reached(release: Release, people: list[int]) -> dict[int, datetime]:
    """When it was taken for each of them, by our business clock; one that may have been taken counts."""
    found = Outcome.objects.filter(
        release=release, kind__in=[Kind.ACCEPTED, Kind.UNKNOWN], recipient__person_id__in=people
    )
    ahead = clock.story_offset()
    rows = found.order_by("-at", "-id").values_list("recipient__person_id", "at")
    return {person: when + ahead for person, when in rows}
