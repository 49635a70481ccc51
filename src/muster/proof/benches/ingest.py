"""``muster bench ingest``: tracking calls over real HTTP until the last of them is a fact, timed.

The path is production’s: ``muster web``, ``muster worker`` and PostgreSQL with its disk asked to keep what it
was told. Then single calls, the same stream once more, and a web server killed in mid-stream.
"""

from __future__ import annotations

import argparse
import os
import time
from typing import TYPE_CHECKING, Any, Final

import django
from rich.progress import Progress

from muster.proof import throwaway
from muster.proof.benches.ingesting.stream import PER_CALL

if TYPE_CHECKING:
    from muster.proof.benches.ingesting.house import House

WORDS = "takes tracking calls in over HTTP, from the first byte to the last fact"
FULL: Final = 500_000
TARGET: Final = 15_000
TARGET_SINGLE: Final = 500
_SEED, _SINGLE_SEED, _COUNTED_SEED = 1, 2, 3


def options(parser: argparse.ArgumentParser) -> None:
    """How long the stream is."""
    parser.add_argument(
        "--events", type=int, default=FULL, help=f"events in the stream; {FULL} is full size"
    )
    parser.add_argument("--workers", type=int, default=2, help="muster worker processes")


def run(options: argparse.Namespace, progress: Progress) -> dict[str, Any]:
    """Play it on a throw-away installation; the database counts, not we."""
    os.environ["MUSTER_DURABLE"] = "1"
    home = throwaway.prepare()
    os.environ["MUSTER_LOG_LEVEL"] = "ERROR"
    django.setup()
    from muster.proof.benches.ingesting.house import House

    people = max(1_000, options.events // 5)
    step = progress.add_task("ingest", total=4)
    key = _scene(people)
    with House(home, key, people, options.workers) as house:
        figures: dict[str, Any] = {"events": options.events, "workers": options.workers}
        for part in (_streamed, _single, _again, _killed):
            figures |= part(house, options.events)
            progress.advance(step)
    return {**figures, **_verdict(figures, options.events)}


def _scene(people: int) -> str:
    """A source, its key, and the people whom the stream mentions as known already."""
    from muster.kit import clock
    from muster.kit.actors import system
    from muster.people import actions as people_actions
    from muster.people.keys import Key
    from muster.people.known import Known
    from muster.proof.benches.import_ import _staff
    from muster.proof.benches.ingesting import stream
    from muster.sources import actions

    staff = _staff()
    source = actions.add_source(kind="segment", name="Bench", by=staff)
    known = [
        Known(
            keys=[
                Key("external", f"{source.slug}:u{who}"),
                Key("browser", f"{source.slug}.{stream.browser(who)}"),
                Key("email", stream.address(who)),
            ]
        )
        for who in range(people)
    ]
    people_actions.resolve(known=known, source=source.word, by=system("bench"), at=clock.now())
    return actions.add_key(source=source, power="server", by=staff)


def _streamed(house: House, events: int) -> dict[str, Any]:
    """The stream, from the first byte to the last fact, and who spent what on it."""
    from muster.proof.benches.ingesting.house import facts

    before, used, inside = facts(), house.cpu(), house.database_cpu()
    sender = house.sender("stream", events=events, seed=_SEED)
    began = time.perf_counter()
    house.say(sender)
    said = house.report(sender)
    house.wait_until_absorbed()
    seconds = time.perf_counter() - began
    spent = {name: cpu - used[name] for name, cpu in house.cpu().items()}
    spent["generator"] = said["cpu"]
    database = {name: cpu - inside[name] for name, cpu in house.database_cpu().items()}
    return {
        "seconds": round(seconds, 2),
        "events_per_second": round(events / seconds),
        "acknowledged_per_second": round(len(said["acknowledged"]) * PER_CALL / said["seconds"]),
        "cpu_us_per_event": _each(spent, events),
        "cpu_us_per_event_all": round(sum(spent.values()) / events * 1e6, 1),
        "cpu_share": {n: round(cpu / sum(spent.values()), 3) for n, cpu in spent.items()},
        "postgres_us_per_event": _each(database, events),
        "answers": said["statuses"],
        "facts": facts() - before,
    }


def _each(spent: dict[str, float], events: int) -> dict[str, float]:
    """Microseconds an event."""
    return {name: round(cpu / events * 1e6, 1) for name, cpu in spent.items()}


def _single(house: House, events: int) -> dict[str, Any]:
    """Calls of one event."""
    number = min(10_000, max(500, events // 40))
    sender = house.sender("single", events=number, seed=_SINGLE_SEED)
    house.say(sender)
    said = house.report(sender)
    house.wait_until_absorbed()
    rate = len(said["acknowledged"]) / said["seconds"]
    return {"single_per_second": round(rate), "single_calls": number}


def _again(house: House, events: int) -> dict[str, Any]:
    """The same stream: every event is known, nothing is added."""
    from muster.proof.benches.ingesting.house import facts

    before = facts()
    sender = house.sender("stream", events=events, seed=_SEED)
    house.say(sender)
    said = house.report(sender)
    house.wait_until_absorbed()
    return {"replay_added": facts() - before, "replay_repeated": said["repeated"]}


def _killed(house: House, events: int) -> dict[str, Any]:
    """kill -9 of the web server in mid-stream; what was acknowledged must be there."""
    from muster.proof.benches.ingesting.house import counted

    number = max(4_000, min(100_000, events // 4))
    sender = house.sender("counted", events=number, seed=_COUNTED_SEED)
    house.say(sender)
    time.sleep(0.1 + number / TARGET / 4)
    house.kill_web()
    said = house.report(sender)
    house.start_web()
    house.wait_until_absorbed()
    kept = [call * PER_CALL + n for call in said["acknowledged"] for n in range(PER_CALL)]
    return {
        "acknowledged_before_kill": len(kept),
        "sent_before_kill": number,
        "acknowledged_lost": len(kept) - counted(kept),
    }


def _verdict(figures: dict[str, Any], events: int) -> dict[str, Any]:
    """Exactness always; speed at full size only, where start-up and other people’s load hide nothing."""
    full = events >= FULL
    exact = (
        figures["replay_added"] == 0
        and figures["acknowledged_lost"] == 0
        and figures["facts"] >= events
        and set(figures["answers"]) <= {"200", "429"}
    )
    fast = figures["events_per_second"] >= TARGET and figures["single_per_second"] >= TARGET_SINGLE
    judged = "exactness and speed" if full else f"exactness; speed counts from {FULL} events on"
    return {"judged": judged, "ok": exact and (fast or not full)}
