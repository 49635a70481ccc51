"""On which channels somebody may be answered, and in which of their threads an answer stands.

They asked there, or they allow it: nothing else is a way. A claim is answered where it came from.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from muster.accounts.models import Staff
from muster.delivery import staging
from muster.inbox import access, errors
from muster.inbox.models import Conversation
from muster.people import queries as people
from muster.people.models import ConsentState, IdentityKey

State = Conversation.State
MOST = 50


@dataclass(frozen=True, slots=True)
class Way:
    """``thread`` gets the answer; where nobody asked yet, one begins at ``key``, for what ``purposes`` allow."""

    channel: str
    thread: Conversation | None = None
    key: IdentityKey | None = None
    purposes: tuple[str, ...] = ()


def of(
    conversation: Conversation,
    threads: Sequence[Conversation],
    states: Sequence[ConsentState] | None = None,
) -> list[Way]:
    """Return every way to answer, the one of the thread itself first. ``threads`` are ``theirs``.

    ``states`` are what they allowed, where that was asked already.
    """
    person = conversation.person
    if person is None:
        return [Way(conversation.channel, conversation)]
    found = {conversation.channel: Way(conversation.channel, _chosen(conversation, threads))}
    for thread in threads:
        alike = [one for one in threads if one.channel == thread.channel]
        found.setdefault(thread.channel, Way(thread.channel, _latest(alike)))
    for way in _allowed(list(people.states_of(person)) if states is None else states):
        found.setdefault(way.channel, way)
    return list(found.values())


def theirs(conversation: Conversation, *, by: Staff) -> list[Conversation]:
    """Return the threads proved to be with the same person that can be answered, latest first."""
    person = conversation.person
    if person is None:
        return [conversation]
    seen = access.conversations(by=by).filter(key__person=person, proven=True, merged_into=None)
    rows = seen.exclude(state=State.QUIET).exclude(address="").select_related("key__person")
    return list(rows.order_by("-last_at", "-id")[:MOST])


def among(conversation: Conversation, threads: Sequence[Conversation]) -> list[Conversation]:
    """Return the same of threads already fetched, which are all that are known of whoever it is with."""
    if conversation.person is None:
        return [conversation]
    return [
        one
        for one in threads
        if one.proven and one.address and one.state != State.QUIET and not one.merged_into_id
    ][:MOST]


def chosen(conversation: Conversation, channel: str, threads: Sequence[Conversation]) -> Way:
    """Return the way of one channel; raises NotThatWay where they neither asked there nor allow it."""
    found = next((one for one in of(conversation, threads) if one.channel == channel), None)
    if found is None:
        raise errors.NotThatWay
    return found


def alike(one: Conversation, other: Conversation) -> bool:
    """Tell whether an answer to either would go to the same place with the same proof."""
    return (
        one.pk != other.pk
        and one.channel == other.channel
        and one.address == other.address != ""
        and one.proven == other.proven
        and one.key_id == other.key_id
        and State.QUIET not in {one.state, other.state}
    )


def _chosen(conversation: Conversation, threads: Sequence[Conversation]) -> Conversation:
    """The thread one looks at, while it waits; else the latest of its channel that does; else itself."""
    if conversation.they_wait:
        return conversation
    waiting = [one for one in threads if one.channel == conversation.channel and one.they_wait]
    return _latest(waiting) if waiting else conversation


def _latest(threads: Sequence[Conversation]) -> Conversation:
    waiting = [one for one in threads if one.they_wait]
    return (waiting or threads)[0]


def _allowed(told: Sequence[ConsentState]) -> list[Way]:
    states = [one for one in told if one.state == "granted"]
    stopped = people.suppressed([one.key for one in states])
    found: dict[str, Way] = {}
    for one in states:
        if one.channel not in staging.CHANNELS or one.key_id in stopped:
            continue
        before = found.get(one.channel, Way(one.channel, key=one.key))
        if before.key == one.key:
            found[one.channel] = Way(
                one.channel, key=one.key, purposes=(*before.purposes, one.purpose)
            )
    return list(found.values())
