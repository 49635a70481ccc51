"""Undoing an import within its thirty days: what it made goes, what it changed is put back."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from muster.accounts.models import Staff
from muster.audit import actions as audit
from muster.gifts import actions as gifts
from muster.kit import clock
from muster.kit.actors import Named
from muster.kit.faults import fault
from muster.people.actions.taking_back import Written, take_back
from muster.sources.actions.keeping import demand_every_region
from muster.sources.errors import WrongMoment
from muster.sources.models import Import, ImportChange, ImportRow
from muster.sources.models.imports import KEPT_FOR

PEOPLE_AT_ONCE = 2_000


@transaction.atomic
def ask_undo(*, made: Import, by: Staff) -> None:
    """Stop the import if it still runs, and let a worker take back what it did."""
    demand_every_region(by)
    locked = Import.objects.select_for_update().get(pk=made.pk)
    if locked.state not in {"running", "done"} or locked.confirmed_at is None:
        raise WrongMoment(_("There is nothing to undo: this import has changed nobody."))
    if clock.now() > locked.confirmed_at + KEPT_FOR:
        raise WrongMoment(_("An import can be undone for 30 days; that time is over."))
    locked.state = "undoing"
    locked.undone_at, locked.undone_by = clock.now(), by.actor
    locked.save(update_fields=["state", "undone_at", "undone_by"])
    audit.record(by=by, verb="import.undo_asked", subject=locked.word)
    undo_later(locked.pk)


def undo_later(import_id: int) -> None:
    """Hand the work to a worker, once this transaction is committed."""
    from muster.sources import tasks

    transaction.on_commit(lambda: tasks.undo_import.defer(import_id=import_id))


def undo(*, import_id: int) -> None:
    """Take back person by person, in whole batches; called again it goes on where it stopped."""
    while _take_some(import_id):
        fault("import.after_undo_batch")
    _finish(import_id)


@transaction.atomic
def _take_some(import_id: int) -> bool:
    made = Import.objects.select_for_update().get(pk=import_id)
    if made.state != "undoing":
        return False
    people = _next_people(made)
    if not people:
        return False
    # The ledger first: its entries hold on to the keys that may go.
    gifts.take_back(source=made.word, by=Named(made.undone_by))
    written = _written(made, people)
    counts = take_back(source=made.word, written=written, by=Named(made.undone_by))
    made.undone = dict(Counter(made.undone) + counts)
    made.save(update_fields=["undone"])
    # The journal is used up as it is carried out, so that a second run finds nothing to do.
    ImportChange.objects.filter(of=made, person_number__in=people).delete()
    ImportRow.objects.filter(of=made, person_number__in=people).update(
        person_number=None, extra=None, detail=""
    )
    return True


def _next_people(made: Import) -> list[int]:
    """Whom it changed, by the journal, and whom it made, by its own lines."""
    changed = ImportChange.objects.filter(of=made).values_list("person_number", flat=True)
    return list(changed.union(_made_by(made)).order_by("person_number")[:PEOPLE_AT_ONCE])


def _made_by(made: Import) -> QuerySet[ImportRow, int | None]:
    rows = ImportRow.objects.filter(of=made, outcome="new", person_number__isnull=False)
    return rows.values_list("person_number", flat=True)


def _written(made: Import, people: Sequence[int]) -> dict[int, Written]:
    found = {number: Written() for number in people}
    for number in _made_by(made).filter(person_number__in=people):
        if number is not None:
            found[number].made = True
    for change in ImportChange.objects.filter(of=made, person_number__in=people).order_by("id"):
        written = found[change.person_number]
        if change.kind == "key":
            written.keys.append(int(change.name))
        elif change.kind == "field":
            written.fields[change.name] = (json.loads(change.before), json.loads(change.after))
    return found


@transaction.atomic
def _finish(import_id: int) -> None:
    made = Import.objects.select_for_update().get(pk=import_id)
    if made.state != "undoing" or _next_people(made):
        return
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM sources_seengift WHERE of_id = %s", [made.pk])
    made.state = "undone"
    made.save(update_fields=["state"])
    audit.record(by=Named(made.undone_by), verb="import.undone", subject=made.word, **made.undone)
