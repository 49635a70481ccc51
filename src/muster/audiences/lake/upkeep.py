"""Looks after the lake: folds in what arrived, before it is so much that PostgreSQL must answer; and tells its state.

Nothing begins by itself: whoever wants a lake builds it once, and from then on it is kept.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import connection, transaction
from django.utils.translation import gettext as _

from muster.audiences.lake import building, layout, tail
from muster.audiences.lake.holding import MOST_TOUCHED
from muster.audiences.lake.layout import Manifest
from muster.kit import clock
from muster.kit.health import Finding

# However little arrived, the lake is no older than this.
OLDEST: Final = timedelta(hours=1)
# A share of what may wait; the rest is room for what arrives while it is folded in.
_SHARE: Final = 10
# Older than this, somebody must look why nobody folds.
_TOO_OLD: Final = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Waiting:
    """What the lake does not hold yet."""

    facts: int
    people: int
    removals: int

    @property
    def is_much(self) -> bool:
        return (
            self.removals > 0
            or self.facts > tail.MOST_FACTS // _SHARE
            or self.people > MOST_TOUCHED // _SHARE
        )


def fold_if_needed() -> Manifest | None:
    """Fold in what arrived if it is much, or the lake is old. Whoever builds already is left alone."""
    folder = layout.home()
    held = layout.current(folder)
    if held is None:
        _forget_before(_oldest_open())
        return None
    is_old = clock.now() - datetime.fromisoformat(held.built_at) > OLDEST
    if not is_old and not waiting(held).is_much:
        return None
    try:
        folded = building.fold(folder)
    except building.AlreadyBuilding:
        return None
    _forget_before(held.xid)
    return folded


def waiting(held: Manifest) -> Waiting:
    """Count what the lake does not hold yet; facts only as far as it matters."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT count(*) FROM (SELECT FROM activity_fact WHERE xid >= %(xid)s::text::xid8"
            " LIMIT %(most)s) f),"
            " (SELECT count(DISTINCT person_id) FROM audiences_touched WHERE xid >= %(xid)s::text::xid8),"
            " (SELECT count(*) FROM audiences_removed WHERE xid >= %(xid)s::text::xid8)",
            {"xid": str(held.xid), "most": tail.MOST_FACTS + 1},
        )
        return Waiting(*cursor.fetchone())


def health() -> Finding:
    """Say how old and how large the lake is, and how much waits to be folded in."""
    name, folder = _("Lake of audiences"), layout.home()
    held = layout.current(folder)
    if held is None:
        words = _("There is none; PostgreSQL counts audiences alone.")
        return Finding(name, ok=True, words=words, blocking=False)
    age, left = clock.now() - datetime.fromisoformat(held.built_at), waiting(held)
    words = _(
        "%(facts)s facts, %(size)s MB, %(minutes)s minutes old; %(tail)s facts and %(people)s records came since."
    ) % {
        "facts": held.facts,
        "size": layout.size(folder, held) // 1_000_000,
        "minutes": age // timedelta(minutes=1),
        "tail": left.facts,
        "people": left.people,
    }
    ok = age < _TOO_OLD and left.facts <= tail.MOST_FACTS and left.people <= MOST_TOUCHED
    fix = _(
        "Let a worker run, or run “muster lake rebuild”; until then PostgreSQL may count alone."
    )
    return Finding(name, ok=ok, words=words, fix="" if ok else fix, blocking=False)


def _forget_before(xid: int) -> None:
    """Let go of what told of changes that no reader here asks for; one with an older lake is told that it is gone."""
    with transaction.atomic(), connection.cursor() as cursor:
        # The one row may be gone with all others of a table that was emptied.
        cursor.execute("DELETE FROM audiences_forgotten")
        cursor.execute("INSERT INTO audiences_forgotten VALUES (%s::text::xid8)", [str(xid)])
        for table in ("audiences_touched", "audiences_closed", "audiences_removed"):
            cursor.execute(f"DELETE FROM {table} WHERE xid < %s::text::xid8", [str(xid)])


def _oldest_open() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        return int(cursor.fetchone()[0])
