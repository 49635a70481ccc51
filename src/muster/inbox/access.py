"""The only way to a conversation for a member of staff. Absent and not yours look the same.

A thread proved to be with a person belongs where that person lives today. A stranger has no region
until somebody gives the thread one: every-region staff see them, others only if the house rules say so.
"""

from typing import Final, TypeVar

from django.db.models import Exists, OuterRef, Q, QuerySet

from muster.accounts.models import Staff
from muster.inbox import errors
from muster.inbox.models import (
    Arrival,
    Case,
    Conversation,
    Dialogue,
    InboxMessage,
    Member,
    Proposal,
    Rules,
    Team,
    Topic,
)
from muster.kit.errors import NotFound

# A thread joined into one that was joined into another; nobody joins more than this in a row.
MOST_JOINS: Final = 50
Row = TypeVar("Row")


def conversations(*, by: Staff) -> QuerySet[Conversation]:
    """Return every conversation ``by`` may see."""
    if not by.may("inbox.view"):
        return Conversation.objects.none()
    scope = by.scope
    if scope.everyone:
        return Conversation.objects.all()
    if not scope.regions:
        return Conversation.objects.none()
    stranger = Q(proven=False) | Q(key=None)
    seen = Q(proven=True, key__person__region__in=scope.regions) | (
        stranger & Q(region__in=scope.regions)
    )
    # Asked within the question: this is where every page begins, some of them a dozen times.
    shown = Q(Exists(Rules.objects.filter(pk=1, strangers_to_all=True)))
    seen |= stranger & Q(region=None) & shown
    return Conversation.objects.filter(seen)


def conversation(conversation_id: int, *, by: Staff) -> Conversation:
    """Return one conversation with whose it is, or raise ``NotFound``."""
    whole = conversations(by=by).select_related(
        "key__person__region", "region", "assignee", "team", "topic", "case__owner"
    )
    found = whole.filter(pk=conversation_id).first()
    if found is None:
        raise NotFound
    return found


def message(message_id: int, conversation: Conversation) -> InboxMessage:
    """Return one message that they wrote in a conversation already fetched, or raise ``NotFound``."""
    found = conversation.messages.filter(pk=message_id, direction=InboxMessage.Direction.IN).first()
    if found is None:
        raise NotFound
    return found


def our_message(message_id: int, *, by: Staff) -> InboxMessage:
    """Return one answer of ours in any conversation that ``by`` may see, or raise ``NotFound``."""
    ours = InboxMessage.objects.filter(pk=message_id, direction=InboxMessage.Direction.OUT)
    found = ours.filter(conversation__in=conversations(by=by)).first()
    if found is None:
        raise NotFound
    return found


def held(*, by: Staff) -> QuerySet[Arrival]:
    """Return what is held back, oldest first: only for staff with every region, since it has none."""
    if not (by.may("inbox.view") and by.scope.everyone):
        return Arrival.objects.none()
    waiting = Arrival.objects.filter(outcome=Arrival.Outcome.HELD, sealed__isnull=False)
    return waiting.order_by("at", "id")


def held_arrival(arrival_id: int, *, by: Staff) -> Arrival:
    """Return one message that is held back, or raise ``NotFound``."""
    found = held(by=by).filter(pk=arrival_id).first()
    if found is None:
        raise NotFound
    return found


def region_of(conversation: Conversation) -> str | None:
    """Return the code of the region a conversation belongs to now; a stranger’s may have none."""
    person = conversation.person
    return person.region_id if person else conversation.region_id


def may_take(staff: Staff, conversation: Conversation) -> bool:
    """Tell whether ``staff`` may answer people and may see this conversation."""
    return staff.may("inbox.answer") and conversations(by=staff).filter(pk=conversation.pk).exists()


def locked(conversation: Conversation) -> Conversation:
    """Return the conversation as it stands now, locked until the caller's transaction ends.

    What was joined with another is worked on there: raises JoinedAway.
    """
    found = (
        Conversation.objects.select_for_update(of=("self",))
        .select_related("key__person", "case", "team")
        .get(pk=conversation.pk)
    )
    if found.merged_into_id is not None:
        raise errors.JoinedAway
    return found


def whole(conversation: Conversation) -> Conversation:
    """Return the thread in which a conversation goes on now, locked: itself, unless it was joined with another."""
    for _step in range(MOST_JOINS):
        conversation = Conversation.objects.select_for_update().get(pk=conversation.pk)
        if conversation.merged_into_id is None:
            break
        conversation = Conversation(pk=conversation.merged_into_id)
    return conversation


def in_team(staff_id: int, team_id: int) -> bool:
    """Tell whether somebody is a member of a team."""
    return Member.objects.filter(team=team_id, staff=staff_id).exists()


def teams(*, by: Staff) -> QuerySet[Team]:
    """Return every team, for those who say who answers what."""
    return Team.objects.all() if by.may("inbox.teams") else Team.objects.none()


def team(team_id: int, *, by: Staff) -> Team:
    """Return one team, or raise ``NotFound``."""
    return _found(teams(by=by).filter(pk=team_id).first())


def topic(topic_id: int, *, by: Staff) -> Topic:
    """Return one topic, for those who say who answers what, or raise ``NotFound``."""
    if not by.may("inbox.teams"):
        raise NotFound
    return _found(Topic.objects.select_related("team").filter(pk=topic_id).first())


def cases(*, by: Staff) -> QuerySet[Case]:
    """Return every case that holds a conversation ``by`` may see."""
    if not by.may("inbox.view"):
        return Case.objects.none()
    seen = conversations(by=by).filter(case=OuterRef("pk"))
    return Case.objects.filter(Exists(seen))


def case(case_id: int, *, by: Staff) -> Case:
    """Return one case with whose it is, or raise ``NotFound``."""
    return _found(cases(by=by).select_related("owner", "region").filter(pk=case_id).first())


def may_close(case: Case, staff: Staff) -> bool:
    """Tell whether ``staff`` owns this case or leads a team that answers in it."""
    if not staff.may("inbox.answer"):
        return False
    held = case.conversations.values("team")
    return case.owner_id == staff.pk or (
        Member.objects.filter(staff=staff, leads=True, team__in=held).exists()
    )


def dialogue(dialogue_id: int, conversation: Conversation) -> Dialogue:
    """Return one outcome of a conversation already fetched, or raise ``NotFound``."""
    return _found(conversation.dialogues.filter(pk=dialogue_id).first())


def proposal(proposal_id: int, conversation: Conversation) -> Proposal:
    """Return one answer that waits for a second person, of a conversation already fetched, or raise ``NotFound``."""
    return _found(conversation.proposals.select_related("by").filter(pk=proposal_id).first())


def block_of(conversation: Conversation) -> Dialogue | None:
    """Return the block that stands against whoever writes here: on any thread of a person, else on this address."""
    found = dialogues_with(conversation).filter(outcome=Dialogue.Outcome.BLOCKED, lifted_at=None)
    return found.first()


def dialogues_with(conversation: Conversation) -> QuerySet[Dialogue]:
    """Return every outcome with whoever writes here, the latest first, whichever thread it was noted in."""
    same = Q(conversation=conversation)
    if conversation.person is not None:
        same |= Q(conversation__proven=True, conversation__key__person=conversation.person)
    elif conversation.address:
        same |= Q(
            conversation__proven=False,
            conversation__address=conversation.address,
            conversation__channel=conversation.channel,
        )
    return Dialogue.objects.filter(same).select_related("by", "lifted_by").order_by("-id")


def _found(row: Row | None) -> Row:
    if row is None:
        raise NotFound
    return row
