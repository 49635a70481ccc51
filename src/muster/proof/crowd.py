"""Invented people by the million, straight into the tables: what is proved is what happens to them later.

Each has one key and said yes on it. The numbers of the telephones belong to nobody.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django.db import connection

FIRST_NUMBER: Final = 7_400_000_000  # of telephones: +44 7400 000000 and on

# One statement each, so that two million people take about a minute and nothing passes through Python.
_PEOPLE: Final = """
INSERT INTO people_person (id, given_name, family_name, sort_key, given_key, country, postcode, region_id,
                           language, created_at)
SELECT n, 'Ana' || n %% 500, 'Kowalska', '', '', left(r.code, 2), '', r.code, 'en', now()
  FROM generate_series(%(first)s, %(last)s) AS n
  JOIN unnest(%(regions)s::text[]) WITH ORDINALITY AS r (code, place)
    ON r.place = (n - %(first)s) %% %(many)s + 1
"""
_KEYS: Final = """
INSERT INTO people_identitykey (id, kind, value, label, person_id, source, created_at, verified_at)
SELECT n, %(kind)s, CASE %(kind)s WHEN 'email' THEN 'p' || n || '@people.example'
                    ELSE '+44' || (%(number)s + n) END, '', n, 'proof', now(), now()
  FROM generate_series(%(first)s, %(last)s) AS n
"""
# What people say later has numbers of its own, so these are not ours to give.
_CONSENT: Final = """
WITH said AS (
    INSERT INTO people_consententry (person_id, key_id, channel, purpose, state, source, evidence, at, actor)
    SELECT n, n, %(channel)s, 'news', 'granted', 'proof', '', now(), 'system:proof'
      FROM generate_series(%(first)s, %(last)s) AS n
    RETURNING id, key_id, at)
INSERT INTO people_consentstate (key_id, channel, purpose, state, entry_id, at)
SELECT key_id, %(channel)s, 'news', 'granted', id, at FROM said
"""
_TAGS: Final = """
INSERT INTO people_trait (person_id, kind, value, source, from_at)
SELECT n, 'tag', %(tag)s, 'proof', now() FROM generate_series(%(first)s, %(last)s) AS n
"""
_TABLES: Final = ("people_person", "people_identitykey")
_ALL: Final = (*_TABLES, "people_consententry", "people_consentstate", "people_trait")


def invent(people: int, *, channel: str, regions: Sequence[str], tag: str = "") -> range:
    """Make so many more, spread evenly over the regions, all with one tag; returns their numbers."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT greatest((SELECT max(id) FROM people_person), (SELECT max(id) FROM people_identitykey), 0)"
        )
        first = int(cursor.fetchone()[0]) + 1
        values: dict[str, Any] = {
            "first": first,
            "last": first + people - 1,
            "regions": list(regions),
            "many": len(regions),
            "channel": channel,
            "kind": "email" if channel == "email" else "phone",
            "number": FIRST_NUMBER,
            "tag": tag,
        }
        for text in (_PEOPLE, _KEYS, _CONSENT, *([_TAGS] if tag else [])):
            cursor.execute(text, values)
        for table in _TABLES:
            # The numbers were given by us; who joins later must not get one of them.
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), %s)", [values["last"]]
            )
    return range(first, first + people)


def look_again() -> None:
    """Tell the planner how many there are now."""
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {', '.join(_ALL)}")


def one_region_per_zone(many: int) -> list[str]:
    """A region in each of so many time zones, so that parcels are cut small and every worker gets some."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT min(code) FROM places_region GROUP BY zone ORDER BY 1 LIMIT %s", [many]
        )
        return [row[0] for row in cursor.fetchall()]
