"""What a text costs: counted over the real values of everybody frozen, before anyone approves it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_UP, Decimal
from typing import Final

from django.conf import settings
from django.db import connection

from muster.channels.kinds.sms import gsm
from muster.delivery import prices, staging
from muster.delivery.documents import Body, DocumentBody, body_of
from muster.delivery.liquid import Fields, TemplateProblem
from muster.delivery.models import Snapshot
from muster.delivery.textpress import TextPress

# As long as the token of a stop link gets.
_TOKEN: Final = "x" * 60
_BATCH: Final = 5_000


@dataclass(frozen=True, slots=True)
class Cost:
    """What one broadcast by text comes to. ``minor`` is in the smallest unit of ``currency``, rounded up."""

    people: int = 0
    parts: int = 0
    # The most parts any one person gets, and how many people get signs of the dear alphabet.
    most: int = 0
    wide: int = 0
    minor: int = 0
    currency: str = ""
    # Beginnings of numbers that have no price.
    unpriced: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Alike:
    """People who get the very same text in one country."""

    language: str
    merge: dict[str, str]
    opening: str
    number: int


def cost(body: Body, snapshot: Snapshot | None) -> Cost:
    """Count parts and price over everybody in ``snapshot``. Raises TemplateProblem and NotPrices."""
    whole, listed = body_of(body), prices.prices()
    if snapshot is None:
        return Cost(currency=listed.currency)
    press = TextPress(whole)
    people = most = wide = 0
    parts: Counter[str] = Counter()
    for alike in _alike(snapshot, whole.merge_fields()):
        words = press.text(language=alike.language, merge=alike.merge, stop_token=_TOKEN)
        measured = gsm.measure(words)
        people += alike.number
        most = max(most, measured.parts)
        wide += alike.number if measured.encoding == gsm.UCS2 else 0
        parts[alike.opening] += measured.parts * alike.number
    found = {opening: listed.of(opening) for opening in parts}
    minor = sum((price * parts[opening] for opening, price in found.items() if price), Decimal(0))
    return Cost(
        people=people,
        parts=parts.total(),
        most=most,
        wide=wide,
        minor=int(minor.to_integral_value(ROUND_UP)),
        currency=listed.currency,
        unpriced=tuple(sorted(opening for opening, price in found.items() if price is None)),
    )


def meter(body: Body, merge: Mapping[str, str], *, language: str = "") -> gsm.Measure:
    """The alphabet, length and parts of the text as one person would get it, frame and all."""
    whole = body_of(body)
    kept = {name: value for name, value in merge.items() if value}
    return gsm.measure(
        TextPress(whole).text(
            language=language or whole.texts[0].language, merge=kept, stop_token=_TOKEN
        )
    )


def complete(body: DocumentBody, snapshot: Snapshot | None) -> DocumentBody:
    """The document with its sender, its cost and the cap on it, which approvers then agree to (A2).

    A text that cannot be read, or prices that cannot, leave the cost out; pre-flight says why and blocks.
    """
    if body.channel != "sms":
        return body
    sent = replace(
        body,
        sms_sender=body.sms_sender or settings.MUSTER_SMS_SENDER,
        cost_cap_minor=body.cost_cap_minor or settings.MUSTER_SMS_BUDGET,
    )
    try:
        counted = cost(sent, snapshot)
    except (TemplateProblem, prices.NotPrices):
        return sent
    return replace(
        sent,
        cost_minor=counted.minor,
        currency=counted.currency,
        extra={**body.extra, "parts": counted.parts, "parts_most": counted.most},
    )


def _alike(snapshot: Snapshot, fields: Fields) -> Iterator[_Alike]:
    """Everybody of ``snapshot``: frozen, or only foreseen, which lies staged in this transaction."""
    # Two people differ in cost only by what the text says of them and where their number is at home.
    code = f"left(address, {prices.LONGEST_CODE + 1})"
    pairs = ", ".join(f"'{name}', merge -> '{name}'" for name in sorted(fields.used))
    if not snapshot.pk:
        source, values = f"delivery_stage WHERE {staging.READY}", []
    else:
        source, values = "delivery_recipient WHERE snapshot_id = %s", [snapshot.pk]
    with connection.chunked_cursor() as cursor:
        cursor.execute(
            f"SELECT language, jsonb_strip_nulls(jsonb_build_object({pairs}))::text, {code},"
            f" count(*) FROM {source} GROUP BY 1, 2, 3",
            values,
        )
        while rows := cursor.fetchmany(_BATCH):
            for language, merge, opening, number in rows:
                yield _Alike(language, json.loads(merge), opening, number)
