"""Decides about suggested people: accept, decline, or keep what a plan says as suggestions. Nobody is asked here."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Final

from django.db import transaction

from muster.accounts.models import Staff
from muster.audit import actions as audit
from muster.people.models import Person
from muster.volunteering import demands, fitness, proofs, reasons, suggesting
from muster.volunteering.models import Shift, Suggestion
from muster.volunteering.suggestion_errors import (
    InAMessage,
    NobodyChosen,
    NoLongerFits,
    ShiftOver,
)

if TYPE_CHECKING:
    from muster.volunteering.planning import Plan

# A colleague may look past these on purpose; nothing looks past the rest.
LOOKED_PAST: Final = frozenset({fitness.FAR, fitness.NOT_FREE, fitness.ASKED})
AT_ONCE: Final = 500


@transaction.atomic
def accept(*, shift: Shift, people: Collection[int], by: Staff, at: datetime) -> list[Suggestion]:
    """Say yes to these people for a shift. Whoever is not qualified, or no longer fits, is refused by name."""
    shift = _locked(shift, at)
    named = _visible(people, by)
    seen = suggesting.judge(shift, list(named), at=at)
    wrong = [
        one.name
        for number, one in named.items()
        if number not in seen or seen[number].look.obstacles - LOOKED_PAST
    ]
    if wrong:
        raise NoLongerFits(", ".join(wrong))
    wanted = demands.of(shift)
    fits = sorted(seen.values(), key=lambda one: suggesting.order(one, wanted))
    proved = proofs.proved(list(named), wanted.needs)
    rows = []
    for rank, one in enumerate(fits, 1):
        number = one.one.person_id
        why = reasons.of(one.one, wanted, one.look, proved=proved.get(number, frozenset()))
        row = _row(shift, number) or Suggestion(
            shift=shift, key_id=one.one.key_id, made_at=at, rank=rank, points=one.look.points,
            reasons=why,
        )  # fmt: skip
        if row.accepted_at is None:
            row.accepted_at, row.declined_at, row.decided_by = at, None, by
            row.save()
            _record("suggestion.accepted", row, by, at)
        rows.append(row)
    return rows


@transaction.atomic
def decline(*, shift: Shift, people: Collection[int], by: Staff, at: datetime) -> list[Suggestion]:
    """Say no to these people for a shift: they are not suggested for it again."""
    shift = _locked(shift, at)
    rows = []
    for number, person in _visible(people, by).items():
        row = _row(shift, number)
        if row is None:
            key = person.keys.order_by("id").first()
            if key is None:
                continue
            row = Suggestion(shift=shift, key=key, made_at=at, rank=0, points=0.0)
        if row.selection is not None:
            raise InAMessage
        if row.declined_at is None:
            row.accepted_at, row.declined_at, row.decided_by = None, at, by
            row.save()
            _record("suggestion.declined", row, by, at)
        rows.append(row)
    return rows


@transaction.atomic
def propose(*, plan: Plan, by: Staff, at: datetime) -> int:
    """Keep everybody a plan would place as suggestions that wait for a decision; returns how many are new."""
    rows: Iterable[Suggestion] = (
        Suggestion(
            shift_id=place.shift_id, key_id=place.key_id, made_at=at, rank=rank,
            points=place.points, reasons=plan.reasons(place),
        )
        for rank, place in enumerate(plan.new, 1)
    )  # fmt: skip
    known = Suggestion.objects.filter(shift__in=list(plan.wanted))
    before = set(known.values_list("shift_id", "key__person_id"))
    owner = {place.key_id: place.person_id for place in plan.new}
    fresh = [row for row in rows if (row.shift_id, owner[row.key_id]) not in before]
    Suggestion.objects.bulk_create(fresh, batch_size=AT_ONCE, ignore_conflicts=True)
    audit.record(
        by=by, verb="plan.suggested", subject=f"shifts:{len(plan.wanted)}", at=at, people=len(fresh)
    )
    return len(fresh)


def _locked(shift: Shift, at: datetime) -> Shift:
    whole = Shift.objects.select_for_update(of=("self",)).select_related("task")
    held = whole.get(pk=shift.pk)
    if not held.is_coming(at) or held.task.state != "open":
        raise ShiftOver
    return held


def _visible(people: Collection[int], by: Staff) -> dict[int, Person]:
    found = Person.objects.visible_to(by.scope).living().in_bulk(list(people))
    if not found:
        raise NobodyChosen
    return found


def _row(shift: Shift, person: int) -> Suggestion | None:
    theirs = Suggestion.objects.filter(shift=shift, key__person=person)
    return theirs.order_by("-accepted_at", "id").first()


def _record(verb: str, row: Suggestion, by: Staff, at: datetime) -> None:
    audit.record(by=by, verb=verb, subject=str(row.shift), at=at, suggestion=row.pk, key=row.key_id)
