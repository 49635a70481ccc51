"""The story, step by step. Each step does what people do and returns what was seen of it."""

from __future__ import annotations

import argparse
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from statistics import median
from typing import Any, Final

from muster.inbox import actions as inbox
from muster.inbox.models import Conversation, Wait
from muster.kit import actors, clock
from muster.kit.errors import Refused
from muster.listening.actions import judging, sources, topics
from muster.listening.actions.topics import NewTerm
from muster.listening.listener import Supervised
from muster.listening.models import Alarm, Evidence, Mention, Source
from muster.proof import coast
from muster.proof.browser import Browser
from muster.proof.stage import Stage
from muster.proof.stories.desks import PASSWORD, Desk
from muster.proof.stories.tag import storm, texts
from muster.proof.stories.tag.hours import LOOK, Hours
from muster.proof.stories.tag.network import Loud

MINUTE: Final = timedelta(minutes=1)
# Who is told on a Saturday sits at a desk so long after, and answers one person a minute.
_TO_THE_DESK: Final = timedelta(minutes=8)
_TEAM: Final = ("dario", "nora", "ivo")
# The study of ten brands in the mission: share answered, and the slowest first answers.
_STUDY: Final = {"answered_share": 0.13, "slowest_hours": 50}


@dataclass(slots=True)
class Story:
    """The house, its network and the hours between."""

    stage: Stage
    network: Loud
    options: argparse.Namespace
    hours: Hours = field(default_factory=Hours)
    staff: dict[str, Any] = field(default_factory=dict)
    lena: Desk | None = None
    draw: Random = field(default_factory=Random)
    saturday: datetime = field(default_factory=clock.now)
    joined_at: datetime | None = None
    rose: list[Alarm] = field(default_factory=list)

    def open_house(self) -> None:
        """Lena organises, three people answer; the house listens to its tag by the stream of its own server."""
        self.draw.seed(self.options.seed)
        coast.found(self.stage.address)
        for name, role in (("lena", "organiser"), *((one, "carer") for one in _TEAM)):
            self.staff[name], secret = coast.hired(name, (role,), password=PASSWORD)
            if name == "lena":
                self.lena = Desk(
                    self.stage, Browser(self.stage.address), self.staff[name].email, secret
                )
        by, now = actors.system("story"), clock.now()
        topics.save(
            topic=None, name=texts.TAG, muted=False, answered=True,
            wanted=[NewTerm("tag", texts.TAG)], rules=[], by=by, at=now,
        )  # fmt: skip
        source = sources.save(
            source=None, kind=Source.Kind.MASTODON, name="Our own server",
            address=f"{self.network.base}/tags/coastweek", secret=self.network.token, by=by, at=now,
        )  # fmt: skip
        self.network.say("friend@social.example", f"It begins {texts.TAG}", at=now)
        self.network.account("coast", followers_count=storm.FOLLOWERS)
        ear = Supervised(source.pk, (source.kind, source.address, bytes(source.secret or b"")))
        ear.start()
        self.stage.wait("the stream", Mention.objects.exists)
        self.hours.round()

    def two_weeks(self) -> dict[str, Any]:
        """Ordinary days, from which the house learns what is usual."""
        self.saturday = self.hours.saturday()
        begins = self.saturday - storm.ORDINARY
        self.hours.at(self.saturday - LOOK)
        for one in storm.ordinary(self.draw, begins, self.saturday - LOOK):
            self.network.say(one.who, one.words, at=one.at)
        self._heard()
        judging.judge()
        self.hours.round()
        return {"ordinary_posts": Mention.objects.count(), "alarms_before": Alarm.objects.count()}

    def saturday_storms(self) -> None:
        """An accusation, a vague answer, three hours of storm; whoever was told comes and answers."""
        self.network.account(texts.ARTIST, followers_count=48_200)
        at, desk = self.saturday - LOOK, None
        while at < self.saturday + storm.CALM:
            self._said(at)
            at += LOOK
            self.hours.at(at)
            self._heard()
            self.rose += self.hours.round()
            if self.rose and desk is None:
                desk = at + _TO_THE_DESK
            if desk is not None and at >= desk:
                self._answer(at)

    def it_was_seen(self) -> dict[str, Any]:
        """When the alarm rose, on what, and who was told."""
        alarm = Alarm.objects.order_by("raised_at").first()
        if alarm is None:
            return {"alarms": 0, "alarm_minutes": None, "companion_minutes": None, "companion": ""}
        steps = list(Evidence.objects.filter(alarm=alarm).order_by("at"))
        named = next((one for one in steps if _tags(one)), None)
        first = self.joined_at or self.saturday
        names = {one.pk: one.name for one in self.staff.values()}
        return {
            "alarms": Alarm.objects.count(),
            "alarm_minutes": _minutes(alarm.raised_at - self.saturday),
            "companion": _tags(named)[0]["word"] if named else "",
            "companion_minutes": _minutes(named.at - first) if named else None,
            "severity": [one.severity for one in steps],
            "evidence": [sign for one in steps for sign in one.found["signs"]],
            "lift": _tags(named)[0]["lift"] if named else None,
            "followers_lost_within_an_hour": [
                one["hour"] for step in steps for one in step.found["followers"]
            ],
            "followers_lost": storm.LOST,
            "told": sorted({names[one] for step in steps for one in step.told if one in names}),
        }

    def what_came_of_it(self) -> dict[str, Any]:
        """One page shows it all; the answers stand on the network; and what a weekend asleep would have done."""
        waits = Wait.objects.filter(asked_at__gte=self.saturday)
        answered = [one for one in waits if one.ended_at is not None]
        shown = self._shown()
        replies = self._replies(len(answered))
        return {
            "complaints": len(waits),
            "answered_share": round(len(answered) / len(waits), 3) if waits else None,
            "reply_median_min": _middle(
                [one.ended_at - one.asked_at for one in answered if one.ended_at]
            ),
            "answers_on_the_network": replies,
            "shown_on_one_page": shown,
            "unattended": self._asleep([one.asked_at for one in waits]),
        }

    def _said(self, at: datetime) -> None:
        """Everything that is written from ``at`` on until the next look."""
        begins = at - self.saturday
        if begins == storm.ACCUSED:
            self.network.say(texts.ARTIST, texts.ACCUSATION, at=at)
        if begins == storm.VAGUE:
            # By the agency, past the house.
            self.network.say("coast", texts.VAGUE, at=at)
        for one in storm.ordinary(self.draw, at, at + LOOK):
            self.network.say(one.who, one.words, at=one.at)
        for one in storm.loud(self.draw, self.saturday, at, self.options.peak):
            self.network.account(one.who, followers_count=self.draw.randrange(20, 3_000))
            self.network.say(one.who, one.words, at=one.at)
            if texts.THIEVES in one.words and self.joined_at is None:
                self.joined_at = one.at
        self.network.account("coast", followers_count=storm.followers(begins))

    def _heard(self) -> None:
        """Wait until the ear has kept all that was said under the tag."""
        said = len(self.network.tagged)
        self.stage.wait("what was said", lambda: Mention.objects.count() >= said)

    def _answer(self, at: datetime) -> None:
        """Each of the team answers one person a minute, whoever waits longest first."""
        number = len(_TEAM) * int(LOOK / MINUTE)
        waiting = Conversation.objects.filter(state=Conversation.State.OPEN, channel="mastodon")
        for place, thread in enumerate(waiting.order_by("opened_at", "id")[:number]):
            by = self.staff[_TEAM[place % len(_TEAM)]]
            try:
                inbox.answer(
                    conversation=thread, text=texts.SPECIFIC, by=by, at=at,
                    idempotency=f"tag:{thread.pk}:{at.isoformat()}",
                )  # fmt: skip
            except Refused as refused:
                raise AssertionError(f"{thread}: {refused.message}") from refused

    def _shown(self) -> bool:
        alarm = Alarm.objects.order_by("raised_at").first()
        if alarm is None or self.lena is None:
            return False
        self.stage.start(workers=1)
        self.lena.sign_in()
        page = self.lena.browser.get(f"/office/listening/alarms/{alarm.pk}/")
        wanted = [texts.THIEVES, "Show as table", "mastodon:coast@social.example"]
        return page.status == 200 and all(one in page.words for one in wanted)

    def _replies(self, answered: int) -> int:
        """How many of our answers stand on the network once all had time to leave."""

        def there() -> int:
            found = sum(one["in_reply_to_id"] is not None for one in list(self.network.ours))
            return found if found >= answered else 0

        return self.stage.wait("the answers on the network", there)

    def _asleep(self, asked: list[datetime]) -> dict[str, Any]:
        """Nobody before Monday at nine, as the study of ten brands found it: 13 in 100, up to fifty hours."""
        monday = (self.saturday + timedelta(days=2)).replace(hour=9)
        return _STUDY | {"median_hours": round(_middle([monday - at for at in asked]) / 60, 1)}

    def went_well(self, figures: dict[str, Any]) -> bool:
        """Heard within the hour and not before, its companion named within half an hour, nearly all answered."""
        return bool(
            figures["alarms_before"] == 0
            and figures["alarms"] == 1
            and 0 <= figures["alarm_minutes"] <= 60
            and figures["companion"] == texts.THIEVES
            and 0 <= figures["companion_minutes"] <= 30
            and figures["told"]
            and figures["shown_on_one_page"]
            and figures["answered_share"] >= 0.9
            and figures["reply_median_min"] <= 60
        )


def _tags(step: Evidence) -> list[dict[str, Any]]:
    """The tags that the storm was being joined with, as staff were told."""
    return [one for one in step.found["companions"] if one["word"].startswith("#")]


def _minutes(length: timedelta) -> float:
    return round(length / MINUTE, 1)


def _middle(lengths: list[timedelta]) -> float:
    return round(median(one / MINUTE for one in lengths), 1) if lengths else 0.0
