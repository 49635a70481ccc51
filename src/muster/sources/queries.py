"""Questions about sources and imports: for lists, previews, downloads and the tracking door."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection
from django.db.models import QuerySet, Sum

from muster.audit import queries as audit
from muster.kit import clock
from muster.sources import stalling
from muster.sources.actions.keeping import fingerprint, signing_key
from muster.sources.kinds.csv import problems
from muster.sources.kinds.segment import problems as event_problems
from muster.sources.models import Import, ImportQuerySet, ImportRow, Pull, Refusal, Source, WriteKey

SHOWN = 50
RECENT = timedelta(days=30)
DAYS_SHOWN = 60
RUNS_SHOWN = 24


# More than this that waits is more than workers take in within minutes: better the clients keep it.
MOST_CALLS = 20_000
MOST_BYTES = 256 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Waiting:
    """How much the door stored that no worker has taken in yet; counted up to the most there may be."""

    calls: int
    bytes: int
    at: datetime
    """The database’s clock when this was so."""

    @property
    def full(self) -> bool:
        return self.calls >= MOST_CALLS or self.bytes >= MOST_BYTES


@dataclass(frozen=True, slots=True)
class Wrong:
    """One row that was refused or not taken whole, with why in words."""

    line: int
    refused: bool
    words: str
    parts: Sequence[problems.Part]


def imports() -> ImportQuerySet:
    """Every import, latest first."""
    return Import.objects.for_list()


def wrong_rows(made: Import, *, limit: int | None = SHOWN) -> list[Wrong]:
    """Refused rows first in order of line; the others follow."""
    rows = _wrong(made).filter(outcome="refused").order_by("line")
    return [_told(row) for row in rows[:limit]]


def every_wrong_row(made: Import) -> Iterator[Wrong]:
    """All rows with something wrong, by line, for the download."""
    for row in _wrong(made).order_by("line").iterator(chunk_size=2_000):
        yield _told(row)


def _wrong(made: Import) -> QuerySet[ImportRow]:
    return ImportRow.objects.filter(of=made).exclude(code="")


def _told(row: ImportRow) -> Wrong:
    told = (row.code, row.detail)
    refused = row.outcome == "refused"
    return Wrong(row.line, refused, problems.in_words(*told), problems.in_parts(*told))


def write_key(raw: str) -> WriteKey | None:
    """The key behind what a client sent, if it opens anything."""
    found = WriteKey.objects.select_related("source").filter(digest=fingerprint(raw))
    return found.filter(revoked_at=None).first()


def gift_source(slug: str) -> Source | None:
    """The source a payment system reports to, if it has an open key for that."""
    return (
        Source.objects.filter(slug=slug, keys__power="gifts", keys__revoked_at=None)
        .distinct()
        .first()
    )


def gift_secrets(source: Source) -> list[str]:
    """What its open keys sign with; two at once while one is replaced by the other."""
    seeds = WriteKey.objects.filter(source=source, power="gifts", revoked_at=None)
    return [signing_key(seed) for seed in seeds.order_by("id").values_list("digest", flat=True)]


def waiting() -> Waiting:
    """What waits between door and log; a number the door may know, though it may read none of it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT calls, bytes, clock_timestamp() FROM sources_waiting(%s)", [MOST_CALLS]
        )
        return Waiting(*cursor.fetchone())


def waiting_since() -> datetime | None:
    """When the oldest call came that no worker has taken in yet."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT sources_waiting_since()")
        since: datetime | None = cursor.fetchone()[0]
        return since


def sources() -> list[Source]:
    """Every source, for the list."""
    return list(Source.objects.for_list())


def stalled(*, at: datetime) -> list[tuple[Source, datetime]]:
    """Every source that should have brought something by now, with since when it is silent."""
    found = [(one, stalling.since(one, pull_of(one), at=at)) for one in sources()]
    return [(one, silent) for one, silent in found if silent is not None]


def pull_of(source: Source) -> Pull | None:
    """How a source is asked, where we ask it."""
    return getattr(source, "pull", None)


def source_names(kind: str) -> list[str]:
    """The names in use, to choose from while typing."""
    return list(Source.objects.of_kind(kind).order_by("name").values_list("name", flat=True))


def refusals(source: Source) -> list[tuple[str, int]]:
    """Why events of a source were dropped in the last thirty days, most often first."""
    since = (clock.now() - RECENT).date()
    counted = (
        Refusal.objects.filter(source=source, day__gte=since)
        .values("code")
        .annotate(total=Sum("count"))
        .order_by("-total", "code")
    )
    return [(event_problems.in_words(row["code"]), row["total"]) for row in counted]


def refusals_by_day(source: Source) -> list[tuple[date, str, int]]:
    """The same day by day, latest first, as many as a page can show."""
    since = (clock.now() - RECENT).date()
    found = Refusal.objects.filter(source=source, day__gte=since).order_by("-day", "-count", "code")
    return [(one.day, event_problems.in_words(one.code), one.count) for one in found[:DAYS_SHOWN]]


@dataclass(frozen=True, slots=True)
class Run:
    """One time a source was asked: when, what went wrong if anything did, and what it brought."""

    at: datetime
    problem: str
    counts: Mapping[str, int]


def runs(source: Source) -> list[Run]:
    """How the last runs of a source we ask went, latest first, as the audit log tells."""
    told = audit.entries(subject=f"source:{source.pk}").filter(
        verb__in=("source.read", "source.not_read")
    )
    return [
        Run(one.at, str(one.detail.get("problem", "")), one.detail)
        for one in told.order_by("-id")[:RUNS_SHOWN]
    ]
