"""A tag that turns on a Saturday: an accusation, a vague answer, three hours of storm beside #thieves.

Posts come by the stream of a stand-in network on loopback, the hours pass on a shifted clock. What is asked of the
house: when the alarm rose and on what evidence, who was told, and how many of those who complained were answered.
"""

from __future__ import annotations

import argparse
from typing import Any

from rich.progress import Progress

from muster.proof.replays import in_turn

WORDS = "a tag turns on a Saturday: heard within minutes, its companion named, people told, complaints answered"


def options(parser: argparse.ArgumentParser) -> None:
    """How loud it gets, and what is drawn."""
    add = parser.add_argument
    add("--peak", type=int, default=14, help="posts in five minutes while the storm is loudest")
    add("--seed", type=int, default=1, help="which posts are written when")


def run(options: argparse.Namespace, progress: Progress) -> dict[str, Any]:
    """Play it; the figures are what rows, pages and the network said."""
    from muster.proof.stage import Stage
    from muster.proof.stories.tag.network import Loud

    with Loud(us="coast") as network:
        stage = Stage().open(settings=lambda _stage: {"MUSTER_MASTODON_URL": network.url})
        try:
            # After the stage is open, because it reads Django's models.
            from muster.proof.stories.tag.story import Story

            return _told(Story(stage, network, options), progress)
        finally:
            stage.close()


def _told(story: Any, progress: Progress) -> dict[str, Any]:
    steps = [
        story.open_house,
        story.two_weeks,
        story.saturday_storms,
        story.it_was_seen,
        story.what_came_of_it,
    ]
    figures = in_turn("tag", steps, progress)
    return figures | {"ok": story.went_well(figures)}
