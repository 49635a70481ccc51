"""Everything that can be done in a group."""

from muster.groups.actions.board import answer, edit, read, start_thread
from muster.groups.actions.following import follow
from muster.groups.actions.forget import forget
from muster.groups.actions.keep import close_group, keep_topic, reopen_group, reword
from muster.groups.actions.leading import give_rights, take_rights
from muster.groups.actions.membership import join, leave, place, rename_oneself
from muster.groups.actions.moderating import decide, report
from muster.groups.actions.threads import close_thread, pin, reopen_thread

__all__ = [
    "answer",
    "close_group",
    "close_thread",
    "decide",
    "edit",
    "follow",
    "forget",
    "give_rights",
    "join",
    "keep_topic",
    "leave",
    "pin",
    "place",
    "read",
    "rename_oneself",
    "reopen_group",
    "reopen_thread",
    "report",
    "reword",
    "start_thread",
    "take_rights",
]
