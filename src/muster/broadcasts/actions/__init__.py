"""Everything that changes a broadcast. Each is one transaction with its audit entry."""

from muster.broadcasts.actions.correcting import correct, spare
from muster.broadcasts.actions.deciding import decide, withdraw
from muster.broadcasts.actions.drafting import choose_audience, declare, edit
from muster.broadcasts.actions.rehearsing import rehearse
from muster.broadcasts.actions.sending import cancel, halt, release, resume
from muster.broadcasts.actions.starting import release_due
from muster.broadcasts.actions.stopping import lift_stop, stop_everything
from muster.broadcasts.actions.submitting import submit

__all__ = [
    "cancel",
    "choose_audience",
    "correct",
    "decide",
    "declare",
    "edit",
    "halt",
    "lift_stop",
    "rehearse",
    "release",
    "release_due",
    "resume",
    "spare",
    "stop_everything",
    "submit",
    "withdraw",
]
