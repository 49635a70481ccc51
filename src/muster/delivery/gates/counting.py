"""Counts what became of a release, often and cheaply: what a finished parcel holds is counted once.

Outcomes are appended and a finished parcel gets no more of them, so this process remembers its sum;
nothing is stored, and another process counts the same (D12).
"""

from __future__ import annotations

from collections import Counter, OrderedDict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import connection

from muster.delivery import documents
from muster.delivery.documents import DocumentBody
from muster.delivery.gates import linking, metrics
from muster.delivery.gates.reading import Counts
from muster.delivery.models import Document, Receipt, Release, Resumption

LATELY: Final = timedelta(days=90)
_MOST: Final = 32

# A mailbox of theirs that is suspended says so too, under 5.2.1; ours is meant, whoever the provider is.
_SUSPENDED: Final = (
    "o.kind IN ('refused', 'temporary') AND (o.code = 30002 OR o.detail !~* '5\\.2\\.1' AND o.detail ~*"
    " '(your|sender|sending|api|smtp|gateway)[^.]{0,40}"
    "(suspend|deactivated|account (is |has been )?(disabled|blocked|closed))')"
)
_OUTCOMES: Final = f"""
SELECT p.id, p.state = 'finished', o.kind, count(o.id), count(o.id) FILTER (WHERE {_SUSPENDED})
  FROM delivery_parcel AS p LEFT JOIN delivery_outcome AS o ON o.parcel_id = p.id
   AND (%(since)s::timestamptz IS NULL OR o.at > %(since)s)
 WHERE p.release_id = %(release)s AND p.claimed_at IS NOT NULL AND NOT (p.id = ANY (%(known)s))
 GROUP BY p.id, p.state, o.kind
"""
# A network may tell of our account only in its report about a text it took first (Twilio’s 30002 and 63038).
_SPENT_LATER: Final = """
SELECT count(*) FROM delivery_receipt AS r WHERE r.release_id = %(release)s AND r.kind = 'soft'
   AND (%(since)s::timestamptz IS NULL OR r.heard_at > %(since)s)
   AND (r.source = 'twilio' AND r.code IN ('30002', '63038')
        OR r.source = 'kannel' AND r.detail ~* 'account[^.]{0,30}(suspend|disabled|blocked|closed)'
        OR r.source = 'kannel' AND r.detail ~* '(insufficient|not enough|out of) (credit|funds|balance)'
        OR r.source = 'kannel' AND r.detail ~* 'quota[^.]{0,20}(exceeded|exhausted|used up)')
"""
# After somebody let it go on, only those count to whom it went since: the rest was looked at (W9).
_RECEIPTS: Final = """
SELECT r.kind, count(DISTINCT r.recipient_id) FROM delivery_receipt AS r
 WHERE r.release_id = %(release)s AND r.kind <> 'delivered'
   AND (%(since)s::timestamptz IS NULL OR EXISTS (
        SELECT FROM delivery_outcome AS o WHERE o.recipient_id = r.recipient_id
           AND o.release_id = r.release_id AND o.kind IN ('accepted', 'unknown')
           AND o.at > %(since)s))
 GROUP BY r.kind
"""
# Only what was sent to its end, and that nobody ever stopped, tells what is usual: else the early answers to
# a slip that is still under way would make the next slip from the same sender look like its habit.
_LATELY: Final = """
SELECT r.id, s.size FROM delivery_release AS r JOIN delivery_document AS d ON d.id = r.document_id
  JOIN delivery_snapshot AS s ON s.id = r.snapshot_id
 WHERE r.id <> %(release)s AND r.channel = %(channel)s AND r.mode = %(mode)s
   AND r.released_at > %(after)s AND d.body::json ->> %(sender)s = %(who)s
   AND r.state = 'sending' AND NOT EXISTS (SELECT FROM delivery_halt AS h WHERE h.release_id = r.id)
   AND NOT EXISTS (SELECT FROM delivery_parcel AS p WHERE p.release_id = r.id AND p.state <> 'finished')
"""
# Nearly all that was sent was accepted: who had another end is counted, by an index that holds nobody else, and all
# others were. Counted one by one, three months of millions would keep the first look waiting while it sends.
_OTHER_ENDS: Final = """
SELECT o.kind, count(*) FROM delivery_outcome AS o
 WHERE o.release_id = ANY (%(lately)s) AND o.kind <> 'accepted' AND NOT (o.kind = 'temporary' AND EXISTS (
       SELECT FROM delivery_parcel AS again WHERE again.retry_of_id = o.parcel_id))
 GROUP BY o.kind
"""


@dataclass(slots=True)
class _Known:
    """What the finished parcels of one release held."""

    parcels: list[int] = field(default_factory=list)
    kinds: Counter[str] = field(default_factory=Counter)
    suspended: int = 0


_known: OrderedDict[tuple[object, ...], _Known] = OrderedDict()


def counts(release: Release, body: DocumentBody) -> Counts:
    """What is known of a release at this moment, since the last time somebody let it go on."""
    since = resumed_at(release)
    kinds, suspended = _outcomes(release, since)
    reached = kinds["accepted"] + kinds["unknown"]
    broken, looked = linking.counted(release, since)
    each = body.cost_minor / body.size if body.size else 0.0
    receipts = dict(_rows(_RECEIPTS, {"release": release.pk, "since": since}))
    if release.channel == "sms" and receipts.get(Receipt.Kind.SOFT):
        suspended += _rows(_SPENT_LATER, {"release": release.pk, "since": since})[0][0]
    return Counts(
        accepted=kinds["accepted"],
        refused=kinds["refused"],
        temporary=kinds["temporary"],
        unknown=kinds["unknown"],
        suspended=suspended,
        receipts=receipts,
        links_broken=broken,
        links_checked=looked,
        cost_minor=round(reached * each),
        cost_cap_minor=body.cost_cap_minor,
    )


def resumed_at(release: Release) -> datetime | None:
    """When it was last let go on after a halt; None if it never was."""
    found = Resumption.objects.filter(halt__release=release).order_by("-at", "-id").first()
    return found.at if found else None


def body_of(release: Release) -> DocumentBody:
    return documents.read(Document.objects.get(pk=release.document_id))


def baselines(release: Release, body: DocumentBody, now: datetime) -> dict[str, float]:
    """The usual rate of each metric, between its floor and its ceiling.

    From what this sender finished in the last 90 days; nothing that was halted or still goes on.
    """
    lately = dict(_rows(_LATELY, _sender(release, body, now)))
    kinds: Counter[str] = Counter()
    receipts: dict[str, int] = {}
    if lately:
        values: dict[str, Any] = {"lately": list(lately)}
        kinds.update(dict(_rows(_OTHER_ENDS, values)))
        kinds["accepted"] = sum(lately.values()) - kinds.total()
        receipts = dict(_rows(
            "SELECT kind, count(DISTINCT recipient_id) FROM delivery_receipt"
            " WHERE release_id = ANY (%(lately)s) AND kind <> 'delivered' GROUP BY kind", values,
        ))  # fmt: skip
    before = Counts(accepted=kinds["accepted"], refused=kinds["refused"], receipts=receipts)
    return {metric.name: metric.usual(*before.of(metric)) for metric in metrics.ALL}


def _sender(release: Release, body: DocumentBody, now: datetime) -> dict[str, Any]:
    sender = "sms_sender" if release.channel == "sms" else "sender_address"
    return {
        "release": release.pk,
        "channel": release.channel,
        "mode": release.mode,
        "after": now - LATELY,
        "sender": sender,
        "who": getattr(body, sender),
    }


def _outcomes(release: Release, since: datetime | None) -> tuple[Counter[str], int]:
    known = _remembered(release, since)
    values = {"release": release.pk, "since": since, "known": known.parcels}
    kinds, suspended = Counter(known.kinds), known.suspended
    over: set[int] = set()
    for parcel, finished, kind, number, ours in _rows(_OUTCOMES, values):
        found = {kind: number} if kind else {}
        kinds.update(found)
        suspended += ours
        if finished:
            over.add(parcel)
            known.kinds.update(found)
            known.suspended += ours
    known.parcels += over
    return kinds, suspended


def _remembered(release: Release, since: datetime | None) -> _Known:
    key = (release.pk, release.document_id, release.released_at, since)
    found = _known.setdefault(key, _Known())
    _known.move_to_end(key)
    while len(_known) > _MOST:
        _known.popitem(last=False)
    return found


def _rows(text: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(text, values)
        return list(cursor.fetchall())
