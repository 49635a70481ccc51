"""Nine weeks of conversations that are over: what the reply page and the forecast of a weekend stand on.

Written in bulk, since nobody waits for them any more; weekends are answered late, as in the story.
"""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import Final

from muster.accounts.models import Staff
from muster.inbox import actions as inbox
from muster.inbox import hours
from muster.inbox.models import Conversation, InboxMessage, Resolution, Wait
from muster.inbox.priority import FACTORS
from muster.inbox.promises import Promised
from muster.kit.actors import system
from muster.people.models import IdentityKey
from muster.proof.demo.texts import ANSWERS, REPLIES
from muster.proof.demo.world import SEED

WEEKS: Final = 9
# How many write on each day of a week, and at which hours of a day.
DAILY: Final = (13, 12, 12, 11, 14, 12, 10)
HOURLY: Final = (1, 0, 0, 0, 0, 0, 1, 3, 7, 10, 12, 11, 12, 11, 11, 10, 10, 9, 10, 11, 9, 8, 5, 2)
ZONE: Final = "Europe/Stockholm"
# Every day from eight to eight, and never on a holiday of Sweden.
OPEN: Final = hours.Hours(ZONE, (((480, 1200),),) * 7, ("SE",))
# One in so many is put away without an answer: on weekdays, at weekends.
LEFT: Final = (30, 5)
PROMISED: Final = Promised(240, 5 * 720, hours.kept(OPEN), FACTORS)


def promise(now: datetime) -> None:
    """Let the house promise this; not where the demo is only a sample, since what a house rules outlives that."""
    inbox.set_promise(
        team=None, promise_minutes=PROMISED.answer_minutes, resolve_minutes=PROMISED.resolve_minutes,
        hours=OPEN, by=system("demo"), at=now - timedelta(weeks=WEEKS),
    )  # fmt: skip


def fill(now: datetime) -> None:
    """Draw who wrote and when they were answered."""
    chance = random.Random(SEED + 3)
    keys = list(IdentityKey.objects.filter(kind="email").order_by("id")[:7000:9])
    answering = list(
        Staff.objects.filter(name__in=("Bo Lindqvist", "Gwenaëlle Jaouen")).order_by("id")
    )
    moments = sorted(_moments(now, chance))
    drawn = [_Story(one, keys, answering, chance) for one in moments]
    stories = [one for one in drawn if one.closed_at < now]
    Conversation.objects.bulk_create(one.conversation for one in stories)
    InboxMessage.objects.bulk_create(entry for one in stories for entry in one.entries())
    Wait.objects.bulk_create(one.wait() for one in stories)
    Resolution.objects.bulk_create(one.matter() for one in stories)


def _moments(now: datetime, chance: random.Random) -> list[datetime]:
    """When they wrote: by day of the week and hour of the day, up to two days ago."""
    found = []
    for back in range(2, 7 * WEEKS + 1):
        day = (now - timedelta(days=back)).replace(hour=0, minute=0, second=0, microsecond=0)
        for _ in range(max(0, round(chance.gauss(DAILY[day.weekday()], 2.5)))):
            [hour] = chance.choices(range(24), HOURLY)
            found.append(day + timedelta(hours=hour, seconds=chance.randrange(3600)))
    return found


class _Story:
    """One conversation that is over."""

    def __init__(
        self,
        asked_at: datetime,
        keys: list[IdentityKey],
        answering: list[Staff],
        chance: random.Random,
    ) -> None:
        self.asked_at = asked_at
        self.words, _auto = chance.choice([one for one in REPLIES if not one[1]])
        self.reply, self.by = chance.choice(ANSWERS), chance.choice(answering)
        weekend = asked_at.weekday() >= 5
        self.left = chance.randrange(LEFT[weekend]) == 0
        self.ended_at = _answered_at(asked_at, chance, weekend=weekend)
        self.closed_at = self.ended_at + timedelta(hours=chance.randrange(1, 40))
        self.reopened = int(chance.randrange(14) == 0)
        key = chance.choice(keys)
        self.conversation = Conversation(
            key=key, proven=True, address=key.value, subject="Our letters", preview=self.words[:200],
            state=Conversation.State.CLOSED, opened_at=asked_at, last_at=self.ended_at,
            closed_at=self.closed_at, assignee=None if self.left else self.by,
        )  # fmt: skip
        self.conversation.find_key = self.conversation.folded()

    def entries(self) -> list[InboxMessage]:
        """What they wrote and what we answered."""
        theirs = InboxMessage(
            conversation=self.conversation, direction="in", said=self.words, text=self.words,
            sender=self.conversation.address, at=self.asked_at, proven=True, sorted=True,
        )  # fmt: skip
        ours = InboxMessage(
            conversation=self.conversation, direction="out", said=self.reply, at=self.ended_at,
            author=self.by,
        )  # fmt: skip
        return [theirs] if self.left else [theirs, ours]

    def wait(self) -> Wait:
        """How long they waited, against the promise."""
        made = Wait(
            conversation=self.conversation, asked_at=self.asked_at,
            due_at=PROMISED.answer.due(self.asked_at), hours=PROMISED.hours,
            promise_minutes=PROMISED.answer_minutes,
            ending=Wait.Ending.CLOSED if self.left else Wait.Ending.ANSWERED,
        )  # fmt: skip
        made.end(self.closed_at if self.left else self.ended_at, self.by.pk)
        return made

    def matter(self) -> Resolution:
        """How long the matter took."""
        made = Resolution(
            conversation=self.conversation, asked_at=self.asked_at,
            due_at=PROMISED.resolve.due(self.asked_at), hours=PROMISED.hours,
            promise_minutes=PROMISED.resolve_minutes, reopened=self.reopened,
        )  # fmt: skip
        made.end(self.closed_at, self.by.pk)
        return made


def _answered_at(asked_at: datetime, chance: random.Random, *, weekend: bool) -> datetime:
    """Within an hour or so while somebody works; at weekends mostly on Monday morning."""
    begins = asked_at
    if weekend and chance.random() < 0.6:
        begins = asked_at.replace(hour=7, minute=0) + timedelta(days=7 - asked_at.weekday())
    elif asked_at.hour >= 18:
        begins = asked_at.replace(hour=7, minute=0) + timedelta(days=1)
    elif asked_at.hour < 7:
        begins = asked_at.replace(hour=7, minute=0)
    return max(begins, asked_at) + timedelta(minutes=chance.lognormvariate(3.9, 0.9))
