"""The post office behind ``kit.letters``: a row in the caller's transaction, sent at least once (D8).

The row keeps one Message-ID for all its tries, and forgets its contents once it is accepted.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import Any, Final

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction

from muster.accounts.queries import organisation
from muster.channels.base import Receipt
from muster.delivery import staging, tokens
from muster.delivery.actions import numbers
from muster.delivery.models import LetterRow
from muster.kit import clock
from muster.kit.letters import Letter

_PATIENCE: Final = timedelta(days=2)
# A letter taken in hand is looked at again after this, should its worker die.
_LEASE: Final = timedelta(minutes=2)


def post(letter: Letter) -> None:
    """Queue a letter; the same ``idempotency`` twice is one letter."""
    number = numbers.reserve("delivery_letterrow")
    now = clock.db_now()
    values = {
        "id": number,
        "kind": letter.kind,
        "address": letter.to,
        "language": letter.language,
        "context": _plain(letter.context) | ({"automatic": True} if letter.automatic else {}),
        "person_id": letter.person_id,
        "message_id": _name(letter.to, number),
        "next_try_at": now,
        "created_at": now,
    }
    if letter.idempotency:
        LetterRow.objects.get_or_create(idempotency=letter.idempotency, defaults=values)
    else:
        LetterRow.objects.create(**values)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify('delivery', 'letter')")


@transaction.atomic
def take(*, most: int, channels: Collection[str] = staging.CHANNELS) -> list[LetterRow]:
    """Take letters in hand whose time has come; others find them again if this worker dies."""
    now = clock.db_now()
    waiting = LetterRow.objects.filter(
        staging.reached_by(channels), state=LetterRow.State.WAITING, next_try_at__lte=now
    )
    rows = list(waiting.order_by("next_try_at", "id").select_for_update(skip_locked=True)[:most])
    for row in rows:
        row.tries += 1
        row.next_try_at = now + _LEASE
    LetterRow.objects.bulk_update(rows, ["tries", "next_try_at"])
    return rows


def note(row: LetterRow, receipt: Receipt) -> None:
    """Write down how a try ended; without an answer it is tried again, that is the promise."""
    now = clock.db_now()
    row.code, row.detail = receipt.code, receipt.detail[:200]
    over = now - row.created_at > _PATIENCE
    if receipt.kind == "accepted":
        row.state, row.ended_at, row.context = LetterRow.State.SENT, now, {}
    elif receipt.kind == "refused" or over:
        row.state, row.ended_at, row.context = LetterRow.State.GIVEN_UP, now, {}
    else:
        row.next_try_at = now + timedelta(seconds=min(3600, 15 * 2 ** min(row.tries, 8)))
    row.save(update_fields=["state", "ended_at", "context", "code", "detail", "next_try_at"])


def _name(address: str, number: int) -> str:
    token = tokens.make(tokens.LETTER, number)
    return token if staging.channel_of(address) == "sms" else tokens.message_id(token, domain())


def domain() -> str:
    """The domain of our Message-IDs and return paths."""
    return organisation().reply_domain or "localhost"


def _plain(context: Mapping[str, object]) -> dict[str, Any]:
    class Encoder(DjangoJSONEncoder):
        def default(self, o: object) -> object:
            # Translated titles and the like are words by the time a letter is read.
            return super().default(o) if not hasattr(o, "_proxy____cast") else str(o)

    plain: dict[str, Any] = json.loads(json.dumps(dict(context), cls=Encoder))
    return plain
