"""Everything that can be done in a group."""

from muster.groups.actions.aiming import set_aims
from muster.groups.actions.board import answer, edit, read, start_thread
from muster.groups.actions.calling import close_list, make_list, note_outcome, put_back, take
from muster.groups.actions.following import follow
from muster.groups.actions.forget import forget
from muster.groups.actions.keep import close_group, keep_topic, reopen_group, reword
from muster.groups.actions.leading import give_rights, take_rights
from muster.groups.actions.membership import join, leave, rename_oneself
from muster.groups.actions.moderating import decide, report
from muster.groups.actions.placing import place, place_all, place_newcomer
from muster.groups.actions.pointing import note_talk, point, share_out
from muster.groups.actions.telling import choose_letters, look, tell, write_letters
from muster.groups.actions.threads import close_thread, pin, reopen_thread

__all__ = [
    "answer",
    "choose_letters",
    "close_group",
    "close_list",
    "close_thread",
    "decide",
    "edit",
    "follow",
    "forget",
    "give_rights",
    "join",
    "keep_topic",
    "leave",
    "look",
    "make_list",
    "note_outcome",
    "note_talk",
    "pin",
    "place",
    "place_all",
    "place_newcomer",
    "point",
    "put_back",
    "read",
    "rename_oneself",
    "reopen_group",
    "reopen_thread",
    "report",
    "reword",
    "set_aims",
    "share_out",
    "start_thread",
    "take",
    "take_rights",
    "tell",
    "write_letters",
]
