"""What the inbox declares at start-up: its facts, and what it hands over or forgets of a person."""

from collections.abc import Collection, Sequence
from functools import partial
from typing import cast

from django.utils.translation import gettext_lazy as _

from muster.accounts.models import Staff
from muster.activity import registry as activity
from muster.delivery.networks import NAMES
from muster.inbox.models import Conversation, InboxMessage
from muster.people import registry as people
from muster.people import stakes, summaries
from muster.people.models import Person
from muster.people.summaries import Line

REPLY = "reply.received"
AUTOMATIC = "reply.automatic"
CLAIM = "reply.claimed"
ANSWER = "reply.answered"
ESCALATED = "reply.escalated"
COMPLAINT = "complaint.made"
COMPLAINT_CLOSED = "complaint.closed"


def declare() -> None:
    """Make our facts readable on a timeline and our rows part of an export and of an erasure."""
    activity.declare(REPLY, words=_("Wrote to us"))
    activity.declare(AUTOMATIC, words=_("An automatic answer came back"))
    activity.declare(CLAIM, words=_("Somebody wrote from this address; who it was is not proved"))
    activity.declare(ANSWER, words=_("We answered"))
    activity.declare(ESCALATED, words=_("Still waited for us; somebody was told"))
    activity.declare(COMPLAINT, words=_("Complained"))
    activity.declare(COMPLAINT_CLOSED, words=_("A complaint of theirs was closed"))
    from muster.inbox import doors, kept

    kept.start()
    doors.expect(doors.mailbox())
    for name, words in NAMES.items():
        fix = _("Look at the address of the account, and whether a worker runs.")
        doors.expect(doors.Way(name, words, partial(_is_read, name), cast("str", fix)))
    people.register("inbox", export=export, forget=_forget)
    summaries.register("inbox", _lines)
    stakes.register("conversations", points=4, words=_("a conversation is open"), of=_talking)


# Asked by few processes and seldom: what answers is loaded with the first question.
def _is_read(network: str) -> bool:
    from muster.inbox import networks

    return networks.is_set(network)


def _forget(person: Person) -> None:
    from muster.inbox.actions.forget import forget

    forget(person)


def _lines(person: Person, *, by: Staff) -> Sequence[Line]:
    from muster.inbox import summary

    return summary.lines(person, by=by)


def _talking(people: Collection[int]) -> set[int]:
    from muster.inbox import queries

    return queries.talking(people)


def export(person: Person) -> dict[str, object]:
    """Return every conversation proved to be theirs, without the notes we wrote among ourselves."""
    threads = Conversation.objects.filter(key__person=person, proven=True).order_by(
        "opened_at", "id"
    )
    whole = threads.select_related("case").prefetch_related("messages", "dialogues")
    return {"conversations": [_thread(one) for one in whole]}


def _thread(conversation: Conversation) -> dict[str, object]:
    written = [m for m in conversation.messages.all() if m.direction != InboxMessage.Direction.NOTE]
    return {
        "subject": conversation.subject,
        "channel": conversation.channel,
        "opened_at": conversation.opened_at.isoformat(),
        "complaint": _complaint(conversation),
        "dialogue": [
            {"outcome": one.outcome, "reason": one.reason, "at": one.at.isoformat()}
            for one in sorted(conversation.dialogues.all(), key=lambda one: one.pk)
        ],
        "messages": [
            {"direction": m.direction, "at": m.at.isoformat(), "text": m.text or m.said}
            for m in sorted(written, key=lambda m: (m.at, m.id))
        ],
    }


def _complaint(conversation: Conversation) -> dict[str, object] | None:
    case = conversation.case
    if case is None or case.mistaken:
        return None
    closed = case.closed_at.isoformat() if case.closed_at else None
    return {
        "opened_at": case.opened_at.isoformat(),
        "closed_at": closed,
        "outcome": case.outcome,
    }
