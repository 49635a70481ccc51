"""The figures of a run, and whether they are as they should be."""

from __future__ import annotations

from statistics import median
from typing import Any, Final

from muster.proof.benches.choosing.crowd import SEED
from muster.proof.benches.choosing.playing import Measured
from muster.proof.benches.choosing.reading import digest

MOST_EDIT_MS: Final = 100.0
MOST_CACHED_MS: Final = 5.0
MOST_WHOLE_MS: Final = 150.0
MOST_LAPSED_MS: Final = 300.0
LEAST_POSTGRES: Final = 6.0
LEAST_PEERS: Final = 30.0
MOST_BY_HAND: Final = 1.3
MOST_REBUILD: Final = 240.0
LEAST_EXPORT: Final = 1_000_000
MOST_SHARE: Final = 0.15
MOST_FRESH: Final = 2.0
MOST_WEB_MB: Final = 1_536
_LAPSED: Final = "lapsed_donors"
_FASTER: Final = 1.0


def figures(measured: Measured, *, full: bool) -> dict[str, Any]:
    """Everything by name; safety is judged at any size, speed at full size only, where start-up hides nothing."""
    found = _said(measured)
    safe = found["same_members"] and found["fresh_p95_s"] <= MOST_FRESH
    missed = _missed(found)
    return found | {
        "judged": "members, freshness and speed" if full else "members and freshness",
        "missed": missed,
        "seed": SEED,
        "ok": safe and (not full or not missed),
    }


def _said(measured: Measured) -> dict[str, Any]:
    told, exported, great = measured.options, measured.exported, measured.great
    if exported is None or great is None:
        raise AssertionError
    last = measured.last
    return {
        "people": told.people,
        "facts": great.manifest.facts,
        "postgres_facts": measured.facts_in_postgres,
        **_typed(last),
        **_beside(measured),
        "rebuild_seconds": round(great.seconds, 1),
        "export_facts_per_second": round(measured.read_out),
        # Everything: read, sorted, written and summed up, with the records of all people.
        "lake_facts_per_second": round(exported.manifest.facts / exported.seconds),
        "lake_mb": round(great.mb, 1),
        "lake_share": round(exported.mb / measured.postgres_mb, 3),
        "postgres_mb": round(measured.postgres_mb, 1),
        "fresh_p95_s": round(_p95(last["fresh"]), 2),
        "fresh_rate": told.rate,
        "web_mb": round(last["web_mb"]),
        "growth": {str(facts): times for facts, times in measured.growth},
        "growth_factor": _growth(measured),
        "same_members": _same(measured),
        "part_seconds": measured.parts,
    }


def _typed(last: dict[str, Any]) -> dict[str, Any]:
    """How fast our own answers are, over all facts."""
    ours = last["ours"]
    return {
        "edit_p95_ms": _p95(last["edit_ms"]),
        "cached_p95_ms": _p95(last["cached_ms"]),
        # With everything the page says besides: regions, channels, ten people.
        "answer_p95_ms": _p95(last["answer_ms"]),
        "whole_ms": _rounded({name: one["ms"] for name, one in ours.items()}),
        "list_ms": _rounded({name: one["list_ms"] for name, one in ours.items()}),
        "members": {name: int(one["members"].split()[0]) for name, one in ours.items()},
        "by_sql": last["by_sql"],
    }


def _beside(measured: Measured) -> dict[str, Any]:
    """Our own answers beside the three other hands: PostgreSQL’s over its part of the facts, DuckDB’s over all."""
    ours = {name: one["ms"] for name, one in measured.first["ours"].items()}
    hand = {name: one.ms / ours[name] for name, one in measured.by_hand.items()}
    peers = {name: one.ms / ours[name] for name, one in measured.peers.items()}
    last = measured.last
    duckdb = {name: last["ours"][name]["ms"] / one["ms"] for name, one in last["by_hand"].items()}
    return {
        "times_postgres": round(median(hand.values()), 1),
        "times_postgres_each": _rounded(hand),
        "whole_ms_beside_postgres": _rounded(ours),
        "postgres_ms": _rounded({name: one.ms for name, one in measured.by_hand.items()}),
        "times_peer_sql": round(median(peers.values()), 1),
        "times_peer_sql_each": _rounded(peers),
        "peer_sql_ms": _rounded({name: one.ms for name, one in measured.peers.items()}),
        # Stopped after so long; what is said of these is a lower bound.
        "peer_sql_stopped": [n for n, one in measured.peers.items() if one.members is None],
        "patience_s": measured.options.patience,
        "times_handwritten": round(median(duckdb.values()), 2),
        "times_handwritten_each": _rounded(duckdb, 2),
        "handwritten_ms": _rounded({name: one["ms"] for name, one in last["by_hand"].items()}),
    }


def _missed(found: dict[str, Any]) -> list[str]:
    """Which marks were not reached."""
    whole = found["whole_ms"]
    reached = {
        "edit_p95_ms": found["edit_p95_ms"] <= MOST_EDIT_MS,
        "cached_p95_ms": found["cached_p95_ms"] <= MOST_CACHED_MS,
        "whole_ms": all(
            ms <= (MOST_LAPSED_MS if name == _LAPSED else MOST_WHOLE_MS)
            for name, ms in whole.items()
        ),
        "times_postgres": found["times_postgres"] >= LEAST_POSTGRES,
        "times_peer_sql": found["times_peer_sql"] >= LEAST_PEERS,
        "times_handwritten": found["times_handwritten"] <= MOST_BY_HAND,
        "rebuild_seconds": found["rebuild_seconds"] <= MOST_REBUILD,
        "export_facts_per_second": found["export_facts_per_second"] >= LEAST_EXPORT,
        "lake_share": found["lake_share"] <= MOST_SHARE,
        "fresh_p95_s": found["fresh_p95_s"] <= MOST_FRESH,
        "web_mb": found["web_mb"] <= MOST_WEB_MB,
        "growth_factor": found["growth_factor"] <= _FASTER,
    }
    return [name for name, is_reached in reached.items() if not is_reached]


def _same(measured: Measured) -> bool:
    """The same people in every hand that came to an end, by both of our own ways, over both lakes."""
    first, last = measured.first, measured.last
    for name, one in first["ours"].items():
        others = [measured.by_hand[name].members, measured.peers[name].members]
        told = {one["members"], one["listed"], first["by_hand"][name]["members"]}
        told |= {digest(members) for members in others if members is not None}
        at_full = last["ours"][name]
        more = {at_full["members"], at_full["listed"], last["by_hand"][name]["members"]}
        if len(told) > 1 or len(more) > 1:
            return False
    return True


def _growth(measured: Measured) -> float:
    """By how much more than the facts the slowest growing question grew: 1 is linear, less is better."""
    if not measured.growth:
        return 0.0
    (few, before), (many, after) = measured.growth[0], measured.growth[-1]
    worst = max(after[name] / before[name] for name in before)
    return round(worst / (many / few), 2)


def _p95(times: list[float]) -> float:
    """The time that only one in twenty exceeds."""
    return round(sorted(times)[max(0, -(-len(times) * 95 // 100) - 1)], 3)


def _rounded(values: dict[str, float], places: int = 1) -> dict[str, float]:
    return {name: round(value, places) for name, value in values.items()}
