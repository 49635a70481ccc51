"""What became of a message in the end: its outcome, and what was heard of it, folded whenever somebody asks (D2).

The fold takes the furthest a message was ever said to have got, so the order in which things were heard
cannot matter. A receipt proves that the message was taken, which resolves an unknown (D7).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import connection

from muster.delivery.models import Kind, Outcome, Receipt, Recipient, Release

Told = Receipt.Kind
# After so long an unknown may be offered to a new broadcast; never before, and never by itself.
RIPE: Final = timedelta(hours=72)
# Receipts follow these ends only: of the others no byte was taken by anybody.
_TAKEN: Final = frozenset({Kind.ACCEPTED, Kind.UNKNOWN})
# From the least to the furthest; who wrote back, or said stop, had it before their eyes.
ARRIVED: Final = frozenset(
    {Told.DELIVERED, Told.STOPPED, Told.REPLIED, Told.THANKED, Told.AUTOMATIC}
)


@dataclass(frozen=True, slots=True)
class Fate:
    """Where one message stands, and everything that was heard of it."""

    state: str
    heard: frozenset[str] = frozenset()
    # Whether it was unknown until something was heard.
    resolved: bool = False


@dataclass(frozen=True, slots=True)
class Heard:
    """How many messages of a release each thing was heard of.

    ``delivered``, ``bounced``, ``complained`` and ``silent`` exclude one another and add up to
    ``accepted`` of the tally; the others say how many did so besides.
    """

    delivered: int = 0
    bounced: int = 0
    complained: int = 0
    silent: int = 0
    soft: int = 0
    stopped: int = 0
    replied: int = 0
    thanked: int = 0
    automatic: int = 0
    # Unknown ones that a receipt resolved; they count as accepted.
    resolved: int = 0

    @property
    def accepted(self) -> int:
        """The parts that exclude one another, together."""
        return self.delivered + self.bounced + self.complained + self.silent


_HEARD: Final = """
WITH said AS (
    SELECT recipient_id, bool_or(kind = 'complained') AS complained,
           bool_or(kind = 'bounced') AS bounced, bool_or(kind = ANY (%(arrived)s)) AS arrived,
           bool_or(kind = 'soft') AS soft, bool_or(kind = 'stopped') AS stopped,
           bool_or(kind = 'replied') AS replied, bool_or(kind = 'thanked') AS thanked,
           bool_or(kind = 'automatic') AS automatic
      FROM delivery_receipt WHERE release_id = %(release)s GROUP BY recipient_id)
SELECT count(*) FILTER (WHERE arrived AND NOT bounced AND NOT complained),
       count(*) FILTER (WHERE bounced AND NOT complained), count(*) FILTER (WHERE complained),
       count(*) FILTER (WHERE said.recipient_id IS NULL AND o.kind = 'accepted')
         + count(*) FILTER (WHERE NOT (arrived OR bounced OR complained)),
       count(*) FILTER (WHERE soft), count(*) FILTER (WHERE stopped),
       count(*) FILTER (WHERE replied), count(*) FILTER (WHERE thanked),
       count(*) FILTER (WHERE automatic),
       count(*) FILTER (WHERE o.kind = 'unknown' AND said.recipient_id IS NOT NULL)
  FROM delivery_outcome AS o LEFT JOIN said ON said.recipient_id = o.recipient_id
 WHERE o.release_id = %(release)s AND o.kind IN ('accepted', 'unknown')
"""
# The person the address belongs to now, whoever it was joined with since.
_UNKNOWNS: Final = """
SELECT k.person_id FROM delivery_outcome AS o
  JOIN delivery_recipient AS n ON n.id = o.recipient_id
  JOIN people_identitykey AS k ON k.id = n.key_id
 WHERE o.release_id = %s AND o.kind = 'unknown' AND o.at <= %s AND k.person_id IS NOT NULL
   AND NOT EXISTS (SELECT FROM delivery_receipt AS r WHERE r.recipient_id = o.recipient_id)
"""


def fate(recipient: Recipient) -> Fate:
    """Fold what is known of one message."""
    ends = Outcome.objects.filter(recipient=recipient).order_by("parcel__passing", "id")
    told = Receipt.objects.filter(recipient=recipient).values_list("kind", flat=True)
    return fold(ends.values_list("kind", flat=True), told)


def fold(ends: Iterable[str], told: Iterable[str]) -> Fate:
    """The ends of its tries in their order, and what was heard in any order."""
    last = next(reversed(list(ends)), "pending")
    heard = frozenset(str(one) for one in told)
    if last not in _TAKEN or not heard:
        return Fate(str(last), heard)
    return Fate(_furthest(heard), heard, resolved=last == Kind.UNKNOWN)


def _furthest(heard: frozenset[str]) -> str:
    if Told.COMPLAINED in heard:
        return Told.COMPLAINED.value
    if Told.BOUNCED in heard:
        return Told.BOUNCED.value
    return Told.DELIVERED.value if heard & ARRIVED else Kind.ACCEPTED.value


def heard(release: Release) -> Heard:
    """Count what was heard of a whole release."""
    values: dict[str, Any] = {
        "release": release.pk,
        "arrived": sorted(one.value for one in ARRIVED),
    }
    with connection.cursor() as cursor:
        cursor.execute(_HEARD, values)
        return Heard(*cursor.fetchone())


def unknowns(release: Release, *, at: datetime) -> tuple[str, tuple[Any, ...]]:
    """Those of whom nothing was heard for three days, as members for a new snapshot (D7).

    The statement and its values are what ``take_snapshot`` takes as ``members_sql`` and ``params``.
    """
    return _UNKNOWNS, (release.pk, at - RIPE)


def unknown_people(release: Release, *, at: datetime) -> int:
    """How many of them there are."""
    text, values = unknowns(release, at=at)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(DISTINCT person_id) FROM ({text}) AS found", values)
        return int(cursor.fetchone()[0])
