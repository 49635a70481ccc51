"""Weighs how much a conversation presses, and shortens its promise where it presses more than before.

The caller holds the conversation locked and saves ``FIELDS`` of it. Other threads of the same person are left to
the next minute, which locks them one by one.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from muster.inbox import ladder, pressing, priority, promises
from muster.inbox.clock import Promise
from muster.inbox.models import Conversation, Rules, Wait
from muster.inbox.priority import Evidence

FIELDS = ("severity", "severity_why", "due_at")


def set_out(begun: Wait, rules: Rules, *, at: datetime) -> None:
    """Weigh a wait that begins now, before its row is there, and wake the person’s other threads."""
    evidence = pressing.evidence(begun.conversation, begun_at=at)
    _weigh(begun, rules, evidence, at, done=())
    if evidence.contacts > 1:
        _spread(begun.conversation, at)


def weigh(
    conversation: Conversation, *, at: datetime, rules: Rules | None = None, spread: bool = False
) -> Wait | None:
    """Judge a conversation that waits and set the clock by it; returns its wait, where one runs.

    ``spread`` wakes the person’s other threads.
    """
    running = conversation.waits.filter(ended_at=None).first()
    if running is None:
        return None
    running.conversation = conversation
    evidence = pressing.evidence(conversation)
    done = list(running.escalations.values_list("rung", flat=True))
    _weigh(running, rules or Rules.current(), evidence, at, done=done)
    running.save(update_fields=["severity", "due_at", "look_at"])
    if spread and evidence.contacts > 1:
        _spread(conversation, at)
    return running


def promised(running: Wait, rules: Rules) -> Promise:
    """Return what is left of the promise of a wait, with everything that pressed so far."""
    factors = tuple(one / 100 for one in rules.factors)
    return promises.shortened(running.promised, running.severity, factors)


def _weigh(
    wait: Wait, rules: Rules, evidence: Evidence, at: datetime, *, done: Collection[str]
) -> None:
    found, conversation = priority.judge(evidence, now=at), wait.conversation
    conversation.severity, conversation.severity_why = found.level, found.why
    if found.level > wait.severity:
        # What presses less again gives nothing back.
        wait.severity = found.level
        wait.due_at = min(wait.due_at, promised(wait, rules).due(wait.asked_at))
    conversation.due_at = wait.due_at
    rung = ladder.next_moment(
        ladder.read(rules.ladder), promised(wait, rules), wait.asked_at, wait.severity, done=done
    )
    silence = priority.changes_at(evidence.oldest, now=at) if evidence.oldest else None
    wait.look_at = min((one for one in (rung, silence) if one is not None), default=None)


def _spread(conversation: Conversation, at: datetime) -> None:
    others = pressing.of_same(conversation).exclude(pk=conversation.pk)
    Wait.objects.filter(conversation__in=others, ended_at=None).update(look_at=at)
