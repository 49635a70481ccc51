"""Everything that can be done about rivalry."""

from muster.rivalry.actions.closing import turn
from muster.rivalry.actions.counting import count_new, count_season, mark
from muster.rivalry.actions.experiments import begin_experiment, end_experiment
from muster.rivalry.actions.follow import follow
from muster.rivalry.actions.forget import forget
from muster.rivalry.actions.hiding import hide, show
from muster.rivalry.actions.recounts import ask
from muster.rivalry.actions.seasons import USUAL, Worth, begin_season, end_season
from muster.rivalry.actions.telling import edit_card, make_cards

__all__ = [
    "USUAL",
    "Worth",
    "ask",
    "begin_experiment",
    "begin_season",
    "count_new",
    "count_season",
    "edit_card",
    "end_experiment",
    "end_season",
    "follow",
    "forget",
    "hide",
    "make_cards",
    "mark",
    "show",
    "turn",
]
