"""What drives keep. Rows are written by ``muster.drives.actions`` and by nothing else."""

from muster.drives.models.drive import Drive
from muster.drives.models.giving import Giving
from muster.drives.models.goals import Match, Milestone
from muster.drives.models.link import Link

__all__ = ["Drive", "Giving", "Link", "Match", "Milestone"]
