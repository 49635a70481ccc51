"""The story, step by step. Each step does what people do; the figures are read from ledger and pages.

The drive began seventy-five minutes ago, so that an hour and a quarter of gifts can be told in minutes: each report
bears the moment of the story, and the last gifts are of now.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import httpx

from muster.accounts.models import Staff
from muster.drives import actions, codes, counting, pace, trees
from muster.drives.models import Drive, Giving, Milestone
from muster.gifts import actions as gifts
from muster.kit import clock
from muster.kit.money import Money
from muster.proof import coast
from muster.proof.stage import Stage
from muster.proof.stories.drive.crowd import AMOUNTS, AT_ONCE, Guest, Hall
from muster.proof.witness import stripe_

PLAYED: Final = 75  # minutes
REDELIVERED: Final = 0.1
ONLINE, CASH, GOAL = 265_700, 90_000, 250_000
MILESTONES: Final = ((50_000, "A pump"), (150_000, "A tank"), (GOAL, "The station"))


@dataclass(slots=True)
class Story:
    """The house, the drive and what came of it."""

    stage: Stage
    cards: stripe_.Server
    seed: int
    chance: random.Random = field(default_factory=random.Random)
    asker: list[Staff] = field(default_factory=list)
    drive: Drive | None = None
    hall: Hall | None = None
    guests: list[Guest] = field(default_factory=list)
    late: list[dict[str, Any]] = field(default_factory=list)
    earlier: list[Drive] = field(default_factory=list)
    began: datetime = field(default_factory=lambda: datetime.now(UTC))

    def two_earlier_years(self) -> None:
        """Last year the same sum took a day; the year before, eight hundred took three weeks."""
        self.chance.seed(self.seed)
        coast.found(self.stage.address)
        self.asker = [coast.hired(name, ("organiser",))[0] for name in ("bo", "tove", "samir")]
        self.began = clock.now() - timedelta(minutes=PLAYED)
        for years, many, lasted in ((1, 250, timedelta(hours=24)), (2, 80, timedelta(weeks=3))):
            start = self.began - timedelta(days=365 * years)
            steps = [start + lasted * (place + 1) / many for place in range(many)]
            rows = "".join(f"{at.isoformat()},10.00\n" for at in steps)
            told = self._told(f"year-{years}", start, start + lasted, people=many)
            drive, _gifts = actions.bring_earlier(
                told=told, lines=[f"at,amount\n{rows}".encode()], by=self.asker[0], at=clock.now()
            )
            self.earlier.append(drive)

    def open_the_drive(self) -> None:
        """250 people, ten dollars each, in ninety minutes; the asker has a link, the wall another."""
        told = self._told("seals", self.began, self.began + timedelta(minutes=90), people=250)
        by, now = self.asker[0], clock.now()
        self.drive = actions.keep_drive(drive=None, told=told, by=by, at=now)
        for minor, words in MILESTONES:
            actions.add_milestone(drive=self.drive, minor=minor, words=words, by=by, at=now)
        stage = actions.make_link(drive=self.drive, kind="asker", label="Bo", by=by, at=now)
        self.hall = Hall(
            self.stage.address, self.drive.slug, self.cards, self.chance, stage.code,
            codes.of_wall(self.drive.pk),
        )  # fmt: skip
        self.stage.start(workers=1)

    def the_first_half(self) -> None:
        """People give and bring others."""
        self._wave(AMOUNTS[: len(AMOUNTS) // 2])

    def a_worker_falls(self) -> None:
        """Killed as it works; another goes on."""
        self.stage.crash_worker()

    def the_second_half(self) -> None:
        """The rest gives; one report is held back until the end, one gift goes back."""
        self._wave(AMOUNTS[len(AMOUNTS) // 2 :])
        last = self.guests[7]
        intent = self.cards.sessions[last.session]["_intent"]
        self.cards.make_refund({"payment_intent": intent, "amount": str(last.minor)})
        self._deliver([self.cards.events[-1]])

    def the_hat_goes_round(self) -> None:
        """Two hats; of one the two figures differ, and a third person settles it."""
        drive, (bo, tove, samir), now = self._drive(), self.asker, clock.now()
        for name, minor, other in (("Rows 1 to 9", 60_000, 60_000), ("Door", 30_000, 28_000)):
            hat = gifts.open_hat(purpose=drive.purpose, name=name, currency="USD", by=tove, at=now)
            gifts.count(hat=hat, money=Money(minor, "USD"), by=tove, at=now)
            hat = gifts.count(hat=hat, money=Money(other, "USD"), by=samir, at=now)
            if hat.state == "differs":
                money = Money(minor, "USD")
                gifts.settle(hat=hat, money=money, reason="Counted again", by=bo, at=now)

    def afterwards(self) -> None:
        """The report that was late comes, and everything once more that comes twice; the worker catches up."""
        self._deliver(self.late)
        drive = self._drive()
        self.stage.wait("every gift at its link", lambda: self._followed(drive))

    def figures(self) -> dict[str, Any]:
        """What the ledger says."""
        drive = self._drive()
        counted = counting.count([drive.purpose], drive.currency)
        took = pace.time_to(drive, GOAL)
        return {
            "online_cents": counted.online,
            "cash_cents": counted.cash,
            "minutes_to_target": round(took.total_seconds() / 60, 1) if took else None,
            "tree_depth": trees.of(drive).depth,
        }

    def went_well(self, figures: dict[str, Any]) -> bool:
        """To the cent, cash apart, milestones reached, earlier years as they were, the page alike."""
        drive, counted = self._drive(), counting.count([self._drive().purpose], "USD")
        page = httpx.get(f"{self.stage.address}/drive/{drive.slug}/", trust_env=False, timeout=60)
        fast = figures["minutes_to_target"]
        day, weeks = (pace.time_to(one, one.goal.minor) for one in self.earlier)
        return (
            (figures["online_cents"], figures["cash_cents"]) == (ONLINE, CASH)
            and counted.people == len(AMOUNTS) - 1
            and fast is not None
            and fast < 90
            and figures["tree_depth"] >= 3
            and Milestone.objects.filter(drive=drive, reached_at=None).count() == 0
            and day == timedelta(hours=24)
            and weeks == timedelta(weeks=3)
            and page.status_code == 200
            and "$2,657" in page.text
            and "$900" in page.text
        )

    def _wave(self, amounts: tuple[int, ...]) -> None:
        hall = self._hall()
        for start in range(0, len(amounts), AT_ONCE):
            fresh = hall.guests(amounts[start : start + AT_ONCE], len(self.guests), self.guests)
            events = self._dated(hall.give(fresh), len(self.guests), len(fresh))
            self.guests += fresh
            if not self.late:
                # Everything about the first of them is late.
                first = self.cards.sessions[fresh[0].session]["_intent"]
                self.late = [one for one in events if _intent(one) == first]
                events = [one for one in events if _intent(one) != first]
            again = [one for one in events if self.chance.random() < REDELIVERED]
            self._deliver(events + again)

    def _dated(self, events: list[dict[str, Any]], first: int, many: int) -> list[dict[str, Any]]:
        """Give each report the moment of the story: they come the faster, the more have given."""
        per_guest = len(events) // many
        for place, event in enumerate(events):
            part = (first + place // per_guest + 1) / len(AMOUNTS)
            at = self.began + timedelta(minutes=PLAYED) * part**0.85
            event["created"] = int(at.timestamp())
        return events

    def _deliver(self, events: list[dict[str, Any]]) -> None:
        with httpx.Client(trust_env=False, timeout=60) as client:
            for event in events:
                body, headers = self.cards.sealed(event)
                url = f"{self.stage.address}/hooks/stripe/"
                answer = client.post(url, content=body, headers=headers)
                assert answer.status_code == 200, answer.text

    def _followed(self, drive: Drive) -> bool:
        return Giving.objects.filter(drive=drive).exclude(link=None).count() == len(AMOUNTS)

    def _told(self, slug: str, start: datetime, end: datetime, *, people: int) -> actions.Told:
        return actions.Told(
            slug=slug, title="250 × $10", currency="USD", people=people, each_minor=1000,
            starts_at=start, ends_at=end, zone="America/New_York", names="shown",
            story="For the seals. Every dollar goes to the station.",
        )  # fmt: skip

    def _drive(self) -> Drive:
        assert self.drive is not None
        return self.drive

    def _hall(self) -> Hall:
        assert self.hall is not None
        return self.hall


def _intent(event: dict[str, Any]) -> str:
    """Which payment a report is about."""
    thing = event["data"]["object"]
    return str(thing.get("payment_intent") or thing["id"])
