"""``muster bench send``: the whole way of a mass mail, against the naive way in the same run.

A text with six fields and nine links goes to everybody through real SMTP to a counting sink, from as many
``muster pump`` as asked for; then it is halted and the pumps are killed, at random moments of a full rate.
The naive way is Django's own mail class with a template and a row update for each person.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
from pathlib import Path
from typing import TYPE_CHECKING, Any

import django
from rich.progress import Progress

from muster.proof import throwaway

if TYPE_CHECKING:
    from muster.proof.benches.sending.rounds import Play

WORDS = "sends to generated people over SMTP, beside the naive way"
PEOPLE = 5_000
FULL = 200_000
# Between two kills a few thousand are written to; more people would only be frozen and written to for nothing.
KILLED_AMONG = 50_000
MEGA = 1_000_000
NAIVE = 500


def options(parser: argparse.ArgumentParser) -> None:
    """How much of it; everything but the number of people fits itself to that number."""
    add = parser.add_argument
    add("--people", type=int, default=PEOPLE, help=f"people written to; {FULL} is full size")
    add("--seconds", type=float, help="repeat the people until sending took so long")
    add("--workers", type=int, default=2, help="sending processes")
    add("--connections", type=int, default=32, help="SMTP connections of each")
    add("--halts", type=int, help="halts at random moments")
    add("--kills", type=int, help="kill -9 of a sender at random moments")
    add("--seed", type=int, default=1, help="of the random moments")


def run(options: argparse.Namespace, progress: Progress) -> dict[str, Any]:
    """Play it on a throw-away live installation; the sink counts, not we."""
    os.environ.setdefault("MUSTER_DURABLE", "1")
    home = throwaway.prepare()
    from muster.proof.witness import sink

    full = options.people >= FULL
    for name, most, few in (("seconds", 60.0, 0.0), ("halts", 50, 2), ("kills", 300, 2)):
        if getattr(options, name) is None:
            setattr(options, name, most if full else few)
    counting = sink.start(home)
    try:
        os.environ |= {
            "MUSTER_SMTP_URL": counting.url,
            "MUSTER_SMTP_CONNECTIONS": str(options.connections),
            "MUSTER_LOG_LEVEL": "ERROR",
        }
        django.setup()
        return _measure(options, counting, home, progress)
    finally:
        counting.stop()


def _measure(
    options: argparse.Namespace, counting: Any, home: Path, progress: Progress
) -> dict[str, Any]:
    from muster.proof import nursery
    from muster.proof.benches import sending
    from muster.proof.benches.sending import pumps, rounds

    step = progress.add_task("send", total=3 + options.halts + options.kills)
    sending.invent(options.people)
    progress.advance(step)
    with pumps.Pumps(options.workers, home) as senders:
        play = rounds.Play(
            pumps=senders,
            sink=counting,
            chance=random.Random(options.seed),
            server=rounds.server_process(),
            done=lambda: progress.advance(step),
        )
        play.at_full_rate(options.seconds)
        play.halted(options.halts)
    with (
        nursery.Nursery("muster.config.sending", ["muster.delivery.pump.worker"]) as parent,
        pumps.Pumps(options.workers, home, start=pumps.forked_from(parent)) as senders,
    ):
        play.pumps = senders
        play.killed(options.kills, people=min(options.people, KILLED_AMONG))
    verdict = play.verdict()
    naive_cpu = sending.naively(play.releases[0].snapshot, min(NAIVE, options.people), own_cpu)
    progress.advance(step)
    return _figures(options, play, verdict, naive_cpu, counting.words)


def _figures(
    options: argparse.Namespace, play: Play, verdict: dict[str, int], naive_cpu: float, words: str
) -> dict[str, Any]:
    messages = play.messages
    mine = play.cpu / messages * 1e6
    lags = sorted(play.lags)
    figures: dict[str, Any] = {
        "people": options.people,
        "messages": messages,
        "seconds": round(play.seconds, 2),
        "messages_per_second": round(messages / play.seconds, 1),
        "times_naive_cpu": round(naive_cpu / mine, 1),
        "naive_cpu_us_per_message": round(naive_cpu, 1),
        "cpu_us_per_message": round(mine, 1),
        "postgres_us_per_message": round(play.server_cpu / messages * 1e6, 1),
        "sink_us_per_message": round(play.sink_cpu / messages * 1e6, 1),
        "sink": words,
        "worker_mb": round(play.memory, 1),
        "snapshot_seconds_per_million": round(min(play.freezing) / options.people * MEGA, 2),
        "halts": len(lags),
        "halt_p95_ms": round(lags[int(0.95 * (len(lags) - 1))] * 1e3, 1) if lags else 0.0,
        "halt_max_ms": round(max(lags, default=0.0) * 1e3, 1),
        "unknown": max(play.unknown_per_kill, default=0),
        "kills": play.kills,
        "seed": options.seed,
    } | verdict
    return figures | {"ok": _is_fine(figures, options)}


def _is_fine(figures: dict[str, Any], options: argparse.Namespace) -> bool:
    """Nobody twice, nobody lost; speed is judged at full size only, where start-up hides nothing."""
    safe: bool = (
        figures["duplicates"] == figures["lost"] == 0
        and figures["unknown"] <= options.connections
        and figures["halt_max_ms"] <= 500
    )
    fast: bool = options.people < FULL or (
        figures["messages_per_second"] >= 30_000
        and figures["times_naive_cpu"] >= 50
        and figures["cpu_us_per_message"] <= 15
        and figures["worker_mb"] <= 100
        and figures["snapshot_seconds_per_million"] <= 3
        and figures["halt_p95_ms"] <= 200
        and figures["kills"] >= 300
    )
    return safe and fast


def own_cpu() -> float:
    """CPU seconds of this process."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime
