"""Carrying out a confirmed import: batch by batch, each whole or not at all, from where it stopped."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from muster.accounts.models import Staff
from muster.activity import actions as activity
from muster.audit import actions as audit
from muster.kit import clock
from muster.kit.actors import Named
from muster.kit.faults import fault
from muster.people import actions as people
from muster.people.known import Resolved
from muster.sources import batches
from muster.sources.actions import callrows, gifts, journal, rowlog
from muster.sources.actions.keeping import demand_every_region
from muster.sources.errors import ChangedSince, WrongMoment
from muster.sources.files import Table, rules
from muster.sources.kinds.csv import rows
from muster.sources.kinds.csv.rows import Entry
from muster.sources.models import Import, ImportRow, Source

STOPPED_AFTER = timedelta(minutes=10)
EARLIEST_MONTH = date(1990, 1, 1)


def preview_digest(made: Import) -> str:
    """The fingerprint of everything a preview showed; confirming names the one that was seen."""
    shown = json.dumps([made.digest, made.choices, made.reading, made.foreseen], sort_keys=True)
    return hashlib.sha256(shown.encode()).hexdigest()[:32]


@transaction.atomic
def confirm(*, made: Import, seen: str, by: Staff) -> None:
    """Begin an import exactly as its preview showed it; a worker carries it out."""
    demand_every_region(by)
    locked = Import.objects.select_for_update().get(pk=made.pk)
    if locked.state != "examined":
        raise WrongMoment(_("This import cannot begin: it has begun already or was not checked."))
    if preview_digest(locked) != seen:
        raise ChangedSince(_("The preview has changed since you saw it. Look again, then confirm."))
    ImportRow.objects.filter(of=locked).delete()
    locked.state = "running"
    locked.confirmed_at, locked.confirmed_by = clock.now(), by.actor
    locked.confirmed_by_name = by.name
    locked.save()
    audit.record(by=by, verb="import.confirmed", subject=locked.word, **_sums(locked.foreseen))
    run_later(locked.pk)


@transaction.atomic
def go_on(*, made: Import, by: Staff) -> None:
    """Hand an import that stopped in the middle to a worker again; a running one is not disturbed."""
    demand_every_region(by)
    audit.record(by=by, verb="import.continued", subject=made.word)
    if made.state == "undoing":
        from muster.sources.actions.undoing import undo_later

        undo_later(made.pk)
    elif made.state == "running":
        run_later(made.pk)


def resume_stopped(*, at: datetime) -> int:
    """Call a worker again for every import that should long be over, as after a crash.

    Where one is at work after all, the second finds the place it began from taken, and ends.
    """
    from muster.sources.actions.undoing import undo_later

    long_ago = at - STOPPED_AFTER
    begun = Import.objects.filter(state="running", confirmed_at__lt=long_ago)
    undoing = Import.objects.filter(state="undoing", undone_at__lt=long_ago)
    stopped = [(run_later, pk) for pk in begun.values_list("pk", flat=True)]
    stopped += [(undo_later, pk) for pk in undoing.values_list("pk", flat=True)]
    for again, pk in stopped:
        again(pk)
    return len(stopped)


def run_later(import_id: int) -> None:
    """Hand the work to a worker, once this transaction is committed."""
    from muster.sources import tasks

    transaction.on_commit(lambda: tasks.run_import.defer(import_id=import_id))


def run(*, import_id: int) -> None:
    """Take every row not taken yet. Safe to call again at any time, also while another one runs."""
    made = Import.objects.select_related("source").get(pk=import_id)
    if made.state != "running":
        return
    _make_room(made)
    for batch in _left(made):
        if not _take(made, batch):
            return
        fault("import.after_batch")
    _finish(made)


def _left(made: Import) -> Iterator[list[Entry]]:
    """The entries behind the last row that was committed when this worker began, in batches."""
    done = made.last_line
    rule, table = rules(made), Table(made)
    entries = (rows.entry(row, rule) for row in table.rows())
    left = (entry for entry in gifts.numbered(entries) if entry.line > done)
    return batches.in_front(left, table)


def _make_room(made: Import) -> None:
    days = [date.fromisoformat(day) for day in made.reading.get("gift_days", [])]
    if days:
        first, last = max(min(days), EARLIEST_MONTH), min(max(days), clock.now().date())
        if first <= last:
            activity.make_months(first=first, last=last)


@batches.uncollected()
@transaction.atomic
def _take(made: Import, entries: Sequence[Entry]) -> bool:
    """One batch in one transaction. False when another worker has taken it or the import stopped."""
    locked = Import.objects.select_for_update().get(pk=made.pk)
    if locked.state != "running" or locked.last_line != made.last_line:
        return False
    _commit_without_waiting()
    callrows.refuse(locked, entries)
    good = [entry for entry in entries if not entry.problem]
    results = people.resolve(
        known=batches.known(made, good),
        source=made.word,
        by=Named(made.confirmed_by),
        at=clock.now(),
    )
    gift_count, gave = gifts.receive(made, list(zip(good, results, strict=True)))
    call_count, called = callrows.write(made, list(zip(good, results, strict=True)))
    journal.write(made, results, gave=gave | called)
    _log(made, entries, good, results)
    counts = Counter(locked.counts)
    counts.update(_outcomes(entries, good, results))
    counts["gifts"] += gift_count
    counts["calls"] += call_count
    made.counts = locked.counts = dict(counts)
    made.last_line = locked.last_line = entries[-1].line
    locked.save(update_fields=["counts", "last_line"])
    fault("import.before_commit")
    return True


def _commit_without_waiting() -> None:
    """Go on while the disk writes. A crash may cost whole batches, which the next run takes again:
    their last line goes with them. The commit that says “done” waits for the disk, and so for all."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit TO off")


def _log(
    made: Import, entries: Sequence[Entry], good: Sequence[Entry], results: Sequence[Resolved]
) -> None:
    lines = [rowlog.refused(entry) for entry in entries if entry.problem]
    for entry, result in zip(good, results, strict=True):
        away = result.person_id is None
        lines.append(rowlog.turned_away(entry, result) if away else rowlog.taken(entry, result))
    rowlog.write(made, lines)


def _outcomes(
    entries: Sequence[Entry], good: Sequence[Entry], results: Sequence[Resolved]
) -> Counter[str]:
    counts = Counter(
        "refused" if result.person_id is None else result.outcome for result in results
    )
    counts["refused"] += len(entries) - len(good)
    return +counts


@transaction.atomic
def _finish(made: Import) -> None:
    locked = Import.objects.select_for_update().get(pk=made.pk)
    if locked.state != "running" or locked.last_line != made.last_line:
        return
    locked.state, locked.finished_at = "done", clock.now()
    locked.save(update_fields=["state", "finished_at"])
    sums = _sums(locked.counts)
    Source.objects.filter(pk=locked.source_id).update(
        last_at=locked.finished_at,
        taken_count=F("taken_count") + sum(sums.values()) - sums["refused"],
    )
    audit.record(by=Named(locked.confirmed_by), verb="import.done", subject=locked.word, **sums)


def _sums(counts: dict[str, int]) -> dict[str, Any]:
    return {name: int(counts.get(name, 0)) for name in ("new", "changed", "same", "refused")}
