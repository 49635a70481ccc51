"""The calls of a bench, the same for the same seed: what websites and apps of one organisation send."""

from __future__ import annotations

import json
import random
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, Final

PER_CALL: Final = 100
UNSEEN: Final = 0.05
NAMES: Final = ("Ann", "Bo", "Łucja", "Jan", "Zofia", "Piotr", "Ewa", "Adam", "Małgorzata", "Igor")
FAMILIES: Final = ("Nowak", "Kowalska", "Wiśniewski", "Wójcik", "Kamińska", "Zielińska")
PAGES: Final = tuple(
    f"/{part}/{n}" for part in ("news", "act", "shop", "topics") for n in range(60)
)
WORDS: Final = ("tents", "seal pups", "coal exit", "volunteering near me", "winter boots")
DONE: Final = ("Video Played", "Product Viewed", "Form Started", "Share Clicked", "Product Added")
BEGAN: Final = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) - timedelta(hours=2)


class Stream:
    """Events of `people` already known and of people never seen, in calls of a hundred."""

    def __init__(self, *, people: int, seed: int) -> None:
        self._people, self._seed = people, seed
        self._chance = random.Random(seed)
        self._unseen = 0

    def calls(self, events: int, per_call: int = PER_CALL) -> Iterator[bytes]:
        """Bodies of so many events altogether."""
        for start in range(0, events, per_call):
            batch = [self._event(n) for n in range(start, min(start + per_call, events))]
            told = batch[0] if per_call == 1 else {"batch": batch, "sentAt": _moment(events)}
            yield json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()

    def counted(self, calls: int, per_call: int = PER_CALL) -> Iterator[bytes]:
        """Calls whose every event says its own number, so that each can be asked for."""
        for start in range(0, calls * per_call, per_call):
            batch = [
                self._common(n, n % self._people)
                | {"type": "track", "event": "Counted", "properties": {"n": n}}
                for n in range(start, start + per_call)
            ]
            yield json.dumps({"batch": batch}).encode()

    def _event(self, number: int) -> dict[str, Any]:
        chance = self._chance.random()
        if chance < UNSEEN:
            self._unseen += 1
            return self._identify(number, f"{self._seed}x{self._unseen}")
        who = self._chance.randrange(self._people)
        if chance < UNSEEN + 0.03:
            return self._identify(number, str(who))
        told = self._common(number, who)
        if chance < UNSEEN + 0.15:
            del told["userId"]
        if chance < UNSEEN + 0.50:
            return told | self._page()
        return told | self._track()

    def _common(self, number: int, who: int | str) -> dict[str, Any]:
        return {
            "messageId": str(uuid.UUID(int=self._seed << 64 | number)),
            "timestamp": _moment(number),
            "userId": f"u{who}",
            "anonymousId": browser(who),
            "context": {"library": {"name": "analytics.js", "version": "2.1.0"}, "locale": "pl-PL"},
        }

    def _identify(self, number: int, who: str) -> dict[str, Any]:
        traits = {
            "email": address(who),
            "firstName": self._chance.choice(NAMES),
            "lastName": self._chance.choice(FAMILIES),
            "plan": "member",
        }
        return self._common(number, who) | {"type": "identify", "traits": traits}

    def _page(self) -> dict[str, Any]:
        path = self._chance.choice(PAGES)
        search = ""
        if self._chance.random() < 0.1:
            search = "?q=" + self._chance.choice(WORDS).replace(" ", "+")
        url = f"https://site.example{path}{search}"
        about = {"url": url, "path": path, "title": path[1:].title(), "referrer": ""}
        return {"type": "page", "name": "", "properties": about}

    def _track(self) -> dict[str, Any]:
        event = self._chance.choice(DONE)
        number = self._chance.randrange(400)
        about = {"sku": f"S-{number}", "price": number / 4, "category": "outdoor", "position": 3}
        return {"type": "track", "event": event, "properties": about}


def address(who: int | str) -> str:
    """The mailbox of somebody in the stream."""
    return f"u{who}@people.example"


def browser(who: int | str) -> str:
    """The browser of somebody in the stream."""
    return f"browser-{who}"


def _moment(number: int) -> str:
    moment = BEGAN + timedelta(milliseconds=number)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
