"""Everything that changes a broadcast. Each is one transaction with its audit entry."""

from muster.broadcasts.actions.answering import answer_chosen
from muster.broadcasts.actions.correcting import correct, practise, spare
from muster.broadcasts.actions.counting import count_visit
from muster.broadcasts.actions.deciding import decide, withdraw
from muster.broadcasts.actions.drafting import choose_audience, declare, edit, use_template
from muster.broadcasts.actions.following import follow
from muster.broadcasts.actions.rehearsing import rehearse
from muster.broadcasts.actions.sending import cancel, halt, release, resume
from muster.broadcasts.actions.starting import call_off_starts, release_due
from muster.broadcasts.actions.stopping import lift_stop, stop_everything
from muster.broadcasts.actions.submitting import submit
from muster.broadcasts.actions.templates import (
    approve_template,
    keep_template,
    retire_template,
    write_template,
)
from muster.broadcasts.actions.trying import try_out

__all__ = [
    "answer_chosen",
    "approve_template",
    "call_off_starts",
    "cancel",
    "choose_audience",
    "correct",
    "count_visit",
    "decide",
    "declare",
    "edit",
    "follow",
    "halt",
    "keep_template",
    "lift_stop",
    "practise",
    "rehearse",
    "release",
    "release_due",
    "resume",
    "retire_template",
    "spare",
    "stop_everything",
    "submit",
    "try_out",
    "use_template",
    "withdraw",
    "write_template",
]
