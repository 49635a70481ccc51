"""Keeps what a gateway reports, exactly once, before anything follows from it."""

from __future__ import annotations

import json
from collections.abc import Sequence

from django.db import connection, transaction

from muster.gifts.gateways import Heard
from muster.kit import clock
from muster.kit.scope import Scope, entered

_KEEP = """
INSERT INTO gifts_report (gateway, number, kind, token, intent, said, at, received_at, trouble)
SELECT %(gateway)s, number, kind, token, intent, said, at, %(now)s, ''
  FROM unnest(%(number)s::text[], %(kind)s::text[], %(token)s::text[], %(intent)s::text[],
              %(said)s::jsonb[], %(at)s::timestamptz[])
    AS told (number, kind, token, intent, said, at)
 ORDER BY number
ON CONFLICT (gateway, number) DO NOTHING
"""


def keep(*, heard: Sequence[Heard], gateway: str) -> int:
    """Keep every report not kept before. Returns how many were new; committed with the caller’s transaction."""
    if not heard:
        return 0
    told = list({one.number: one for one in heard}.values())
    with transaction.atomic(), entered(Scope.EVERYONE), connection.cursor() as cursor:
        cursor.execute(
            _KEEP,
            {
                "gateway": gateway,
                "now": clock.now(),
                "number": [one.number for one in told],
                "kind": [one.kind for one in told],
                "token": [one.token for one in told],
                "intent": [one.intent for one in told],
                "said": [json.dumps(one.said) for one in told],
                "at": [one.at for one in told],
            },
        )
        return int(cursor.rowcount)
