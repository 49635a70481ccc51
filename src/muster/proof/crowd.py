"""Invented people by the million, straight into the tables: what is proved is what happens to them later.

Each has one key and said yes on it. The numbers of the telephones belong to nobody.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django.db import connection

FIRST_NUMBER: Final = 7_400_000_000  # of telephones: +44 7400 000000 and on

# Whole sets at a time, so that two million people take about a minute.
_PEOPLE: Final = """
INSERT INTO people_person (id, given_name, family_name, sort_key, given_key, country, postcode, region_id,
                           language, created_at)
SELECT n, 'Ana' || n %% 500, 'Kowalska', '', '', left(r.code, 2), '', r.code, 'en', {since}
  FROM generate_series(%(first)s, %(last)s) AS n
  JOIN unnest(%(regions)s::text[]) WITH ORDINALITY AS r (code, place)
    ON r.place = (n - %(first)s) %% %(many)s + 1
"""
# With the fingerprint of each, as whoever takes a person in writes it.
_KEYS: Final = """
INSERT INTO people_identitykey (id, kind, value, address_mac, label, person_id, source, created_at, verified_at)
SELECT made.id, %(kind)s, made.value, made.mac, '', made.id, 'proof', {since}, {since}
  FROM unnest(%(numbers)s::bigint[], %(values)s::text[], %(macs)s::text[]) AS made (id, value, mac)
"""
# What people say later has numbers of its own, so these are not ours to give.
_CONSENT: Final = """
WITH said AS (
    INSERT INTO people_consententry (person_id, key_id, channel, purpose, state, source, evidence, at, actor)
    SELECT n, n, %(channel)s, 'news', 'granted', 'proof', '', {since}, 'system:proof'
      FROM generate_series(%(first)s, %(last)s) AS n
    RETURNING id, key_id, at)
INSERT INTO people_consentstate (key_id, channel, purpose, state, entry_id, at)
SELECT key_id, %(channel)s, 'news', 'granted', id, at FROM said
"""
_TAGS: Final = """
INSERT INTO people_trait (person_id, kind, value, source, from_at)
SELECT n, 'tag', %(tag)s, 'proof', {since} FROM generate_series(%(first)s, %(last)s) AS n
"""
# They came a week ago: a story’s clock may stand some hours before the real one.
_SINCE: Final = "now() - interval '7 days'"
_BATCH: Final = 50_000
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
            "tag": tag,
        }
        numbers = range(first, first + people)
        cursor.execute(_PEOPLE.format(since=_SINCE), values)
        for start in range(0, people, _BATCH):
            _give_keys(cursor, numbers[start : start + _BATCH], channel)
        for text in (_CONSENT, *([_TAGS] if tag else [])):
            cursor.execute(text.format(since=_SINCE), values)
        for table in _TABLES:
            # The numbers were given by us; who joins later must not get one of them.
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), %s)", [values["last"]]
            )
    return numbers


def address(number: int, channel: str) -> str:
    """Where the person of that number is reached."""
    return f"p{number}@people.example" if channel == "email" else f"+44{FIRST_NUMBER + number}"


def _give_keys(cursor: Any, numbers: range, channel: str) -> None:
    from muster.people.suppressing import address_mac

    kind = "email" if channel == "email" else "phone"
    values = [address(number, channel) for number in numbers]
    macs = [address_mac(kind, value) for value in values]
    cursor.execute(
        _KEYS.format(since=_SINCE),
        {"kind": kind, "numbers": list(numbers), "values": values, "macs": macs},
    )


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
