"""Gives a conversation its topic and its team: at arrival, after it was judged, or by hand."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction

from muster.accounts.models import Staff
from muster.audit import actions as audit
from muster.inbox import access, routing, team_errors
from muster.inbox.actions import waits
from muster.inbox.models import Conversation, Member, Team, Topic
from muster.kit.actors import Doer


def rules() -> list[routing.Rule]:
    """Return what points to each topic, in their order, in one query."""
    found = Topic.objects.order_by("place", "id").only("id", "team_id", "words", "kind")
    return [routing.Rule(one.pk, one.team_id, tuple(one.words), one.kind) for one in found]


def arrived(
    conversation: Conversation,
    words: str,
    chosen: int | None = None,
    known: Sequence[routing.Rule] | None = None,
) -> None:
    """Set topic and team of what nobody has placed yet; the caller saves. At most one query.

    ``chosen`` is the number of the topic that was chosen on our form; ``known`` are the rules, read before.
    """
    placed = conversation.topic_id is not None or conversation.team_id is not None
    if placed and chosen is None:
        return
    held = rules() if known is None else known
    found = next((one for one in held if one.topic == chosen), None)
    if found is None and not placed:
        found = routing.by_words(f"{conversation.subject}\n{words}", held)
    if found is not None:
        conversation.topic_id, conversation.team_id = found.topic, found.team


def judged(conversations: Iterable[Conversation], *, by: Doer, at: datetime) -> None:
    """Let a topic take what was judged to be of its kind, where no word had said whose it is."""
    free = [one for one in conversations if one.kind and one.team_id is None]
    known = [one for one in rules() if one.kind] if free else []
    moved: list[Conversation] = []
    notes: list[tuple[str, datetime, dict[str, object]]] = []
    for one in free:
        found = routing.by_kind(one.kind, known)
        if found is None:
            continue
        one.topic_id, one.team_id = found.topic, found.team
        if one.assignee_id and not access.in_team(one.assignee_id, found.team):
            one.assignee_id = None
        moved.append(one)
        notes.append((str(one), at, {"topic": found.topic, "team": found.team}))
    waits.move(moved)
    Conversation.objects.bulk_update(moved, ["topic", "team", "assignee", "due_at"])
    audit.record_each(by=by, verb="conversation.moved", subjects=notes)


@transaction.atomic
def move(
    *, conversation: Conversation, topic: Topic | None, team: Team | None, by: Staff, at: datetime
) -> Conversation:
    """Say whose work a conversation is; whoever held it and is not of that team lets go of it.

    A topic brings its team; without one it is the team that is named, or nobody’s in particular.
    """
    locked = access.locked(conversation)
    locked.topic = topic
    locked.team = topic.team if topic else team
    if (
        locked.team
        and locked.assignee_id
        and not access.in_team(locked.assignee_id, locked.team.pk)
    ):
        locked.assignee = None
    waits.move([locked])
    locked.save(update_fields=["topic", "team", "assignee", "due_at"])
    audit.record(
        by=by, verb="conversation.moved", subject=str(locked), at=at,
        topic=locked.topic_id, team=locked.team_id,
    )  # fmt: skip
    return locked


def demand_member(staff: Staff, conversation: Conversation) -> None:
    """Raise unless this colleague is of the team whose work the conversation is."""
    if conversation.team is None or access.in_team(staff.pk, conversation.team.pk):
        return
    members = Member.objects.filter(team=conversation.team).select_related("staff")
    names = [one.staff.name for one in members.order_by("-leads", "staff__name", "id")]
    raise team_errors.NotOfTheTeam(staff.name, conversation.team.name, names)
