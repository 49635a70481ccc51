"""Everything that can be done with a drive."""

from muster.drives.actions.earlier import bring_earlier
from muster.drives.actions.follow import follow, follow_all
from muster.drives.actions.forget import forget
from muster.drives.actions.goals import add_match, add_milestone, drop_match, drop_milestone
from muster.drives.actions.keep import Told, keep_drive
from muster.drives.actions.links import count_visit, make_link
from muster.drives.actions.names import decide
from muster.drives.actions.turning import close, show_on_walls, turn

__all__ = [
    "Told",
    "add_match",
    "add_milestone",
    "bring_earlier",
    "close",
    "count_visit",
    "decide",
    "drop_match",
    "drop_milestone",
    "follow",
    "follow_all",
    "forget",
    "keep_drive",
    "make_link",
    "show_on_walls",
    "turn",
]
