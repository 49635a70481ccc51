"""The dashboard of 2012: volunteers sign up with an address and a postcode, and the campaign knows how each can help.

Twenty thousand join teams in forty regions and browse, search, are called, give, write and take shifts through six
weeks of a league. Then staff ask who may drive, are told who fits ten tasks, and write to exactly those they accept.
"""

from __future__ import annotations

import argparse
from typing import Any

from rich.progress import Progress

from muster.proof.replays import in_turn

WORDS = "20,000 join by postcode and help for six weeks; staff count, get suggestions and invite exactly those"
PEOPLE = 20_000


def options(parser: argparse.ArgumentParser) -> None:
    """How many, and chance of its own kind."""
    add = parser.add_argument
    add("--people", type=int, default=PEOPLE, help="volunteers of the six weeks")
    add("--visitors", type=int, default=24, help="more who come by the real pages on the last day")
    add("--tasks", type=int, default=10, help="tasks for which drivers are sought")
    add("--seed", type=int, default=2012, help="who lives where and does what")


def run(options: argparse.Namespace, progress: Progress) -> dict[str, Any]:
    """Play it; the figures are what records, pages and the witness said."""
    from muster.proof.stage import Stage

    stage = Stage().open()
    try:
        # After the stage is open, because it reads Django’s models.
        from muster.proof.stories.dashboard.story import Story

        return _told(Story(stage, options), progress)
    finally:
        stage.close()


def _told(story: Any, progress: Progress) -> dict[str, Any]:
    steps = [
        story.open_house,
        story.the_first_weekend,
        story.six_weeks,
        story.people_come_by_the_pages,
        story.how_many_drivers,
        story.who_could_drive,
        story.on_the_record,
    ]
    figures = in_turn("dashboard", steps, progress)
    return figures | {"ok": story.went_well(figures)}
