"""From a postcode to an answered message: the main job of the house, played on an empty live installation.

Everything goes through the doors that people use: HTTP pages, the event API with its real client, SMTP, and
the mail door. The witness, an SMTP server in a process of its own, says what left the house.
"""

from __future__ import annotations

import argparse
from typing import Any

from rich.progress import Progress

from muster.proof.replays import in_turn

WORDS = "people join, staff write, a second person approves, it is sent, a reply is answered"


def options(parser: argparse.ArgumentParser) -> None:
    """How large the story is."""
    parser.add_argument("--signups", type=int, default=3, help="people who join by the form")
    parser.add_argument("--rows", type=int, default=200, help="rows of the imported file")
    parser.add_argument("--events", type=int, default=300, help="events of the website")
    parser.add_argument("--replies", type=int, default=3, help="people who answer")


def run(options: argparse.Namespace, progress: Progress) -> dict[str, Any]:
    """Play it; the figures are what pages and witness said, never what we hoped."""
    from muster.proof.stage import Stage

    stage = Stage().open()
    try:
        # After the stage is open, because these read Django's models.
        from muster.proof.stories.first_message import Story

        return _told(Story(stage, options), progress)
    finally:
        stage.close()


def _told(story: Any, progress: Progress) -> dict[str, Any]:
    steps = [
        story.open_house,
        story.people_join,
        story.a_file_comes_in,
        story.a_website_sends_events,
        story.staff_choose,
        story.somebody_writes,
        story.others_refuse_and_agree,
        story.it_leaves,
        story.people_answer,
    ]
    figures = in_turn("first message", steps, progress)
    return figures | {"ok": story.went_well(figures)}
