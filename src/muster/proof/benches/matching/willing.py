"""Invented people who help and tasks that want them, straight into the tables: what is timed is choosing among them.

They live around the middle of a Polish region, each with a skill or two that is claimed, proved, run out or
contradicted, with a skill that came with a list and was never spoken of, or with none.
"""

from __future__ import annotations

from typing import Any, Final

from django.db import connection

from muster.proof import crowd

COUNTRY: Final = "PL"
SEED: Final = 0.250
# Of each skill, in the order of the list: whether only a proof will do.
SKILLS: Final = (
    ("driving-licence", True), ("first-aid", True), ("calling", False), ("cooking", False),
    ("photography", False), ("carpentry", False), ("teaching", False), ("boat-licence", True),
)  # fmt: skip
_DRAWN: Final = "SELECT setseed(%(seed)s)"
# About as far as a town reaches around its middle, in degrees.
_SPREAD: Final = 0.5

_PLACE: Final = f"""
UPDATE people_person p SET latitude = r.latitude + (random() + random() - 1) * {_SPREAD},
       longitude = r.longitude + (random() + random() - 1) * {_SPREAD} * 1.5, language = 'pl'
  FROM places_region r WHERE r.code = p.region_id AND p.id BETWEEN %(first)s AND %(last)s
"""
_SKILLS: Final = """
INSERT INTO volunteering_skill (slug, names, needs_proof)
SELECT slug, jsonb_build_object('en', slug), proof
  FROM unnest(%(slugs)s::text[], %(proofs)s::boolean[]) AS s (slug, proof)
"""
# Two draws for each: the second only where it is another skill. A fifth hold a skill that no standing speaks of.
_STANDINGS: Final = """
WITH drawn AS MATERIALIZED (
  SELECT n, draw, 1 + floor(random() * %(skills)s)::int AS skill, random() AS state, random() AS ends
    FROM generate_series(%(first)s, %(last)s) AS n CROSS JOIN generate_series(1, 2) AS draw
)
INSERT INTO volunteering_standing (skill_id, key_id, state, at, until, by, evidence, ended_at)
SELECT DISTINCT ON (n, skill) v.id, n, CASE WHEN state < 0.40 THEN 'claimed' WHEN state < 0.80 THEN 'proved'
         WHEN state < 0.90 THEN 'expired' ELSE 'contradicted' END,
       now() - interval '90 days',
       CASE WHEN state >= 0.40 AND state < 0.80 AND ends < 0.5
            THEN (now() + (ends - 0.05) * interval '120 days')::date END,
       'staff:1', 'shown', NULL
  FROM drawn d JOIN (SELECT id, row_number() OVER (ORDER BY id) AS place FROM volunteering_skill) v
    ON v.place = d.skill
 WHERE n %% 5 > 0 ORDER BY n, skill, draw
"""
_TRAITS: Final = """
INSERT INTO people_trait (person_id, kind, value, source, key_id, from_at)
SELECT k.person_id, 'skill', v.slug, 'volunteering', s.key_id, s.at
  FROM volunteering_standing s JOIN volunteering_skill v ON v.id = s.skill_id
  JOIN people_identitykey k ON k.id = s.key_id WHERE s.state IN ('claimed', 'proved')
UNION ALL
SELECT n, 'skill', (%(slugs)s::text[])[1 + n %% %(skills)s], 'import', n, now()
  FROM generate_series(%(first)s, %(last)s) AS n WHERE n %% 5 = 0
"""
_READY: Final = """
INSERT INTO volunteering_readiness (key_id, max_km, ways, languages, access, hours_month, note, updated_at)
SELECT n, (ARRAY[5, 10, 20, 30, 60])[1 + floor(random() * 5)::int],
       CASE WHEN random() < 0.1 THEN '["online", "phone"]' ELSE '["in_person", "drive", "online"]' END::jsonb,
       CASE WHEN random() < 0.3 THEN '["en", "pl"]' ELSE '["pl"]' END::jsonb,
       CASE WHEN random() < 0.05 THEN '["step_free"]' ELSE '[]' END::jsonb,
       2 + floor(random() * 10)::int, '', now() - interval '60 days'
  FROM generate_series(%(first)s, %(last)s) AS n WHERE n %% 4 > 0
"""
# Half of them say when they are free: an evening or two, or a whole day of the weekend.
_FREE: Final = """
INSERT INTO volunteering_free (key_id, weekday, start_minute, end_minute)
SELECT n, day, CASE WHEN day > 4 THEN 480 ELSE 900 END, CASE WHEN day > 4 THEN 1200 ELSE 1320 END
  FROM generate_series(%(first)s, %(last)s) AS n CROSS JOIN generate_series(0, 6) AS day
 WHERE n %% 2 = 0 AND random() < CASE WHEN day > 4 THEN 0.7 ELSE 0.35 END
"""
_AWAY: Final = """
INSERT INTO volunteering_away (key_id, first, last)
SELECT n, current_date + 5, current_date + 12 FROM generate_series(%(first)s, %(last)s) AS n WHERE n %% 20 = 0
"""
_TASKS: Final = f"""
INSERT INTO volunteering_task (slug, title, about, region_id, zone, place, country, postcode, latitude, longitude,
       online, minutes, contact, languages, access, made_at, opened_at, end_reason)
SELECT 'task-' || n, 'Task ' || n, '', CASE WHEN n %% 20 > 0 THEN r.code END, r.zone, '', '{COUNTRY}', '',
       CASE WHEN n %% 20 > 0 THEN r.latitude + (random() + random() - 1) * {_SPREAD} END,
       CASE WHEN n %% 20 > 0 THEN r.longitude + (random() + random() - 1) * {_SPREAD} * 1.5 END,
       n %% 20 = 0, 180, '', CASE WHEN random() < 0.1 THEN '["en"]' ELSE '[]' END::jsonb,
       CASE WHEN random() < 0.5 THEN '["step_free"]' ELSE '[]' END::jsonb, now() - interval '7 days',
       now() - interval '6 days', ''
  FROM generate_series(1, %(tasks)s) AS n
  JOIN unnest(%(regions)s::text[]) WITH ORDINALITY AS g (code, place) ON g.place = n %% %(many)s + 1
  JOIN places_region r ON r.code = g.code
"""
# Three tasks in four need a skill; a fifth of those wants a proof of one that usually needs none.
_NEEDS: Final = """
INSERT INTO volunteering_need (task_id, skill_id, proved)
SELECT t.id, v.id, t.id %% 5 = 0 FROM volunteering_task t
  JOIN (SELECT id, row_number() OVER (ORDER BY id) AS place FROM volunteering_skill) v
    ON v.place = 1 + t.id %% %(skills)s
 WHERE t.id %% 4 > 0
"""
_SHIFTS: Final = """
INSERT INTO volunteering_shift (task_id, starts_at, ends_at, slots, taken, call_off_reason, sequence)
SELECT id, starts, starts + interval '3 hours', 1 + id %% 6, 0, '', 0
  FROM (SELECT id, date_trunc('day', now()) + (2 + id %% 21) * interval '1 day'
               + (8 + id %% 4 * 3) * interval '1 hour' AS starts FROM volunteering_task) AS made
"""
# Some were asked lately, so that fairness has something to weigh: for a task of the past, a while ago.
_ASKED: Final = """
WITH old AS (
  INSERT INTO volunteering_shift (task_id, starts_at, ends_at, slots, taken, call_off_reason, sequence)
  SELECT min(id), now() - interval '3 days', now() - interval '2 days', 1, 0, '', 0 FROM volunteering_task
  RETURNING id)
INSERT INTO volunteering_suggestion (shift_id, key_id, made_at, rank, points, reasons, accepted_at, asked_at)
SELECT old.id, n, now() - interval '80 days', 1, 0.5, '[]', now() - interval '80 days',
       now() - random() * interval '80 days'
  FROM old, generate_series(%(first)s, %(last)s) AS n WHERE n %% 7 = 0
"""
_TABLES: Final = (
    "people_person", "people_trait", "volunteering_standing", "volunteering_readiness", "volunteering_free",
    "volunteering_task", "volunteering_need", "volunteering_shift", "volunteering_suggestion",
)  # fmt: skip


def fill(people: int, tasks: int) -> range:
    """Make them; returns the numbers of the people, which are those of their keys, too."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT code FROM places_region WHERE country = %s ORDER BY 1", [COUNTRY])
        regions = [row[0] for row in cursor.fetchall()]
    numbers = crowd.invent(people, channel="email", regions=regions)
    values: dict[str, Any] = {
        "first": numbers.start, "last": numbers.stop - 1, "tasks": tasks, "seed": SEED,
        "regions": regions, "many": len(regions), "skills": len(SKILLS),
        "slugs": [slug for slug, _proof in SKILLS], "proofs": [proof for _slug, proof in SKILLS],
    }  # fmt: skip
    steps = (
        _DRAWN,
        _PLACE,
        _SKILLS,
        _STANDINGS,
        _TRAITS,
        _READY,
        _FREE,
        _AWAY,
        _TASKS,
        _NEEDS,
        _SHIFTS,
        _ASKED,
    )
    with connection.cursor() as cursor:
        for step in steps:
            cursor.execute(step, values)
        cursor.execute(f"ANALYZE {', '.join(_TABLES)}")
    crowd.look_again()
    return numbers
