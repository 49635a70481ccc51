"""Climbs the ladder: looks at each wait whose moment has come, weighs it anew and tells whoever stands on its rung.

A rung happens once, however often this runs and however many workers run it. Letters name nobody: they say how
many wait, for how long and why, and where.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from muster.accounts.models import Staff
from muster.accounts.queries import site_url
from muster.activity import actions as activity
from muster.activity.facts import NewFact
from muster.audit import actions as audit
from muster.inbox import ladder, registry
from muster.inbox.actions import weighing
from muster.inbox.duty import Roster
from muster.inbox.ladder import Rung
from muster.inbox.models import Conversation, Escalation, Rules, Wait
from muster.kit import actors, limits
from muster.kit.letters import Letter, post

BY: Final = actors.system("ladder")
AT_ONCE: Final = 2_000
NAMED: Final = 10
# So many letters reach one colleague within an hour; what is left stands on Today. An alarm is never held back.
LETTERS: Final = 6
ALARM: Final = 3


@dataclass
class _Told:
    """What one member of staff is told in one run."""

    staff: Staff
    waits: list[tuple[Wait, Rung]] = field(default_factory=list)


def escalate(*, at: datetime) -> int:
    """Look at every wait whose moment has come; return how many rungs were climbed."""
    rules = Rules.current()
    due = Wait.objects.filter(ended_at=None, look_at__lte=at).order_by("look_at", "id")
    numbers = list(due.values_list("pk", flat=True)[:AT_ONCE])
    if not numbers:
        return 0
    roster, told = Roster.now(rules), dict[int, _Told]()
    climbed = sum(_look(number, rules, roster, told, at) for number in numbers)
    for one in told.values():
        _write(one, at)
    return climbed


@transaction.atomic
def _look(number: int, rules: Rules, roster: Roster, told: dict[int, _Told], at: datetime) -> int:
    """Weigh one wait and climb what is due; one that somebody answers just now is left to them."""
    thread = (
        Conversation.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("key__person", "team")
        .filter(waits=number, state=Conversation.State.OPEN)
        .first()
    )
    if thread is None:
        return 0
    wait = weighing.weigh(thread, at=at, rules=rules)
    thread.save(update_fields=weighing.FIELDS)
    if wait is None:
        return 0
    wait.conversation = thread
    promised = weighing.promised(wait, rules)
    done = set(wait.escalations.values_list("rung", flat=True))
    due = ladder.reached(ladder.read(rules.ladder), promised, wait.asked_at, wait.severity, now=at)
    fresh = [rung for rung in due if rung not in done]
    for rung in fresh:
        _climb(wait, rung, roster.told(rung, thread), told, at)
    if fresh:
        weighing.weigh(thread, at=at, rules=rules)
    return len(fresh)


def _climb(
    wait: Wait, rung: Rung, staff: list[Staff], told: dict[int, _Told], at: datetime
) -> None:
    thread, numbers = wait.conversation, [one.pk for one in staff]
    Escalation.objects.create(wait=wait, rung=rung, at=at, told=numbers)
    audit.record(
        by=BY, verb="conversation.escalated", subject=str(thread), at=at, rung=str(rung),
        told=numbers, severity=wait.severity,
    )  # fmt: skip
    if thread.key_id and thread.proven:
        fact = NewFact(
            kind=registry.ESCALATED, key_id=thread.key_id, at=at, source="inbox",
            data={"conversation": thread.pk, "rung": str(rung)},
        )  # fmt: skip
        activity.append([fact])
    for one in staff:
        told.setdefault(one.pk, _Told(one)).waits.append((wait, rung))


@transaction.atomic
def _write(told: _Told, at: datetime) -> None:
    """Write one letter about everything of this run, unless they had enough of them within the hour."""
    alarm = any(wait.severity >= ALARM for wait, _rung in told.waits)
    hour = timedelta(hours=1)
    if not limits.take("escalation", str(told.staff.pk), capacity=LETTERS, per=hour) and not alarm:
        return
    first = [
        {
            "url": f"{site_url()}/office/inbox/{wait.conversation_id}/",
            "waited": int((at - wait.asked_at) / timedelta(minutes=1)),
            "severity": wait.severity,
        }
        for wait, _rung in sorted(told.waits, key=lambda one: (-one[0].severity, one[0].asked_at))
    ]
    latest = max(wait.pk for wait, _rung in told.waits)
    post(
        Letter(
            kind="escalated",
            to=told.staff.email,
            language=told.staff.language,
            context={
                "name": told.staff.name,
                "n": len(first),
                "first": first[:NAMED],
                "alarm": alarm,
                "link": f"{site_url()}/office/inbox/?queue=overdue",
            },
            idempotency=f"escalated:{told.staff.pk}:{at:%Y%m%d%H%M}:{latest}",
        )
    )
