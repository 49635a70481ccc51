"""Looking at a file before anything happens: its columns, and what confirming would do to whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from muster.accounts.models import Staff
from muster.kit import clock
from muster.kit.actors import Doer, system
from muster.people.actions.foreseeing import foresee
from muster.people.known import Known, Resolved
from muster.people.purposes import PURPOSES
from muster.places.countries import COUNTRIES
from muster.sources import batches
from muster.sources.actions import callrows, rowlog
from muster.sources.actions.keeping import demand_every_region
from muster.sources.errors import BadChoice, WrongMoment
from muster.sources.files import Table, rules
from muster.sources.kinds.csv import encoding, rows
from muster.sources.kinds.csv.problems import FileProblem
from muster.sources.kinds.csv.rows import Entry
from muster.sources.models import Import, ImportRow
from muster.sources.values import Unreadable, day_first, moment

OPEN: Final = ("uploaded", "unreadable", "examined")
WORDING_LIMIT: Final = 2_000


@transaction.atomic
def choose(*, made: Import, choices: Mapping[str, Any], by: Staff) -> None:
    """Keep what staff chose for a file and look at it again in that light."""
    demand_every_region(by)
    locked = Import.objects.select_for_update().get(pk=made.pk)
    if locked.state not in OPEN:
        raise WrongMoment(_("This import has begun; its choices stand."))
    locked.choices = {**locked.choices, **_checked(choices)}
    locked.state = "uploaded"
    locked.save(update_fields=["choices", "state"])
    from muster.sources.actions.uploading import WHILE_WAITING

    if locked.size <= WHILE_WAITING:
        examine(import_id=locked.pk)
    else:
        examine_later(locked.pk)


def _checked(choices: Mapping[str, Any]) -> dict[str, Any]:
    """Only choices that can hold; each refusal names the field to mend."""
    if choices.get("country") not in COUNTRIES:
        raise BadChoice(_("Choose the country most of these people live in."), field="country")
    if choices.get("encoding") and choices["encoding"] not in encoding.NAMES:
        raise BadChoice(_("Choose one of the encodings in the list."), field="encoding")
    consent = choices.get("consent") or {}
    if consent.get("channels"):
        _check_consent(consent)
    if choices.get("strangers", "") not in ("", "refuse", "take"):
        raise BadChoice(_("Say what becomes of calls with strangers."), field="strangers")
    return {**choices, "consent": consent if consent.get("channels") else {}}


def _check_consent(consent: Mapping[str, Any]) -> None:
    if consent.get("purpose") not in PURPOSES:
        raise BadChoice(_("Choose what these people said yes to."), field="purpose")
    words = str(consent.get("wording", "")).strip()
    if not words or len(words) > WORDING_LIMIT:
        raise BadChoice(
            _(
                "Copy the words these people saw when they said yes; without them it proves nothing."
            ),
            field="wording",
        )
    if consent.get("since"):
        _check_day(str(consent["since"]))


def _check_day(text: str) -> None:
    try:
        day = moment(text, day_comes_first=True)
    except Unreadable:
        raise BadChoice(_("Write the day as 2026-03-31."), field="since") from None
    if day.date() > clock.now().date():
        raise BadChoice(_("That day is still to come. Say when they said yes."), field="since")


def examine_later(import_id: int) -> None:
    """Let a worker look, once this transaction is committed."""
    from muster.sources import tasks

    transaction.on_commit(lambda: tasks.examine.defer(import_id=import_id))


@transaction.atomic
def examine(*, import_id: int) -> None:
    """Read the whole file by its choices and count what confirming would do. Changes nobody."""
    made = Import.objects.select_for_update().select_related("source").get(pk=import_id)
    if made.state not in OPEN:
        return
    try:
        _look(made)
    except FileProblem as problem:
        made.state, made.problem, made.problem_detail = "unreadable", problem.code, problem.detail
    made.save()


def _look(made: Import) -> None:
    table = Table(made)
    made.problem = made.problem_detail = ""
    made.reading = _reading(made, table)
    if not rules(made).has_key:
        raise FileProblem("no_key_column")
    ImportRow.objects.filter(of=made).delete()
    tally = Foresight(made)
    entries = (rows.entry(row, tally.rules) for row in table.rows())
    for batch in batches.in_front(entries, table):
        tally.add(batch)
    if not tally.counts:
        raise FileProblem("header_only")
    made.foreseen = tally.summary()
    made.reading["rows"] = sum(tally.counts.values())
    made.reading["gift_days"] = [day.isoformat() for day in tally.gift_days]
    made.state = "examined"


def _reading(made: Import, table: Table) -> dict[str, Any]:
    dated = {"call_at", "gift_date", "consent_at", "stopped_at"}
    cells = (
        row.cells[column.index]
        for column in table.columns
        if column.field in dated
        for row in table.head
        if column.index < len(row.cells)
    )
    return {
        "encoding": table.encoding.codec,
        "why": table.encoding.why,
        "delimiter": table.delimiter,
        "headless": table.headless,
        "repeated": table.repeated,
        "columns": [[column.label, column.field] for column in table.columns],
        "samples": [rows.sample(table.head, column) for column in table.columns],
        "day_first": day_first(cells, made.choices["country"]),
        "rows": 0,
    }


class Foresight:
    """Counts growing row by row: who would be new, changed, the same, and what is refused."""

    def __init__(self, made: Import) -> None:
        self.made, self.rules = made, rules(made)
        self.at = clock.now()
        self.counts: Counter[str] = Counter()
        self.extras: Counter[str] = Counter(cautions=0, held=0)
        self.gift_days: list[date] = []
        # Keys of this file, by fingerprint alone, so that a second row of a person is not new again.
        self._seen: dict[int, int] = {}

    @batches.uncollected()
    def add(self, entries: Sequence[Entry]) -> None:
        """Take one batch."""
        callrows.refuse(self.made, entries)
        good = [entry for entry in entries if not entry.problem]
        known = batches.known(self.made, good)
        results = foresee(known=known, source=self.made.word, by=_doer(self.made), at=self.at)
        for entry, told, result in zip(good, known, results, strict=True):
            self._count(entry, told, result)
        self.counts["refused"] += len(entries) - len(good)
        rowlog.write(self.made, [rowlog.refused(entry) for entry in entries if entry.problem])

    def _count(self, entry: Entry, told: Known, result: Resolved) -> None:
        if result.person_id is None:
            self.counts["refused"] += 1
            rowlog.write(self.made, [rowlog.turned_away(entry, result)])
            return
        self.counts[self._outcome(told, result)] += 1
        if entry.caution:
            self.extras["cautions"] += 1
            self.extras[f"caution:{entry.caution}"] += 1
        for claim in told.consents[:1]:
            self.extras[f"consent:{claim.state}"] += 1
        if result.held:
            self.extras["held"] += 1
        if entry.call:
            self.extras["calls"] += 1
            self._day(entry.call.at)
        if entry.gift:
            self._gift(entry.gift.money.minor, entry.gift.money.currency, entry.gift.at)

    def _outcome(self, told: Known, result: Resolved) -> str:
        fields, seen = tuple(sorted(told.fields.items())), self._seen
        said = hash((fields, tuple(told.tags), tuple(told.keys)))
        fingerprints = [hash(key) for key in told.keys]
        earlier = [seen[key] for key in fingerprints if key in seen]
        for key in fingerprints:
            seen.setdefault(key, said)
        if result.outcome != "new" or not earlier:
            return result.outcome
        return "same" if said in earlier else "changed"

    def _gift(self, minor: int, currency: str, at: datetime) -> None:
        self.extras["gifts"] += 1
        self.extras[f"gift:{currency}"] += minor
        self._day(at)

    def _day(self, at: datetime) -> None:
        days = [*self.gift_days, at.date()]
        self.gift_days = [min(days), max(days)]

    def summary(self) -> dict[str, int]:
        """The preview’s numbers; new + changed + same + refused is every row."""
        return {name: self.counts[name] for name in ("new", "changed", "same", "refused")} | dict(
            self.extras
        )


def _doer(made: Import) -> Doer:
    return system(made.word)
