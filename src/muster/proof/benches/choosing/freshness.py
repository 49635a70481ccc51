"""How soon a committed fact counts, while thousands of others come in every second."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from muster.proof.benches.choosing.ours import Ours

REF: Final = "Fresh"
TEXT: Final = f"all {{ did event.tracked about {REF} at least 1 times }}"
PROBES: Final = 30
PATIENCE: Final = 20.0
_EVERY: Final = 0.05  # seconds from one commit of the writer to the next
_LOOK: Final = 0.05
_WRITER: Final = "from muster.proof.benches.choosing import freshness; freshness.write({rate})"


def seconds(ours: Ours, rate: int) -> list[float]:
    """From the commit of a fact to the first count that holds it, many times; never counted is patience."""
    writer = subprocess.Popen(
        [sys.executable, "-c", _WRITER.format(rate=int(rate))],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        _say(1)
        _line(writer)
        return [_until_counted(ours, place + 2) for place in range(PROBES)]
    finally:
        writer.terminate()
        writer.wait()


def write(rate: int) -> None:
    """Write so many facts a second until ended, each commit a twentieth of a second’s worth."""
    from muster.proof import throwaway

    throwaway.prepare()
    import django

    django.setup()
    from muster.activity import actions
    from muster.activity.facts import NewFact
    from muster.kit import clock

    chance, many = random.Random(rate), max(1, round(rate * _EVERY))
    due = time.monotonic()
    sys.stdout.write("writing\n")
    sys.stdout.flush()
    while True:
        at = clock.now()
        pages = [f"/coast/{chance.randrange(200)}" for _number in range(many)]
        facts = [
            NewFact("page.viewed", chance.randrange(1, 1_000), at, "website", ref=page)
            for page in pages
        ]
        actions.append(facts)
        due += _EVERY
        time.sleep(max(0.0, due - time.monotonic()))


def _until_counted(ours: Ours, number: int) -> float:
    """Commit one more and count until there are so many."""
    committed = _say(number)
    while time.perf_counter() - committed < PATIENCE:
        if ours.count(TEXT, is_now=True) >= number:
            return time.perf_counter() - committed
        time.sleep(_LOOK)
    return PATIENCE


def _say(number: int) -> float:
    """Let one person do it whom nobody saw do it before; returns when it was committed."""
    from muster.activity import actions
    from muster.activity.facts import NewFact
    from muster.kit import clock

    actions.append([NewFact("event.tracked", number, clock.now(), "app", ref=REF)])
    return time.perf_counter()


def _line(writer: subprocess.Popen[str]) -> Any:
    if writer.stdout is None:
        raise AssertionError
    return writer.stdout.readline()
