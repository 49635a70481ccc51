"""The rows behind a number: each message of a release that ended so, or of which such a thing was heard (E3).

Read under the door’s own scope: rows of other regions are not there. Paged by place, never counted.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Exists, OuterRef, QuerySet

from muster.delivery import fates
from muster.delivery.models import Kind, Outcome, Receipt, Recipient, Release

Told = Receipt.Kind
ENDS: Final = frozenset(Kind.values)
HEARD: Final = frozenset(Receipt.Kind.values)
# Accepted, and nothing was heard of it since but perhaps that it was late.
SILENT: Final = "silent"
# No try of it has ended for good.
OPEN: Final = "open"
SORTS: Final = ENDS | HEARD | {SILENT, OPEN}


@dataclass(frozen=True, slots=True)
class Row:
    """One message: whose, and what became of it."""

    recipient: Recipient
    kind: str
    at: datetime | None
    code: str
    detail: str


class NoSuchSort(ValueError):
    """There is no number of that name."""


def behind(release: Release, sort: str, *, region: str, after: int, most: int) -> list[Row]:
    """Some rows of one sort in their frozen order, from the place ``after`` on."""
    if sort not in SORTS:
        raise NoSuchSort(sort)
    people = Recipient.objects.filter(snapshot_id=release.snapshot_id, position__gte=after)
    if region:
        people = people.filter(region="" if region == "-" else region)
    found = list(_of(people, release, sort).order_by("position", "id")[:most])
    ends = _ends(release, found)
    heard = _heard(release, found, sort) if sort in HEARD else {}
    return [heard.get(one.pk) or _row(one, ends.get(one.pk)) for one in found]


def _of(people: QuerySet[Recipient], release: Release, sort: str) -> QuerySet[Recipient]:
    ends = Outcome.objects.filter(release=release, recipient=OuterRef("pk"))
    told = Receipt.objects.filter(release=release, recipient=OuterRef("pk"))
    if sort == OPEN:
        return people.filter(~Exists(ends.exclude(kind=Kind.TEMPORARY)))
    elif sort == SILENT:
        taken = Exists(ends.filter(kind=Kind.ACCEPTED)) | Exists(told)
        return people.filter(taken, ~Exists(told.exclude(kind=Told.SOFT)))
    elif sort == Told.DELIVERED:
        came_back = told.filter(kind__in=[Told.BOUNCED, Told.COMPLAINED])
        return people.filter(Exists(told.filter(kind__in=fates.ARRIVED)), ~Exists(came_back))
    elif sort == Told.BOUNCED:
        worse = told.filter(kind=Told.COMPLAINED)
        return people.filter(Exists(told.filter(kind=sort)), ~Exists(worse))
    elif sort in HEARD:
        return people.filter(Exists(told.filter(kind=sort)))
    return people.filter(Exists(ends.filter(kind=sort)))


def _ends(release: Release, found: list[Recipient]) -> dict[int, Outcome]:
    """The last end of each, by recipient."""
    rows = Outcome.objects.filter(release=release, recipient__in=[one.pk for one in found])
    return {row.recipient_id: row for row in rows.order_by("at", "id")}


def _heard(release: Release, found: list[Recipient], sort: str) -> dict[int, Row]:
    by_number = {one.pk: one for one in found}
    rows = Receipt.objects.filter(release=release, recipient__in=list(by_number), kind=sort)
    return {
        row.recipient_id: Row(by_number[row.recipient_id], sort, row.at, row.code, row.detail)
        for row in rows.order_by("id")
    }


def _row(recipient: Recipient, end: Outcome | None) -> Row:
    if end is None:
        return Row(recipient, "pending", None, "", "")
    return Row(recipient, end.kind, end.at, str(end.code or ""), end.detail)
