"""A few dozen people at their browsers: form, mail, button; then their own pages, the board, the tasks, a shift.

Nobody here calls an action. What the house should have noted of it is what the browser did.
"""

from __future__ import annotations

import email
import email.policy
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit

from django.urls import resolve

from muster.groups.models import Membership
from muster.people.models import IdentityKey
from muster.proof.browser import Browser, Page
from muster.proof.stage import Stage
from muster.proof.stories.dashboard.steps import Step
from muster.proof.stories.dashboard.volunteers import COUNTRY, postcodes, regions
from muster.proof.witness import log
from muster.volunteering.models import Task
from muster.web.gate import MEMBERS, gate_of

# Seconds that a person needs for a form at least; it refuses whoever is faster.
READING: Final = 2.2
# Open to everybody, and noted of whoever is signed in and said yes.
_GREET: Final = ("/team/", "/tasks/")
_WRITES, _HELPS = 3, 2  # one in so many


@dataclass(frozen=True, slots=True)
class Came:
    """What they did."""

    steps: list[Step]
    people: list[int]


@dataclass(slots=True)
class Visitor:
    """One browser, and the pages it was shown while its steps may be noted."""

    number: int
    region: str
    browser: Browser
    noted: bool = False
    seen: list[str] = field(default_factory=list)
    person: int = 0

    @property
    def email(self) -> str:
        """A mailbox that nobody has."""
        return f"visitor{self.number}@people.example"

    def get(self, path: str) -> Page:
        """Open a page."""
        return self._look(self.browser.get(path))

    def send(self, page: Page, action: str = "", **values: Any) -> Page:
        """Press the button of a form."""
        return self._look(self.browser.send(page, action, **values))

    def _look(self, page: Page) -> Page:
        assert page.status == 200, f"{page.path}: {page.status} {page.words[:400]}"
        if self.noted and _is_noted(page.path):
            self.seen.append(page.path)
        return page


def come(stage: Stage, many: int, people: int) -> Came:
    """All of them join, sign in and look about; returns their steps."""
    where = regions(people)
    guests = [
        Visitor(number, where[number % len(where)], Browser(stage.address))
        for number in range(many)
    ]
    _join(stage, guests)
    _sign_in(stage, guests)
    steps: list[Step] = []
    for guest in guests:
        key = IdentityKey.objects.get(kind="email", value=guest.email)
        guest.person = key.person_id or 0
        team = Membership.objects.select_related("group").get(key=key, left_at=None).group
        steps += [
            Step(guest.person, "person.joined"),
            Step(guest.person, "address.confirmed"),
            Step(guest.person, "group.joined", str(team)),
        ]
        _say_yes(guest)
        steps += _on_the_board(guest, team.slug, str(team))
        steps += _among_tasks(guest)
        steps += [Step(guest.person, "page.viewed", path) for path in guest.seen]
        guest.browser.close()
    return Came(steps, [guest.person for guest in guests])


def _join(stage: Stage, guests: Sequence[Visitor]) -> None:
    """An address and a postcode, then the button in the mail."""
    forms = [guest.get("/") for guest in guests]
    time.sleep(READING)
    for guest, form in zip(guests, forms, strict=True):
        told = {
            "email": guest.email, "postcode": postcodes()[guest.region][0], "country": COUNTRY,
            "given_name": f"Sam{guest.number}", "news": "on",
        }  # fmt: skip
        page = guest.send(form, having="postcode", **told)
        assert page.path == "/joined/", page.words
    for guest, link in zip(guests, _links(stage, guests, r"/confirm/[\w-]+/"), strict=True):
        guest.send(guest.get(link))


def _sign_in(stage: Stage, guests: Sequence[Visitor]) -> None:
    """The door asks for an address; the mail has the way in."""
    doors = [guest.get("/my/in/") for guest in guests]
    time.sleep(READING)
    for guest, door in zip(guests, doors, strict=True):
        guest.send(door, having="email", email=guest.email)
    for guest, link in zip(guests, _links(stage, guests, r"/my/open/\S+"), strict=True):
        page = guest.send(guest.get(link))
        assert page.path == "/my/", page.words


def _say_yes(guest: Visitor) -> None:
    """Their steps may be noted from here on."""
    page = guest.get("/my/")
    guest.send(page, having="yes", yes="on")
    guest.noted = True


def _on_the_board(guest: Visitor, slug: str, group: str) -> list[Step]:
    """Look at the team and its board; some write."""
    guest.get("/my/team/")
    board = guest.get(f"/team/{slug}/board/")
    threads = board.links(rf"^/team/{slug}/board/\d+/")
    if guest.number % _WRITES or not threads:
        return []
    thread = guest.get(threads[0])
    guest.send(thread, having="text", text="I joined today. Where do we meet?")
    return [Step(guest.person, "post.made", group)]


def _among_tasks(guest: Visitor) -> list[Step]:
    """Look for something to do near by; some take a place in the next shift that has one."""
    near = guest.get("/tasks/")
    task = Task.objects.filter(region=guest.region, ended_at=None).earliest("pk")
    assert near.links(rf"^/tasks/{task.slug}/"), near.words
    page = guest.get(f"/tasks/{task.slug}/")
    times = [one.get("value") for one in page.tree.iter("input") if one.get("name") == "shift"]
    if guest.number % _HELPS or not times:
        return []
    done = guest.send(page, having="shift", shift=times[0])
    assert done.path == "/my/shifts/", done.words
    return [Step(guest.person, "shift.joined", str(task))]


def _is_noted(path: str) -> bool:
    """Whether a page is one that is noted of a supporter: not one of their own data."""
    gate = gate_of(resolve(path).func)
    of_members = gate is not None and gate.reason == MEMBERS
    return not path.startswith("/my/") and (of_members or path.startswith(_GREET))


def _links(stage: Stage, guests: Sequence[Visitor], pattern: str) -> list[str]:
    """The link of this kind in the mail to each of them, once all have come."""
    wanted = {guest.email for guest in guests}
    found: dict[str, str] = {}

    def arrived() -> bool:
        found.update(_read(stage, wanted - found.keys(), pattern))
        return found.keys() == wanted

    stage.wait("the mails", arrived)
    return [found[guest.email] for guest in guests]


def _read(stage: Stage, wanted: set[str], pattern: str) -> dict[str, str]:
    assert stage.witness is not None
    found = {}
    for line in stage.witness.accepted():
        if line["to"] in wanted:
            match = re.search(rf"https?://\S+?({pattern})", _text(log.raw(line)))
            if match:
                found[str(line["to"])] = _local(match[1])
    return found


def _text(raw: bytes) -> str:
    message = email.message_from_bytes(raw, policy=email.policy.default)
    part = message.get_body(preferencelist=("plain",))
    return str(part.get_content()) if part is not None else ""


def _local(link: str) -> str:
    parts = urlsplit(link)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
