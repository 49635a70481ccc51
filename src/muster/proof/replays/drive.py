"""The live drive of 2008: from a stage, 250 people, ten dollars each; a hat goes round and is counted apart.

Every card gift goes the real way: the page of the drive with somebody’s link, the form, the card service’s own page
(a stub on loopback), a sealed report. A tenth of the reports comes twice, one comes late, one gift goes back, a
worker is killed in the middle. Two earlier years stand beside it, from files.
"""

from __future__ import annotations

import argparse
from typing import Any

from rich.progress import Progress

from muster.proof.replays import in_turn

WORDS = "250 people give ten each from a stage, bring others, and a hat goes round; two earlier years beside it"


def options(parser: argparse.ArgumentParser) -> None:
    """Chance of its own kind."""
    parser.add_argument("--seed", type=int, default=2008, help="who brings whom, what comes twice")


def run(options: argparse.Namespace, progress: Progress) -> dict[str, Any]:
    """Play it; the figures are what the ledger and the pages said."""
    from muster.proof.stage import Stage
    from muster.proof.witness import stripe_

    with stripe_.Server() as cards:
        told = {
            "MUSTER_STRIPE_KEY": stripe_.KEY,
            "MUSTER_STRIPE_HOOK_SECRET": stripe_.SECRET,
            "MUSTER_STRIPE_URL": cards.url,
        }
        stage = Stage().open(settings=lambda _stage: told)
        try:
            # After the stage is open, because it reads Django’s models.
            from muster.proof.stories.drive.story import Story

            return _told(Story(stage, cards, options.seed), progress)
        finally:
            stage.close()


def _told(story: Any, progress: Progress) -> dict[str, Any]:
    steps = [
        story.two_earlier_years,
        story.open_the_drive,
        story.the_first_half,
        story.a_worker_falls,
        story.the_second_half,
        story.the_hat_goes_round,
        story.afterwards,
    ]
    in_turn("drive", steps, progress)
    figures: dict[str, Any] = story.figures()
    return figures | {"ok": story.went_well(figures)}
