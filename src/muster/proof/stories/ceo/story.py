"""The story, step by step. Each step does what people do and returns what was seen of it."""

from __future__ import annotations

import argparse
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from muster.inbox import speaking
from muster.inbox.models import Case, Conversation, Escalation, Member, Rules, Team, Topic, Wait
from muster.kit import actors, clock
from muster.people import actions as people
from muster.proof import coast
from muster.proof.browser import Browser, Page
from muster.proof.stage import Stage
from muster.proof.stories.ceo import letters
from muster.proof.stories.ceo.days import LOOK, Days
from muster.proof.stories.desks import PASSWORD, Desk
from muster.proof.witness.mastodon import Server

_DUTY: Final = "duty"


@dataclass(slots=True)
class Story:
    """The house, the customer and the network, and the days between."""

    stage: Stage
    network: Server
    options: argparse.Namespace
    days: Days = field(default_factory=Days)
    desks: dict[str, Desk] = field(default_factory=dict)
    posted: datetime | None = None

    def open_house(self) -> None:
        """Lena leads the team, Dario answers; the customer is known by his mailbox and by his public name."""
        coast.found(self.stage.address)
        team = Team.objects.create(name="Gifts")
        Topic.objects.create(name="A gift", words=["gift", "gifts"], team=team)
        for name, leads in (("lena", True), ("dario", False)):
            staff, secret = coast.hired(name, ("carer",), password=PASSWORD)
            Member.objects.create(team=team, staff=staff, leads=leads)
            self.desks[name] = Desk(self.stage, Browser(self.stage.address), staff.email, secret)
        known = people.Known(
            keys=[("email", letters.ADDRESS), ("handle", f"mastodon:{letters.HANDLE}")],
            fields={
                "given_name": "Tomasz",
                "family_name": "Wilk",
                "country": "PL",
                "language": "en",
            },
            consents=[],
        )
        people.resolve(known=[known], source="paper", by=actors.system("story"), at=clock.now())
        self.network.account(letters.HANDLE, followers_count=self.options.followers)
        # What was said before the house looked for the first time is not for it.
        self.days.round()

    def he_writes(self) -> dict[str, Any]:
        """The first mail. Nobody answers; the ladder is climbed."""
        self.days.until(self.days.at(day=0, hour=2))
        self._mailed(letters.FIRST, "first")
        self.days.until(self.days.at(day=4, hour=1))
        [first] = self._threads()
        rungs = {one.rung: one for one in Escalation.objects.filter(wait__conversation=first)}
        asked = Wait.objects.get(conversation=first).asked_at
        return {
            "promised_minutes": Rules.current().promise_minutes,
            "told_after_minutes": {
                rung: round((one.at - asked) / timedelta(minutes=1)) for rung, one in rungs.items()
            },
            "told": {rung: len(one.told) for rung, one in rungs.items()},
        }

    def he_writes_again(self) -> dict[str, Any]:
        """The second mail, under another subject: an answer is due sooner now."""
        self._mailed(letters.SECOND, "second")
        self.days.round()
        first, second = self._threads()
        self.days.until(self.days.at(day=7, hour=3))
        return {"second_presses": Wait.objects.get(conversation=second).severity, "first": first.pk}

    def he_goes_public(self) -> dict[str, Any]:
        """A post, and some hours later a second one before many more readers."""
        self.posted = clock.now()
        before = Escalation.objects.filter(rung=_DUTY, at__lt=self.posted).order_by("at").first()
        self._posted(letters.POST)
        self.days.until(self.days.at(day=7, hour=5))
        reached = [self._public().reach]
        self.network.account(letters.HANDLE, followers_count=self.options.grown)
        self._posted(letters.LOUDER)
        self.days.until(self.days.at(day=7, hour=6))
        reached.append(self._public().reach)
        early = (self.posted - before.at) / timedelta(minutes=1) if before else 0.0
        return {
            "escalated_before_post_minutes": round(early),
            "reach": reached,
            "severity": self._severity(),
        }

    def one_page(self) -> dict[str, Any]:
        """Whoever opens the post sees both mails, how long they lie, and how many listen."""
        thread, dario = self._public(), self._staff("dario")
        known = speaking.of(thread, by=dario)
        waiting = {one.conversation.pk for one in known.unanswered}
        mails = [one.pk for one in self._threads() if one.channel == "email"]
        self.stage.start(workers=1)
        self.desks["dario"].sign_in()
        page = self.desks["dario"].browser.get(f"/office/inbox/{thread.pk}/")
        shown = [letters.FIRST[0], letters.SECOND[0], f"{self.options.grown:,}"]
        return {
            "joined": sum(number in waiting for number in mails),
            "contacts_waiting": len(waiting),
            "shown_on_one_page": page.status == 200 and all(one in page.words for one in shown),
        }

    def he_is_answered(self) -> dict[str, Any]:
        """In public, where he asked; and both mails with it."""
        thread = self._public()
        posts = [one.pk for one in self._threads() if one.channel == "mastodon"]
        self._answer(thread, also=[number for number in posts if number != thread.pk])
        self.stage.wait("the answer on the network", lambda: self.network.ours)
        for mail in [one for one in self._threads() if one.channel == "email"]:
            self._answer(mail)
        return {
            "answered_in_public": len(self.network.ours),
            "still_waiting": Wait.objects.filter(ended_at=None).count(),
        }

    def it_stays_a_lesson(self) -> dict[str, Any]:
        """Whoever leads says what was done and what it taught; others find it later."""
        lena, dario = self.desks["lena"], self.desks["dario"]
        lena.sign_in()
        numbers = list(Case.objects.filter(closed_at=None).values_list("pk", flat=True))
        for number in numbers:
            page = lena.browser.get(f"/office/inbox/cases/{number}/")
            said = {"outcome": "Paid back, and said sorry.", "lesson": letters.LESSON}
            self._ok(lena.browser.send(page, f"/office/inbox/cases/{number}/closure/", **said))
        found = dario.browser.get("/office/inbox/cases/?list=closed&words=gifts")
        return {
            "cases": len(numbers),
            "cases_open": Case.objects.filter(closed_at=None).count(),
            "lesson_found": letters.LESSON[:60] in found.words,
        }

    def went_well(self, figures: dict[str, Any]) -> bool:
        """Known at the promised times and before the post, joined, on one page, answered, kept."""
        slack = LOOK / timedelta(minutes=1)
        told, promised = figures["told_after_minutes"], figures["promised_minutes"]
        on_time = all(
            0 <= told.get(rung, -1) - share * promised <= slack
            for rung, share in (("assignee", 0.5), ("lead", 1.0), (_DUTY, 2.0))
        )
        return bool(
            on_time
            and figures["escalated_before_post_minutes"] > 0
            and figures["joined"] == 2
            and figures["shown_on_one_page"]
            and figures["answered_in_public"] == 1
            and not figures["still_waiting"]
            and figures["cases"]
            and not figures["cases_open"]
            and figures["lesson_found"]
        )

    def _posted(self, words: str) -> None:
        # The network’s clock is the story’s, too.
        self.network.now = clock.now()
        self.network.write(letters.HANDLE, words)

    def _mailed(self, words: tuple[str, str], name: str) -> None:
        raw = letters.mail(words, name=name, at=clock.now())
        done = self.stage.run("receive", "--from", letters.ADDRESS, "--to", letters.TO, stdin=raw)
        assert done.returncode == 0, done.stderr.decode()

    def _threads(self) -> list[Conversation]:
        return list(Conversation.objects.order_by("opened_at", "id"))

    def _public(self) -> Conversation:
        """The thread of his latest post; each post that answers none is a thread of its own."""
        return Conversation.objects.filter(channel="mastodon").latest("opened_at", "id")

    def _severity(self) -> int:
        return int(self._public().severity)

    def _staff(self, name: str) -> Any:
        from muster.accounts.models import Staff

        return Staff.objects.get(email=self.desks[name].email)

    def _answer(self, thread: Conversation, **more: Any) -> None:
        dario = self.desks["dario"].browser
        page = dario.get(f"/office/inbox/{thread.pk}/")
        self._ok(dario.send(page, f"{page.path}answers/", text=letters.ANSWER, **more))

    def _ok(self, page: Page) -> None:
        assert page.status == 200, f"{page.path}: {page.words}"
