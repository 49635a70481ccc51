"""Takes a source’s lines out of the consent ledger, or writes against them where they were acted on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

from django.db import connection

from muster.kit import clock
from muster.kit.actors import Doer
from muster.kit.erasing import erasing
from muster.people.actions import ledger

# What holds by this source’s word alone, and the last line of anybody else before it.
_STANDING: Final = """
SELECT s.id, s.key_id, s.purpose, s.channel, k.person_id, p.id, p.state, p.at
FROM people_consentstate s
JOIN people_identitykey k ON k.id = s.key_id
JOIN people_consententry e ON e.id = s.entry_id
LEFT JOIN LATERAL (
  SELECT o.id, o.state, o.at FROM people_consententry o
  WHERE o.key_id = s.key_id AND o.purpose = s.purpose AND o.id < e.id AND o.source <> %(source)s
  ORDER BY o.id DESC LIMIT 1
) p ON true
WHERE k.person_id = ANY(%(people)s) AND e.source = %(source)s
ORDER BY s.id
"""


def take_back(people: Sequence[int], *, source: str, told: set[int], by: Doer) -> Counter[str]:
    """Let hold again what held before ``source`` spoke; ``told`` are keys others acted on since."""
    with connection.cursor() as cursor:
        cursor.execute(_STANDING, {"people": list(people), "source": source})
        rows = cursor.fetchall()
    # A pause that stood before cannot simply run on, so it too ends as a line of its own.
    acted = [row for row in rows if row[1] in told or row[6] == "paused"]
    _lift([row for row in rows if row not in acted], source)
    ledger.write(
        [
            ledger.Line(
                person_id=person, key_id=key, channel=channel, purpose=purpose,
                state="granted" if before == "granted" else "withdrawn", at=clock.now(),
                evidence=f"entry {entry}" if entry else "",
            )
            for _id, key, purpose, channel, person, entry, before, _at in acted
        ],
        source=f"undo of {source}",
        by=by,
    )  # fmt: skip
    return Counter(consents=len(rows))


def _lift(rows: Sequence[Any], source: str) -> None:
    back = [(row[5], row[6], row[7], row[0]) for row in rows if row[5] is not None]
    none = [row[0] for row in rows if row[5] is None]
    with erasing(), connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE people_consentstate SET entry_id = %s, state = %s, at = %s, paused_until = NULL"
            " WHERE id = %s",
            back,
        )
        cursor.execute("DELETE FROM people_consentstate WHERE id = ANY(%s)", [none])
        cursor.executemany(
            "DELETE FROM people_consententry WHERE key_id = %s AND purpose = %s AND source = %s",
            [(row[1], row[2], source) for row in rows],
        )
