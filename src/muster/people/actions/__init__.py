"""Everything that may change a person, a key or a consent."""

from muster.people.actions.consent import (
    TooLateToUndo,
    end_pauses,
    grant,
    pause,
    stop,
    stop_all,
    undo_stop,
    withdraw,
)
from muster.people.actions.erasing import forget_person
from muster.people.actions.joining import (
    LinkTooOld,
    UnknownLink,
    ask_for_copy,
    ask_for_preferences,
    ask_to_join,
    confirm,
    renew,
    take_copy,
)
from muster.people.actions.record import add_note, edit, end_trait, hold_trait, suppress
from muster.people.actions.resolve import resolve
from muster.people.keys import Key
from muster.people.known import Claim, Known, Resolved

__all__ = [
    "Claim",
    "Key",
    "Known",
    "LinkTooOld",
    "Resolved",
    "TooLateToUndo",
    "UnknownLink",
    "add_note",
    "ask_for_copy",
    "ask_for_preferences",
    "ask_to_join",
    "confirm",
    "edit",
    "end_pauses",
    "end_trait",
    "forget_person",
    "grant",
    "hold_trait",
    "pause",
    "renew",
    "resolve",
    "stop",
    "stop_all",
    "suppress",
    "take_copy",
    "undo_stop",
    "withdraw",
]
