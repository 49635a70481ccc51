"""What a crisis asks of one member of staff, as Today shows it: the word that is owed before anything else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from muster.crisis import access, queries
from muster.inbox import proposals
from muster.web.office.inbox.said import link, whom
from muster.web.office.today_line import Waiting

if TYPE_CHECKING:
    from datetime import datetime

    from muster.accounts.models import Staff
    from muster.crisis.models import Promise, Task, Wording
    from muster.inbox.models import Proposal


def promises(staff: Staff, now: datetime) -> list[Waiting]:
    """The next words that are owed, for everybody who may lead a room."""
    return [_promise(one, now) for one in queries.owed()] if staff.may(access.LEAD) else []


def texts(staff: Staff, now: datetime) -> list[Waiting]:
    """Holding texts that this person may approve."""
    del now
    return [_text(one) for one in queries.texts_waiting(by=staff)]


def answers(staff: Staff, now: datetime) -> list[Waiting]:
    """Answers of others that wait for a second pair of eyes."""
    del now
    return [_answer(one) for one in proposals.waiting_for(staff)]


def returned(staff: Staff, now: datetime) -> list[Waiting]:
    """One’s own answers that came back."""
    del now
    return [_returned(one) for one in proposals.returned_to(staff)]


def tasks(staff: Staff, now: datetime) -> list[Waiting]:
    """What this person has to do in a room."""
    del now
    return [_task(one) for one in queries.tasks_of(staff)] if staff.may(access.VIEW) else []


def _promise(one: Promise, now: datetime) -> Waiting:
    late = one.due_at < now
    return Waiting(
        kind="promise",
        icon="late" if late else "clock",
        title=_("The next word is late: %(title)s") % {"title": one.room.title}
        if late
        else _("The next word is promised: %(title)s") % {"title": one.room.title},
        words=one.wording.text,
        url=link("office:crisis-room", one.room_id) + "#promise",
        since=one.made_at,
        due=one.due_at,
        action=_("Keep it"),
    )


def _text(one: Wording) -> Waiting:
    return Waiting(
        kind="holding-text",
        icon="text",
        title=_("%(name)s wants to say this in public") % {"name": one.by.name},
        words=one.text,
        url=link("office:crisis-text", one.room_id, one.pk),
        since=one.at,
        due=one.next_at,
        action=_("Review"),
    )


def _answer(one: Proposal) -> Waiting:
    who = {"name": one.by.name, "who": whom(one.conversation)}
    return Waiting(
        kind="second",
        icon="eye",
        title=_("%(name)s wants to answer %(who)s") % who,
        words=one.said,
        url=link("office:conversation", one.conversation_id) + "#second",
        since=one.at,
        due=one.conversation.due_at,
        action=_("Review"),
    )


def _returned(one: Proposal) -> Waiting:
    return Waiting(
        kind="returned",
        icon="undo",
        title=_("Your answer to %(who)s came back") % {"who": whom(one.conversation)},
        words=one.reason,
        url=link("office:conversation", one.conversation_id) + "#second",
        since=one.ended_at or one.at,
        due=one.conversation.due_at,
        action=_("Read and change"),
    )


def _task(one: Task) -> Waiting:
    return Waiting(
        kind="task",
        icon="circle",
        title=one.words,
        words=_("A task of the crisis room “%(title)s”.") % {"title": one.room.title},
        url=link("office:crisis-room", one.room_id) + f"#task-{one.pk}",
        since=one.made_at,
        due=one.due_at,
        action=_("Go in"),
    )
