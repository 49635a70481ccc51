"""The customer nobody answered: two mails into silence, then a public post that grows, as in AT&T’s story of 2010.

Mail comes through the mail door, posts from a stand-in of a public network on loopback; the days of the story
pass on a shifted clock. What is asked of the house: that it knew before the post, and shows all on one page.
"""

from __future__ import annotations

import argparse
from typing import Any

from rich.progress import Progress

from muster.proof.replays import in_turn

WORDS = "two mails without an answer, then a post in public: known before, joined, answered, kept as a lesson"


def options(parser: argparse.ArgumentParser) -> None:
    """How public it gets."""
    add = parser.add_argument
    add("--followers", type=int, default=12_000, help="who follow the customer at the first post")
    add("--grown", type=int, default=140_000, help="who follow when the second comes")


def run(options: argparse.Namespace, progress: Progress) -> dict[str, Any]:
    """Play it; the figures are what rows, pages and the network said."""
    from muster.proof.stage import Stage
    from muster.proof.witness.mastodon import Server

    with Server(us="coast") as network:
        stage = Stage().open(settings=lambda _stage: {"MUSTER_MASTODON_URL": network.url})
        try:
            # After the stage is open, because it reads Django's models.
            from muster.proof.stories.ceo.story import Story

            return _told(Story(stage, network, options), progress)
        finally:
            stage.close()


def _told(story: Any, progress: Progress) -> dict[str, Any]:
    steps = [
        story.open_house,
        story.he_writes,
        story.he_writes_again,
        story.he_goes_public,
        story.one_page,
        story.he_is_answered,
        story.it_stays_a_lesson,
    ]
    figures = in_turn("ceo", steps, progress)
    return figures | {"ok": story.went_well(figures)}
