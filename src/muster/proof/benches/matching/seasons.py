"""A season of very many people from what they did: the whole of it, what is new, and whether both come to the same."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, Final

import psycopg
from django.db import connection

from muster.accounts.models import Staff
from muster.activity import actions as activity
from muster.activity import dictionary
from muster.groups.models import Group
from muster.kit import clock
from muster.places.models import Region
from muster.rivalry import actions
from muster.rivalry.models import Part, Score, Season

TEAMS: Final = 100
WEEKS, PLAYED = 12, 8
# So much each of them did in thirteen weeks; most did nothing, a few much.
EACH: Final = 2
NEW: Final = 10_000
KINDS: Final = ("shift.done", "call.logged", "gift.received", "post.made", "link.relayed")

_PEOPLE: Final = """
INSERT INTO people_person (id, given_name, family_name, sort_key, given_key, country, postcode, region_id, language,
       created_at)
SELECT n, 'Ana', 'Kowalska', '', '', left(code, 2), '', code, 'en', now() - interval '200 days'
  FROM (SELECT n, (%(regions)s::text[])[1 + n %% %(many)s] AS code
          FROM generate_series(%(first)s::bigint, %(last)s) AS n) AS made
"""
_KEYS: Final = """
INSERT INTO people_identitykey (id, kind, value, address_mac, label, person_id, source, created_at)
SELECT n, 'external', 'season:' || n, '', '', n, 'bench', now() - interval '200 days'
  FROM generate_series(%(first)s::bigint, %(last)s) AS n
"""
_MEMBERS: Final = """
INSERT INTO groups_membership (group_id, key_id, shown_as, shown_key, how, joined_at, left_why)
SELECT (%(groups)s::bigint[])[1 + n %% %(many)s], n, '', '', 'postcode', now() - random() * interval '200 days', ''
  FROM generate_series(%(first)s::bigint, %(last)s) AS n
"""
# Squared, so that the eager ones do most of it.
_FACTS: Final = """
INSERT INTO activity_fact (at, kind_id, key_id, ref_id, source_id, data)
SELECT now() - random() * interval '88 days' - interval '1 hour', (%(kinds)s::int[])[1 + n %% %(sorts)s],
       %(first)s + floor(random() ^ 2 * %(people)s)::bigint, (%(refs)s::bigint[])[1 + n %% 200], %(source)s, NULL
  FROM generate_series(1, %(facts)s) AS n
"""
_SETTLE: Final = ("people_identitykey", "groups_membership", "activity_fact")


def measured(people: int, by: Staff) -> dict[str, Any]:
    """Load it, count it whole, add ten thousand facts, count those, and count whole again."""
    now = clock.now()
    facts = _fill(people, now)
    season = actions.begin_season(first=_first(now), weeks=WEEKS, by=by, at=now)
    whole = _timed(lambda: actions.count_season(season=season, at=clock.now()))
    _more(people)
    fresh = _timed(lambda: actions.count_new(season=season))
    before = _rows(season)
    actions.count_season(season=season, at=clock.now())
    return {
        "season_people": people,
        "season_facts": facts,
        "season_seconds": round(whole, 2),
        "season_incremental_seconds": round(fresh, 2),
        "season_same": before == _rows(season),
        "season_rows": len(before),
    }


def _fill(people: int, now: datetime) -> int:
    codes = list(Region.objects.order_by("code").values_list("code", flat=True)[:TEAMS])
    groups = [_team(code, now) for code in codes]
    activity.make_months(first=(now - timedelta(days=95)).date(), last=now.date())
    values = _names() | {"regions": codes, "groups": groups, "many": len(codes), "people": people}
    values |= {"first": _next(), "facts": people * EACH}
    values["last"] = values["first"] + people - 1
    with _alone() as cursor:
        for step in (_PEOPLE, _KEYS, _MEMBERS, _FACTS):
            cursor.execute(step, values)
        for table in ("people_person", "people_identitykey"):
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {values['last']})"
            )
    with connection.cursor() as cursor:
        cursor.execute(f"VACUUM ANALYZE {', '.join(_SETTLE)}")
    return int(values["facts"])


def _more(people: int) -> None:
    """What came in since: of the last days, written now."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(id) FROM people_person")
        last = int(cursor.fetchone()[0])
        values = _names() | {"first": last - people + 1, "people": people, "facts": NEW}
        cursor.execute(_FACTS.replace("88 days", "5 days"), values)


def _names() -> dict[str, Any]:
    """The numbers the log has for kinds, things and sources."""
    kinds = dictionary.numbers("activity_kind", KINDS)
    refs = dictionary.numbers("activity_ref", [f"task:bench-{number}" for number in range(200)])
    return {
        "kinds": list(kinds.values()), "sorts": len(kinds), "refs": list(refs.values()),
        "source": dictionary.numbers("activity_source", ["bench"])["bench"],
    }  # fmt: skip


def _team(code: str, now: datetime) -> int:
    held = Group.objects.filter(region=code, closed_at=None).first()
    if held is None:
        held = Group.objects.create(
            slug=f"bench-{code.lower()}", name=code, kind="region", region_id=code,
            opened_at=now - timedelta(days=400),
        )  # fmt: skip
    return held.pk


def _first(now: datetime) -> Any:
    monday = now.date() - timedelta(days=now.weekday())
    return monday - timedelta(weeks=PLAYED)


def _next() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 + greatest((SELECT max(id) FROM people_person), (SELECT max(id) FROM people_identitykey), 0)"
        )
        return int(cursor.fetchone()[0])


def _rows(season: Season) -> list[tuple[Any, ...]]:
    parts = Part.objects.filter(season=season).order_by("week", "group", "kind")
    scores = Score.objects.filter(season=season).order_by("week", "group")
    return [
        *parts.values_list("week", "group", "kind", "people", "deeds", "points", "late", "twice"),
        *scores.values_list("week", "group", "heads", "active", "points"),
    ]


def _timed(do: Any) -> float:
    began = time.perf_counter()
    do()
    return time.perf_counter() - began


@contextmanager
def _alone() -> Iterator[psycopg.Cursor[Any]]:
    """As the superuser of a throw-away server: rows that are right by construction need no trigger to look at each."""
    host = os.environ["MUSTER_DATABASE_URL"].partition("host=")[2]
    with (
        psycopg.connect(f"postgresql://postgres@/muster?host={host}") as opened,
        opened.cursor() as cursor,
    ):
        cursor.execute("SET session_replication_role = replica")
        yield cursor
