"""The people in the hall and beyond: whoever gives, through whose link, and by which pages.

Nobody here calls an action: they open the page of the drive, fill the form in and pay on the card service’s page.
"""

from __future__ import annotations

import random
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

import httpx

from muster.proof.witness import stripe_

# Of the gifts, in cents: 255 of ten, five of twenty, one of seventeen; one of ten goes back.
AMOUNTS: Final = (*(1000 for _gift in range(255)), *(2000 for _gift in range(5)), 1700)
# Together on their way to the card service; a form that is sent at once is no person’s.
AT_ONCE: Final = 30
READING: Final = 3.2
# How somebody comes by: the asker’s link, the code on the wall, somebody who gave, or nobody knows.
ASKING: Final = 4
WAYS: Final = (("stage", 12), ("wall", 18), ("friend", 55), ("", 15))

_HIDDEN: Final = re.compile(r'<input type="hidden" name="(\w+)"(?: value="([^"]*)")?')
_LINK: Final = re.compile(r'value="[^"]*\?by=(\w+)"')


@dataclass(slots=True)
class Guest:
    """One who gives; ``link`` is their own word once they have it."""

    number: int
    minor: int
    by: str = ""
    link: str = ""
    token: str = ""
    session: str = ""

    @property
    def email(self) -> str:
        """A mailbox that nobody has."""
        return f"guest{self.number}@people.example"


@dataclass(slots=True)
class Hall:
    """Where they give. ``stage`` and ``wall`` are the words of our own links."""

    address: str
    slug: str
    cards: stripe_.Server
    chance: random.Random
    stage: str
    wall: str

    def guests(self, amounts: Sequence[int], first: int, before: Sequence[Guest]) -> list[Guest]:
        """The next ones, each by a way of their own."""
        made, asking = [], [one for one in before if one.link]
        for place, minor in enumerate(amounts):
            [way] = self.chance.choices([w for w, _n in WAYS], [n for _w, n in WAYS])
            friend = self.chance.choice(asking).link if asking else self.stage
            by = {"stage": self.stage, "wall": self.wall, "friend": friend}.get(way, "")
            made.append(Guest(first + place, minor, by=by))
        return made

    def give(self, guests: Sequence[Guest]) -> list[dict[str, Any]]:
        """All of them open the page, read it, send the form, pay. Returns what the card service will report."""
        with httpx.Client(base_url=self.address, trust_env=False, timeout=60) as browser:
            pages = [browser.get(f"/drive/{self.slug}/", params=_by(guest)) for guest in guests]
            time.sleep(READING)
            return [
                event
                for guest, page in zip(guests, pages, strict=True)
                for event in self._paid(browser, guest, page.text)
            ]

    def _paid(self, browser: httpx.Client, guest: Guest, page: str) -> list[dict[str, Any]]:
        form = page.partition('action="/give/')[2].partition("</form>")[0]
        values = dict(_HIDDEN.findall(form)) | {
            "own": f"{guest.minor / 100:.2f}", "email": guest.email,
            "name": f"Guest {guest.number}", "shown": "on",
        }  # fmt: skip
        answer = browser.post("/give/", data=values)
        assert answer.status_code == 302, answer.text[:2000]
        guest.session = urlsplit(answer.headers["location"]).path.rpartition("/")[2]
        back = self.cards.sessions[guest.session]["success_url"]
        guest.token = urlsplit(back).path.strip("/").rpartition("/")[2]
        # Not everybody brings somebody; whoever does looks at “Bring one more”, there before the money is.
        if guest.number % ASKING == 0:
            mine = browser.get(f"/drive/{self.slug}/mine/{guest.token}/").text
            found = _LINK.search(mine)
            assert found, mine[:2000]
            guest.link = found[1]
        return self.cards.pay(guest.session)


def _by(guest: Guest) -> dict[str, str]:
    return {"by": guest.by} if guest.by else {}
