"""The statements that cut a release into parcels and take one of them: every condition of a claim (D3).

What must hold before a byte leaves is asked here, in the one statement whose commit is the claim.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from django.db import connection

from muster.delivery.actions import stops

# How long a claim may do nothing before it is undone: no byte of its parcel has left by then.
PATIENCE: Final = "900ms"

CUT: Final = """
WITH placed AS (
    SELECT zone, position, width_bucket(position, %(bounds)s::int[]) + 1 AS wave
      FROM delivery_recipient WHERE snapshot_id = %(snapshot)s),
bunched AS (
    SELECT *, (row_number() OVER (PARTITION BY wave, zone ORDER BY position) - 1)
           / CASE WHEN wave = 1 THEN %(first_size)s ELSE %(size)s END AS bunch
      FROM placed)
INSERT INTO delivery_parcel (release_id, number, wave, passing, first_position, last_position, zone,
                             size, state, worker)
SELECT %(release)s, row_number() OVER (ORDER BY wave, min(position)), wave, 1,
       min(position), max(position), zone, count(*), 'pending', ''
  FROM bunched GROUP BY wave, zone, bunch
RETURNING size
"""

# A stop of everything waits for the claims under way and lets none begin; what trickles is claimed
# one after another, because each claim counts what the one before it let out.
# Whoever stands still in the middle of a claim is put out of it: a halt has to wait for a claim (H4).
TURN: Final = f"""
SELECT clock_timestamp(), set_config('idle_in_transaction_session_timeout', %(patience)s, true),
       pg_advisory_xact_lock_shared({stops.LOCK}), (
       SELECT pg_advisory_xact_lock(hashtextextended('delivery:trickle', 0)) WHERE EXISTS (
              SELECT FROM delivery_release
               WHERE state = 'sending' AND trickle > 0 AND open_wave <= 1))
"""


def turn(cursor: Any) -> datetime:
    """Wait for one’s turn to claim, in the transaction of the claim; returns what time it is there."""
    # Inside a transaction of somebody else it is not ours to say how long that may rest.
    patience = "0" if connection.savepoint_ids else PATIENCE
    cursor.execute(TURN, {"patience": patience})
    now: datetime = cursor.fetchone()[0]
    return now


# The release is read under a share lock: from the commit of a halt no parcel can be claimed (H2).
# ``room`` is how many more of a first wave may be out whose answer may still come (W2). They leave evenly
# over the time an answer takes, not all at its beginning: so fewer are out when the first one comes.
# ``pace`` is all that may be out, and a part of it while something shows more than usual.
CLAIM: Final = """
WITH room AS MATERIALIZED (
    SELECT t.id, CASE WHEN EXISTS (
           SELECT FROM delivery_parcel AS w WHERE w.release_id = t.id AND w.wave = 1
              AND w.claimed_at > clock_timestamp()
                  - make_interval(secs => t.feedback_seconds * w.size / t.pace::float))
      THEN 0 ELSE t.pace - (
           SELECT coalesce(sum(w.size), 0) FROM delivery_parcel AS w
            WHERE w.release_id = t.id AND w.wave = 1 AND w.state = 'claimed') - (
           SELECT count(*) FROM delivery_outcome AS o JOIN delivery_parcel AS w ON w.id = o.parcel_id
            WHERE o.release_id = t.id AND w.wave = 1 AND w.state <> 'claimed'
              AND o.kind IN ('accepted', 'unknown')
              AND o.at > clock_timestamp() - make_interval(secs => t.feedback_seconds)) END AS people
      FROM delivery_release AS t
     WHERE t.state = 'sending' AND t.trickle > 0 AND t.open_wave <= 1),
chosen AS (
    SELECT p.id FROM delivery_parcel AS p JOIN delivery_release AS r ON r.id = p.release_id
      LEFT JOIN room ON room.id = r.id
     WHERE p.state = 'pending' AND r.state = 'sending'
       AND NOT EXISTS (SELECT FROM delivery_stop WHERE lifted_at IS NULL)
       AND (r.not_before IS NULL OR r.not_before <= %(now)s)
       AND (r.not_after <= %(now)s OR p.wave <= r.open_wave AND p.size <= coalesce(room.people, p.size))
       AND (r.mode <> 'live' OR r.channel = ANY (%(channels)s))
       AND r.mode = coalesce((SELECT mode FROM accounts_organisation WHERE id = 1), 'training')
       AND (p.not_before IS NULL OR p.not_before <= %(now)s OR r.not_after <= %(now)s)
       AND (r.window_from IS NULL OR r.not_after <= %(now)s OR CASE
            WHEN r.window_from <= r.window_to
            THEN (%(now)s AT TIME ZONE p.zone)::time BETWEEN r.window_from AND r.window_to
            ELSE (%(now)s AT TIME ZONE p.zone)::time NOT BETWEEN r.window_to AND r.window_from END)
       AND EXISTS (SELECT FROM delivery_fence AS f WHERE f.instance = %(instance)s
                   AND f.generation = %(generation)s AND r.generation <= f.generation)
     ORDER BY r.id, p.number LIMIT 1
       FOR UPDATE OF p SKIP LOCKED FOR SHARE OF r)
UPDATE delivery_parcel AS p
   SET state = 'claimed', worker = %(worker)s, claimed_at = clock_timestamp()
  FROM chosen, delivery_release AS r
 WHERE p.id = chosen.id AND r.id = p.release_id
RETURNING p.id, p.number, p.passing, p.retry_of_id, p.first_position, p.last_position, p.zone,
          p.claimed_at, r.id, r.document_id, r.snapshot_id, r.subject, r.channel, r.purpose, r.mode,
          r.not_after, r.window_from, r.window_to, r.per_minute, r.capped
"""

HELD: Final = """
SELECT p.id, p.number, p.passing, p.retry_of_id, p.first_position, p.last_position, p.zone,
       p.claimed_at, r.id, r.document_id, r.snapshot_id, r.subject, r.channel, r.purpose, r.mode,
       r.not_after, r.window_from, r.window_to, r.per_minute, r.capped
  FROM delivery_parcel AS p JOIN delivery_release AS r ON r.id = p.release_id
 WHERE p.state = 'claimed' AND p.worker = %s ORDER BY p.id
"""
