"""Everything that may change a person, a key or a consent."""

from muster.people.actions.blocking import block, unblock
from muster.people.actions.calling import NotACall, log_call, stop_calls
from muster.people.actions.choosing import (
    CENTRE,
    Choice,
    choose,
    stop_by_link,
    toggle_words,
    undo_by_link,
)
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
from muster.people.actions.erasing import (
    REASONS,
    erase_by_link,
    erase_person,
    forget_person,
)
from muster.people.actions.fields import UnknownField, decide_again, go_back, set_precedence
from muster.people.actions.handing import hand_out, take_copy
from muster.people.actions.holding import Held, hold
from muster.people.actions.identities import (
    NotAnIdentity,
    OnAnotherRecord,
    PutByAnother,
    SpokenFor,
    TheirsAlready,
    TooManyOfAKind,
)
from muster.people.actions.identities import put as put_identity
from muster.people.actions.identities import take_off as take_off_identity
from muster.people.actions.joining import (
    LinkTooOld,
    UnknownLink,
    Wish,
    ask_for_copy,
    ask_for_erasure,
    ask_for_preferences,
    ask_to_join,
    confirm,
    renew,
)
from muster.people.actions.joins import (
    AlreadyParted,
    NotTwoRecords,
    SamePerson,
    TooManyKeys,
    join_people,
    part_people,
)
from muster.people.actions.matches import (
    ChangedSince,
    ask_about,
    ask_again,
    join_match,
    keep_apart,
    put_off,
)
from muster.people.actions.portal import LIFETIME as PORTAL_LIFETIME
from muster.people.actions.portal import (
    ask_for_portal,
    ask_to_come_in,
    close_portal,
    open_portal,
    seen,
)
from muster.people.actions.record import (
    add_note,
    edit,
    end_trait,
    hold_trait,
    hold_traits,
    suppress,
)
from muster.people.actions.resolve import resolve
from muster.people.actions.searching import ask_for_search, choose_auto_join, find_matches
from muster.people.actions.tagging import MOST as MOST_TAGGED
from muster.people.actions.tagging import NoSuchTag, TooMany, tag, undo_tag, undo_untag, untag
from muster.people.actions.texting import confirm_by_text, start_by_text, stop_by_text
from muster.people.actions.viewing import MOST_LISTED, drop_view, hand_out_list, keep_view
from muster.people.keys import Key
from muster.people.known import Claim, Known, Resolved

__all__ = [
    "CENTRE",
    "MOST_LISTED",
    "MOST_TAGGED",
    "PORTAL_LIFETIME",
    "REASONS",
    "AlreadyParted",
    "ChangedSince",
    "Choice",
    "Claim",
    "Held",
    "Key",
    "Known",
    "LinkTooOld",
    "NoSuchTag",
    "NotACall",
    "NotAnIdentity",
    "NotTwoRecords",
    "OnAnotherRecord",
    "PutByAnother",
    "Resolved",
    "SamePerson",
    "SpokenFor",
    "TheirsAlready",
    "TooLateToUndo",
    "TooMany",
    "TooManyKeys",
    "TooManyOfAKind",
    "UnknownField",
    "UnknownLink",
    "Wish",
    "add_note",
    "ask_about",
    "ask_again",
    "ask_for_copy",
    "ask_for_erasure",
    "ask_for_portal",
    "ask_for_preferences",
    "ask_for_search",
    "ask_to_come_in",
    "ask_to_join",
    "block",
    "choose",
    "choose_auto_join",
    "close_portal",
    "confirm",
    "confirm_by_text",
    "decide_again",
    "drop_view",
    "edit",
    "end_pauses",
    "end_trait",
    "erase_by_link",
    "erase_person",
    "find_matches",
    "forget_person",
    "go_back",
    "grant",
    "hand_out",
    "hand_out_list",
    "hold",
    "hold_trait",
    "hold_traits",
    "join_match",
    "join_people",
    "keep_apart",
    "keep_view",
    "log_call",
    "open_portal",
    "part_people",
    "pause",
    "put_identity",
    "put_off",
    "renew",
    "resolve",
    "seen",
    "set_precedence",
    "start_by_text",
    "stop",
    "stop_all",
    "stop_by_link",
    "stop_by_text",
    "stop_calls",
    "suppress",
    "tag",
    "take_copy",
    "take_off_identity",
    "toggle_words",
    "unblock",
    "undo_by_link",
    "undo_stop",
    "undo_tag",
    "undo_untag",
    "untag",
    "withdraw",
]
