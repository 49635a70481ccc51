"""Everything that changes a room. One transaction each: the row, the line of its log, and the audit entry."""

from muster.crisis.actions.closing import call_off, close
from muster.crisis.actions.heating import cool, heat
from muster.crisis.actions.holding import hold, lift
from muster.crisis.actions.noting import note
from muster.crisis.actions.opening import hand_over, open_room, set_duty, weigh
from muster.crisis.actions.promising import keep, move
from muster.crisis.actions.tasking import give, tick
from muster.crisis.actions.wording import approve_text, return_text, use_text, write_text

__all__ = [
    "approve_text",
    "call_off",
    "close",
    "cool",
    "give",
    "hand_over",
    "heat",
    "hold",
    "keep",
    "lift",
    "move",
    "note",
    "open_room",
    "return_text",
    "set_duty",
    "tick",
    "use_text",
    "weigh",
    "write_text",
]
