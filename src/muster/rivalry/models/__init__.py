"""What rivalry keeps. Rows are written by ``muster.rivalry.actions`` and by nothing else."""

from muster.rivalry.models.experiment import Arm, Experiment
from muster.rivalry.models.league import Card, Hiding, League, Place
from muster.rivalry.models.score import Part, Score
from muster.rivalry.models.season import Rule, Season
from muster.rivalry.models.upkeep import Mark, Recount, Relay

__all__ = [
    "Arm",
    "Card",
    "Experiment",
    "Hiding",
    "League",
    "Mark",
    "Part",
    "Place",
    "Recount",
    "Relay",
    "Rule",
    "Score",
    "Season",
]
