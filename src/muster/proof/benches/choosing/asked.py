"""The six questions of the bench, each in four hands: our own tree, and SQL as three sorts of people write it.

By hand for PostgreSQL, with good indexes; as other houses generate it, a correlated subquery for each condition; and by
hand for DuckDB over the very files of the lake. All four must name the same people.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from muster.audiences.windows import begin

DAYS: Final = {"week": 7, "month": 30, "year": 365, "since": 1_000}
_LIVING: Final = "erased_at IS NULL AND joined_into IS NULL"
# Made beside the indexes every installation has, for those who write by hand.
INDEXES: Final = (
    "CREATE INDEX bench_about ON activity_fact (kind_id, ref_id, at) INCLUDE (key_id)",
    "CREATE INDEX bench_kind ON activity_fact (kind_id, at) INCLUDE (key_id, amount, currency)",
    "CREATE INDEX bench_owner ON people_identitykey (id) INCLUDE (person_id)",
    "CREATE INDEX bench_keys ON people_identitykey (person_id) INCLUDE (id, kind, address_mac)",
    "CREATE INDEX bench_yes ON people_consentstate (channel, purpose, state) INCLUDE (key_id)",
    f"CREATE INDEX bench_lives ON people_person (region_id) INCLUDE (id) WHERE {_LIVING}",
    f"CREATE INDEX bench_country ON people_person (country, created_at) INCLUDE (id) WHERE {_LIVING}",
)
_YES: Final = (
    "SELECT k.person_id FROM people_consentstate s JOIN people_identitykey k ON k.id = s.key_id"
    " WHERE s.channel = 'email' AND s.purpose = 'news' AND s.state = 'granted'"
)
_CAN: Final = (
    "SELECT t.person_id FROM people_trait t WHERE t.kind = 'skill' AND t.value = 'first aid'"
    " AND t.from_at <= %(now)s AND (t.to_at IS NULL OR t.to_at > %(now)s)"
)
_OPEN: Final = (
    "SELECT k.person_id FROM people_identitykey k LEFT JOIN people_suppression s"
    " ON s.channel = 'email' AND s.address_mac = k.address_mac WHERE k.kind = 'email' AND s.id IS NULL"
)
# Summed up per key first: far fewer rows to find the owners of.
_OF_PEOPLE: Final = (
    "JOIN people_identitykey k ON k.id = f.key_id JOIN people_person p ON p.id = k.person_id"
)
# What other houses ask once for each person.
_THEIRS: Final = (
    "SELECT {what} FROM activity_fact f JOIN people_identitykey k ON k.id = f.key_id"
    " WHERE k.person_id = p.id AND {which} AND f.at <= %(now)s"
)
_PEER_YES: Final = (
    "EXISTS (SELECT FROM people_consentstate s JOIN people_identitykey k ON k.id = s.key_id"
    " WHERE k.person_id = p.id AND s.channel = 'email' AND s.purpose = 'news' AND s.state = 'granted')"
)
_PEER_CAN: Final = (
    "EXISTS (SELECT FROM people_trait t WHERE t.person_id = p.id AND t.kind = 'skill'"
    " AND t.value = 'first aid' AND t.from_at <= %(now)s AND (t.to_at IS NULL OR t.to_at > %(now)s))"
)
_PEER_OPEN: Final = (
    "EXISTS (SELECT FROM people_identitykey k WHERE k.person_id = p.id AND k.kind = 'email' AND NOT EXISTS"
    " (SELECT FROM people_suppression s WHERE s.channel = 'email' AND s.address_mac = k.address_mac))"
)
_LAKE_YES: Final = "SELECT person FROM yes WHERE channel = 'email' AND purpose = 'news'"


@dataclass(frozen=True, slots=True)
class Question:
    """One question. ``text`` is read by our own grammar; the others are SQL that selects numbers of people."""

    name: str
    text: str
    by_hand: str
    peer: str
    duckdb: str


def _theirs(what: str, which: str) -> str:
    return f"({_THEIRS.format(what=what, which=which)})"


def _page(page: str) -> str:
    return f"f.kind_id = %(viewed)s AND f.ref_id = %({page})s"


QUESTIONS: Final = (
    Question(
        "region_consent_skill",
        'all {{ lives in region PL-10, PL-22, FR-BRE said yes by email to news has skill "first aid" }}',
        f"SELECT p.id FROM people_person p WHERE {_LIVING} AND p.region_id IN ('PL-10', 'PL-22', 'FR-BRE')"
        f" AND p.id IN ({_YES}) AND p.id IN ({_CAN})",
        f"SELECT p.id FROM people_person p WHERE {_LIVING} AND p.region_id IN ('PL-10', 'PL-22', 'FR-BRE')"
        f" AND {_PEER_YES} AND {_PEER_CAN}",
        "SELECT id FROM people WHERE region IN ('PL-10', 'PL-22', 'FR-BRE')"
        f" AND id IN ({_LAKE_YES}) AND id IN (SELECT person FROM traits WHERE kind = 'skill'"
        " AND value = 'first aid' AND from_at <= $now AND (to_at IS NULL OR to_at > $now))",
    ),
    Question(
        "page_3_times_30_days",
        'all {{ did page.viewed about "/coast/2" at least 3 times within 30 days }}',
        f"SELECT p.id FROM (SELECT f.key_id, count(*) AS times FROM activity_fact f WHERE {_page('page')}"
        f" AND f.at > %(month)s AND f.at <= %(now)s GROUP BY 1) f {_OF_PEOPLE} WHERE {_LIVING}"
        " GROUP BY p.id HAVING sum(f.times) >= 3",
        f"SELECT p.id FROM people_person p WHERE {_LIVING} AND "
        + _theirs("count(*)", f"{_page('page')} AND f.at > %(month)s")
        + " >= 3",
        "SELECT k.person FROM (SELECT key, count(*) AS times FROM facts WHERE kind = $viewed AND ref = $page"
        " AND moment > $month AND moment <= $now GROUP BY key) f JOIN keys k ON k.id = f.key"
        " SEMI JOIN people p ON p.id = k.person GROUP BY 1 HAVING sum(times) >= 3",
    ),
    Question(
        "page_twice_or_search",
        'any {{ did page.viewed about "/coast/5" at least 2 times'
        ' did search.made about "beach clean" at least 1 times }}',
        f"SELECT p.id FROM (SELECT f.key_id, count(*) AS times FROM activity_fact f WHERE {_page('other')}"
        f" AND f.at <= %(now)s GROUP BY 1) f {_OF_PEOPLE} WHERE {_LIVING} GROUP BY p.id"
        " HAVING sum(f.times) >= 2 UNION SELECT p.id FROM (SELECT DISTINCT f.key_id FROM activity_fact f"
        " WHERE f.kind_id = %(searched)s AND f.ref_id = %(search)s AND f.at <= %(now)s) f"
        f" {_OF_PEOPLE} WHERE {_LIVING}",
        f"SELECT p.id FROM people_person p WHERE {_LIVING} AND ("
        + _theirs("count(*)", _page("other"))
        + " >= 2 OR "
        + _theirs("count(*)", "f.kind_id = %(searched)s AND f.ref_id = %(search)s")
        + " >= 1)",
        "SELECT k.person FROM (SELECT key, count(*) FILTER (kind = $viewed) AS views,"
        " count(*) FILTER (kind = $searched) AS searches FROM facts WHERE moment <= $now AND"
        " (kind = $viewed AND ref = $other OR kind = $searched AND ref = $search) GROUP BY key) f"
        " JOIN keys k ON k.id = f.key SEMI JOIN people p ON p.id = k.person"
        " GROUP BY 1 HAVING sum(views) >= 2 OR sum(searches) >= 1",
    ),
    Question(
        "seven_with_an_absence",
        "all {{ lives in country PL said yes by email to news reachable by email"
        " did search.made at least 1 times within 365 days gave at least 10 PLN within 365 days"
        " joined since {since} none {{ got a message within 7 days }} }}",
        f"SELECT p.id FROM people_person p WHERE {_LIVING} AND p.country = 'PL' AND p.created_at >= %(since)s"
        f" AND p.id IN ({_YES}) AND p.id IN ({_OPEN}) AND p.id IN (SELECT k.person_id FROM activity_fact f"
        " JOIN people_identitykey k ON k.id = f.key_id WHERE f.kind_id = %(searched)s AND f.at > %(year)s"
        " AND f.at <= %(now)s) AND p.id IN (SELECT k.person_id FROM activity_fact f"
        " JOIN people_identitykey k ON k.id = f.key_id WHERE f.kind_id = %(gave)s AND f.currency = 'PLN'"
        " AND f.at > %(year)s AND f.at <= %(now)s GROUP BY 1 HAVING sum(f.amount) >= 1000)"
        " AND NOT EXISTS (SELECT FROM activity_fact f JOIN people_identitykey k ON k.id = f.key_id"
        " WHERE k.person_id = p.id AND f.kind_id = %(accepted)s AND f.at > %(week)s AND f.at <= %(now)s)",
        f"SELECT p.id FROM people_person p WHERE {_LIVING} AND p.country = 'PL' AND p.created_at >= %(since)s"
        f" AND {_PEER_YES} AND {_PEER_OPEN} AND "
        + _theirs("count(*)", "f.kind_id = %(searched)s AND f.at > %(year)s")
        + " >= 1 AND "
        + _theirs("sum(f.amount)", "f.kind_id = %(gave)s AND f.currency = 'PLN' AND f.at > %(year)s")
        + " >= 1000 AND NOT EXISTS "
        + _theirs("1", "f.kind_id = %(accepted)s AND f.at > %(week)s"),
        f"SELECT id FROM people WHERE country = 'PL' AND created_at >= $since AND id IN ({_LAKE_YES})"
        " AND id IN (SELECT person FROM keys WHERE kind = 'email' AND id NOT IN (SELECT key FROM shut))"
        " AND id IN (SELECT k.person FROM facts f JOIN keys k ON k.id = f.key WHERE f.kind = $searched"
        " AND moment > $year AND moment <= $now) AND id IN (SELECT k.person FROM facts f JOIN keys k"
        " ON k.id = f.key WHERE f.kind = $gave AND currency = 'PLN' AND moment > $year AND moment <= $now"
        " GROUP BY 1 HAVING sum(amount) >= 1000) AND id NOT IN (SELECT k.person FROM facts f JOIN keys k"
        " ON k.id = f.key WHERE f.kind = $accepted AND moment > $week AND moment <= $now)",
    ),
    Question(
        "lapsed_donors",
        "all {{ last gave more than 365 days ago gave at least 20 EUR said yes by email to news }}",
        "SELECT p.id FROM (SELECT f.key_id, max(f.at) AS latest, sum(f.amount) FILTER (WHERE f.currency = 'EUR')"
        " AS given FROM activity_fact f WHERE f.kind_id = %(gave)s AND f.at <= %(now)s GROUP BY 1) f"
        f" {_OF_PEOPLE} WHERE {_LIVING} AND p.id IN ({_YES}) GROUP BY p.id"
        " HAVING max(f.latest) <= %(year)s AND sum(f.given) >= 2000",
        f"SELECT p.id FROM people_person p WHERE {_LIVING} AND {_PEER_YES} AND "
        + _theirs("max(f.at)", "f.kind_id = %(gave)s")
        + " <= %(year)s AND "
        + _theirs("sum(f.amount)", "f.kind_id = %(gave)s AND f.currency = 'EUR'")
        + " >= 2000",
        "SELECT k.person FROM (SELECT key, max(latest) AS latest, sum(amount) FILTER (currency = 'EUR') AS given"
        " FROM totals WHERE kind = $gave GROUP BY key) f JOIN keys k ON k.id = f.key"
        f" SEMI JOIN people p ON p.id = k.person WHERE k.person IN ({_LAKE_YES})"
        " GROUP BY 1 HAVING max(f.latest) <= $year AND sum(f.given) >= 2000",
    ),
    Question(
        "page_then_gift_7_days",
        'all {{ did page.viewed about "/coast/2" then gift.received after at most 7 days within 365 days }}',
        "WITH a AS (SELECT k.person_id, f.at FROM activity_fact f JOIN people_identitykey k ON k.id = f.key_id"
        f" WHERE {_page('page')} AND f.at > %(year)s AND f.at <= %(now)s), b AS (SELECT k.person_id, f.at"
        " FROM activity_fact f JOIN people_identitykey k ON k.id = f.key_id WHERE f.kind_id = %(gave)s"
        " AND f.at > %(year)s AND f.at <= %(now)s) SELECT DISTINCT p.id FROM a JOIN b USING (person_id)"
        f" JOIN people_person p ON p.id = a.person_id WHERE {_LIVING} AND b.at > a.at"
        " AND b.at <= a.at + interval '7 days'",
        f"SELECT p.id FROM people_person p WHERE {_LIVING} AND EXISTS (SELECT FROM activity_fact f"
        " JOIN people_identitykey k ON k.id = f.key_id WHERE k.person_id = p.id AND "
        f"{_page('page')} AND f.at > %(year)s AND f.at <= %(now)s AND EXISTS (SELECT FROM activity_fact g"
        " JOIN people_identitykey l ON l.id = g.key_id WHERE l.person_id = p.id AND g.kind_id = %(gave)s"
        " AND g.at > f.at AND g.at <= f.at + interval '7 days' AND g.at <= %(now)s))",
        "WITH a AS (SELECT k.person, f.moment FROM facts f JOIN keys k ON k.id = f.key WHERE f.kind = $viewed"
        " AND f.ref = $page AND f.moment > $year AND f.moment <= $now), b AS (SELECT k.person, f.moment"
        " FROM facts f JOIN keys k ON k.id = f.key WHERE f.kind = $gave AND f.moment > $year"
        " AND f.moment <= $now) SELECT DISTINCT a.person FROM a JOIN b USING (person)"
        " SEMI JOIN people p ON p.id = a.person WHERE b.moment > a.moment"
        " AND b.moment <= a.moment + INTERVAL 7 DAY",
    ),
)  # fmt: skip


def moments(now: datetime) -> dict[str, datetime]:
    """The moments that the questions name."""
    told = {name: begin(now, many) for name, many in DAYS.items()}
    midnight = told.pop("since").replace(hour=0, minute=0)
    return told | {"since": midnight, "now": now}


def text(question: Question, now: datetime) -> str:
    """Our own words for it at this moment."""
    return question.text.format(since=moments(now)["since"].date())


def values(now: datetime, kinds: Mapping[str, int], refs: Mapping[str, int]) -> dict[str, Any]:
    """What stands for each name in the SQL."""
    named = {
        "viewed": kinds["page.viewed"], "searched": kinds["search.made"], "gave": kinds["gift.received"],
        "accepted": kinds["message.accepted"], "page": refs["/coast/2"], "other": refs["/coast/5"],
        "search": refs["beach clean"],
    }  # fmt: skip
    return named | moments(now)
