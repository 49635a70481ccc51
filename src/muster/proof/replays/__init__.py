"""Replays: each plays one story on a throw-away installation against real servers on loopback."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from rich.progress import Progress

Step = Callable[[], "dict[str, Any] | None"]


def in_turn(name: str, steps: Sequence[Step], progress: Progress) -> dict[str, Any]:
    """Play the steps of a story one after the other; the figures that any of them gave."""
    task = progress.add_task(name, total=len(steps))
    figures: dict[str, Any] = {}
    for step in steps:
        figures |= step() or {}
        progress.advance(task)
    return figures
