"""Fills an empty installation with the demo, through the same actions that people's work takes."""

import sys
import time
from collections.abc import Callable

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn


def run() -> int:
    """Fill the demo unless somebody is at home already; returns the exit code."""
    import django

    django.setup()
    from django.conf import settings

    from muster.accounts.models import Staff
    from muster.config import anew

    unfinished = settings.MUSTER_HOME / anew.MARK
    if unfinished.exists() and Staff.objects.exists():
        # In a database of our own ``muster demo`` has set that aside already.
        sys.stderr.write(
            "The demo was stopped before all of it was there. Begin anew with an empty database"
            f" and without the file {unfinished}.\n"
        )
        return 1
    if Staff.objects.exists():
        sys.stdout.write("This installation has people in it already; the demo was not added.\n")
        return 0
    unfinished.touch()
    _play(_steps())
    unfinished.unlink()
    return 0


def _steps() -> list[tuple[str, Callable[[], object]]]:
    from muster.proof.demo import (
        answering,
        competing,
        crisis,
        driving,
        giving,
        helping,
        listening,
        peopling,
        remembering,
        sending,
        staffing,
        teaming,
        world,
    )

    now = world.present()
    return [
        ("The organisation and its staff", staffing.fill),
        ("20,000 invented people and two years of what they did", lambda: peopling.fill(now)),
        ("Audiences, a finished broadcast and three that wait", lambda: sending.fill(now)),
        ("What they promise", lambda: remembering.promise(now)),
        ("Conversations of the last nine weeks", lambda: remembering.fill(now)),
        ("Conversations", lambda: answering.fill(now)),
        ("Gifts, promises and cash", lambda: giving.fill(now)),
        ("What is said in public", lambda: listening.fill(now)),
        ("A crisis that is over", lambda: crisis.fill(now)),
        ("A drive that runs, and last year’s", lambda: driving.fill(now)),
        ("Teams of eight regions", lambda: teaming.fill(now)),
        ("What the teams do", lambda: helping.fill(now)),
        ("Six weeks of a season", lambda: competing.fill(now)),
    ]


def _play(steps: list[tuple[str, Callable[[], object]]]) -> None:
    console = Console(stderr=True)
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    for words, step in steps:
        began = time.monotonic()
        with Progress(
            *columns, console=console, disable=not console.is_terminal, transient=True
        ) as bar:
            bar.add_task(words, total=None)
            step()
        console.print(f"  {words} ({time.monotonic() - began:.1f} s)")
