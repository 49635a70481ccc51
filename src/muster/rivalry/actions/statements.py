"""The statements that count a season. One set of words for a whole season and for what is new, so both give the same.

A deed counts for the team in which its person was on Monday; joining counts for the team joined, once in a
life. Per person, week and rule no more than the cap counts. What is taken off is counted step by step (late,
then twice, then circles), so each deed is taken off once and no deduction can ever add anything.
"""

from __future__ import annotations

from typing import Final

JOINED: Final = "group.joined"
RELAYED: Final = "link.relayed"

# Who was in which team from which counted Monday to which. A person joined from two records is in the team
# they joined first; where two rows overlap, the later one holds from the end of the earlier.
TEAM: Final = """
CREATE TEMP TABLE rivalry_team ON COMMIT DROP AS
WITH held AS (
  SELECT k.person_id AS person, m.group_id, m.id, m.joined_at,
         coalesce(m.left_at, 'infinity') AS left_at
    FROM groups_membership m
    JOIN groups_group g ON g.id = m.group_id AND g.kind = 'region'
    JOIN people_identitykey k ON k.id = m.key_id
   {only}
), lone AS (
  SELECT person, min(group_id) AS group_id, min(joined_at) AS joined_at, max(left_at) AS left_at,
         count(*) AS many
    FROM held GROUP BY person
), shared AS (
  SELECT h.person, h.group_id, h.left_at, h.joined_at,
         min(h.joined_at) OVER w AS first_at,
         max(h.left_at) OVER (w ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS taken
    FROM held h JOIN lone l ON l.person = h.person AND l.many > 1
  WINDOW w AS (PARTITION BY h.person ORDER BY h.joined_at, h.id)
), spans AS (
  SELECT person, group_id, joined_at AS from_at, left_at, joined_at AS first_at, true AS is_first
    FROM lone WHERE many = 1
  UNION ALL
  SELECT person, group_id, greatest(joined_at, taken), left_at, first_at, taken IS NULL FROM shared
)
SELECT person, group_id,
  (width_bucket(from_at - interval '1 microsecond', %(mondays)s::timestamptz[]) + 1)::smallint AS enters,
  CASE WHEN left_at = 'infinity' THEN 1000
       ELSE width_bucket(left_at - interval '1 microsecond', %(mondays)s::timestamptz[]) + 1
  END::smallint AS leaves,
  CASE WHEN is_first THEN width_bucket(first_at, %(mondays)s::timestamptz[]) ELSE 0 END::smallint AS joins,
  (width_bucket(first_at + %(new_for)s::interval - interval '1 microsecond',
                %(mondays)s::timestamptz[]) + 1)::smallint AS new_until
  FROM spans
"""
ONLY_TOUCHED: Final = "WHERE k.person_id IN (SELECT person FROM rivalry_touched)"

# Whom new facts are about, and in which weeks.
TOUCHED: Final = """
CREATE TEMP TABLE rivalry_touched ON COMMIT DROP AS
SELECT DISTINCT k.person_id AS person, t.week
  FROM unnest(%(keys)s::bigint[], %(weeks)s::smallint[]) AS t (key_id, week)
  JOIN people_identitykey k ON k.id = t.key_id
 WHERE k.person_id IS NOT NULL AND t.week > 0
"""

_EACH: Final = """
  SELECT {sign} AS sign, k.person_id AS person, {week}::smallint AS week, f.kind_id, f.ref_id, f.key_id,
         f.at, f.id,
         f.xid >= %(late_from)s::text::xid8 AND coalesce(
           (%(mark_at)s::timestamptz[])[width_bucket(f.xid, %(mark_xid)s::text[]::xid8[])] - f.at
           > interval '7 days', false) AS late,
         f.kind_id = %(relayed)s AND f.id = ANY ({circle}) AS circle
"""
_COUNTS: Final = """
   AND f.kind_id = ANY (%(kinds)s)
   AND (f.kind_id <> %(joined)s OR f.ref_id = ANY (%(group_refs)s::bigint[]))
"""

# Every fact of the season that had ended when counting began.
WHOLE: Final = (
    _EACH.format(
        sign="1",
        week="width_bucket(f.at, %(mondays)s::timestamptz[])",
        circle="%(circle)s::bigint[]",
    )
    + """
    FROM activity_fact f JOIN people_identitykey k ON k.id = f.key_id
   WHERE f.at >= %(first)s AND f.at < %(last)s AND k.person_id IS NOT NULL
     AND (f.xid, f.id) <= (%(to_xid)s::text::xid8, %(to_id)s::bigint)
"""
    + _COUNTS
)
# What new facts are about, as it was before them (taken off) and as it is with them (added).
FRESH: Final = (
    _EACH.format(sign="s.sign", week="t.week", circle="s.circle")
    + """
    FROM rivalry_touched t
    JOIN people_identitykey k ON k.person_id = t.person
    CROSS JOIN (VALUES
      (-1, %(from_xid)s::text::xid8, %(from_id)s::bigint, %(circle_before)s::bigint[]),
      (1, %(to_xid)s::text::xid8, %(to_id)s::bigint, %(circle)s::bigint[])) AS s (sign, xid, id, circle)
    JOIN activity_fact f ON f.key_id = k.id
     AND f.at >= (%(mondays)s::timestamptz[])[t.week] AND f.at < (%(ends)s::timestamptz[])[t.week]
   WHERE (f.xid, f.id) <= (s.xid, s.id) AND f.at >= %(first)s AND f.at < %(last)s
"""
    + _COUNTS
)

# From deeds to sums of teams. ``firsts`` marks the first counted rule of a person in a week, so that its sum
# is how many did anything.
SUMS: Final = """
CREATE TEMP TABLE rivalry_sums ON COMMIT DROP AS
WITH deed AS ({deeds}
), looked AS (
  SELECT sign, person, week, kind_id, late, circle,
         coalesce(at - lag(at) OVER w <= interval '10 seconds'
           OR (key_id <> lag(key_id) OVER w AND at - lag(at) OVER w <= interval '1 day'), false) AS twice
    FROM deed
  WINDOW w AS (PARTITION BY sign, person, week, kind_id, ref_id ORDER BY at, id)
), counted AS (
  SELECT sign, person, week, kind_id, count(*) AS all_deeds,
         count(*) FILTER (WHERE NOT late) AS timely,
         count(*) FILTER (WHERE NOT late AND NOT twice) AS once,
         count(*) FILTER (WHERE NOT late AND NOT twice AND NOT circle) AS good
    FROM looked GROUP BY sign, person, week, kind_id
), teamed AS (
  SELECT c.sign, c.person, c.week, c.kind_id, t.group_id, c.all_deeds, c.timely, c.once, c.good,
         r.cap, r.points * CASE WHEN c.kind_id <> %(joined)s AND c.week < t.new_until
                                THEN %(newcomer)s ELSE 100 END AS worth
    FROM counted c
    JOIN unnest(%(kinds)s::smallint[], %(points)s::int[], %(caps)s::int[]) AS r (kind_id, points, cap)
      ON r.kind_id = c.kind_id
    JOIN rivalry_team t ON t.person = c.person
     AND CASE WHEN c.kind_id = %(joined)s THEN c.week = t.joins
              ELSE c.week >= t.enters AND c.week < t.leaves END
), ordered AS (
  SELECT *, good > 0 AND row_number() OVER (
           PARTITION BY sign, person, week ORDER BY good > 0 DESC, kind_id) = 1 AS firsts
    FROM teamed
)
SELECT week, group_id, kind_id,
       coalesce(sum(sign) FILTER (WHERE good > 0), 0)::bigint AS people,
       coalesce(sum(sign) FILTER (WHERE firsts), 0)::bigint AS firsts,
       sum(sign * good)::bigint AS deeds,
       sum(sign * least(good, cap) * worth)::bigint AS points,
       sum(sign * (all_deeds - timely))::bigint AS late,
       sum(sign * (least(all_deeds, cap) - least(timely, cap)) * worth)::bigint AS late_points,
       sum(sign * (timely - once))::bigint AS twice,
       sum(sign * (least(timely, cap) - least(once, cap)) * worth)::bigint AS twice_points,
       sum(sign * (once - good))::bigint AS circle,
       sum(sign * (least(once, cap) - least(good, cap)) * worth)::bigint AS circle_points
  FROM ordered GROUP BY week, group_id, kind_id
"""

# What was summed is added to what stands there; the first count of a season finds nothing there.
_PARTS: Final = ("people", "deeds", "points", "late", "late_points", "twice", "twice_points", "circle",
                 "circle_points")  # fmt: skip
ADD_PARTS: Final = f"""
MERGE INTO rivalry_part p USING (
  SELECT (%(days)s::date[])[s.week] AS day, s.group_id, k.name AS kind, {", ".join(f"s.{one}" for one in _PARTS)}
    FROM rivalry_sums s JOIN activity_kind k ON k.id = s.kind_id
   WHERE {" OR ".join(f"s.{one} <> 0" for one in _PARTS)}
) s ON p.season_id = %(season)s AND p.week = s.day AND p.group_id = s.group_id AND p.kind = s.kind
WHEN MATCHED THEN UPDATE SET {", ".join(f"{one} = p.{one} + s.{one}" for one in _PARTS)}
WHEN NOT MATCHED THEN INSERT (season_id, week, group_id, kind, {", ".join(_PARTS)})
  VALUES (%(season)s, s.day, s.group_id, s.kind, {", ".join(f"s.{one}" for one in _PARTS)})
"""
ADD_SCORES: Final = """
MERGE INTO rivalry_score x USING (
  SELECT (%(days)s::date[])[week] AS day, group_id, sum(firsts)::bigint AS active, sum(points)::bigint AS points
    FROM rivalry_sums GROUP BY week, group_id HAVING sum(firsts) <> 0 OR sum(points) <> 0
) s ON x.season_id = %(season)s AND x.week = s.day AND x.group_id = s.group_id
WHEN MATCHED THEN UPDATE SET active = x.active + s.active, points = x.points + s.points
WHEN NOT MATCHED THEN INSERT (season_id, week, group_id, heads, active, points)
  VALUES (%(season)s, s.day, s.group_id, 0, s.active, s.points)
"""
DROP_EMPTY: Final = """
DELETE FROM rivalry_part WHERE season_id = %(season)s AND deeds = 0 AND late = 0 AND twice = 0 AND circle = 0;
DELETE FROM rivalry_score WHERE season_id = %(season)s AND heads = 0 AND active = 0 AND points = 0;
"""

# How many come and go by week; their running sum is how many there are.
MOVES: Final = """
CREATE TEMP TABLE rivalry_moves ON COMMIT DROP AS
SELECT group_id, week, sum(many)::bigint AS many FROM (
  SELECT group_id, enters AS week, count(*) AS many FROM rivalry_team WHERE leaves > enters GROUP BY 1, 2
  UNION ALL
  SELECT group_id, leaves, -count(*) FROM rivalry_team WHERE leaves > enters GROUP BY 1, 2
) moved GROUP BY group_id, week
"""
# Each team in each week that has begun, with how many it was on that Monday.
HEADS: Final = """
INSERT INTO rivalry_score (season_id, week, group_id, heads, active, points)
SELECT %(season)s, (%(days)s::date[])[w], m.group_id, sum(m.many), 0, 0
  FROM generate_series(1, %(begun)s) AS w JOIN rivalry_moves m ON m.week <= w
 GROUP BY w, m.group_id HAVING sum(m.many) > 0
 ORDER BY w, m.group_id
"""
CLEAR: Final = """
DELETE FROM rivalry_score WHERE season_id = %(season)s;
DELETE FROM rivalry_part WHERE season_id = %(season)s;
"""
