"""What volunteering keeps. Rows are written by ``muster.volunteering.actions`` and by nothing else."""

from muster.volunteering.models.feed import Feed
from muster.volunteering.models.readiness import Away, Free, Readiness
from muster.volunteering.models.signing import SignUp, Swap
from muster.volunteering.models.skill import Skill, Standing
from muster.volunteering.models.suggestion import Suggestion
from muster.volunteering.models.task import Need, Shift, Task

__all__ = [
    "Away",
    "Feed",
    "Free",
    "Need",
    "Readiness",
    "Shift",
    "SignUp",
    "Skill",
    "Standing",
    "Suggestion",
    "Swap",
    "Task",
]
