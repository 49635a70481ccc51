"""Who the invented people are and what they did, drawn from one seed so that every demo is the same.

Addresses are of reserved domains and numbers of reserved ranges: nothing here can reach anyone.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache

from muster.kit.text import fold
from muster.people.known import Claim, Known
from muster.places.queries import locate
from muster.proof.demo import names

SEED = 250
PEOPLE = 20_000
DUPLICATES = 412
YEARS = 2
CALLS = 160
TOPICS = ("Beach clean on Saturday", "Seal watch", "Thank you for your gift", "School visit")
LANGUAGE = {"GB": "en", "US": "en", "FR": "fr", "IT": "it", "PL": "pl"}
# Where one in so many calls our messages unwanted: enough for a broadcast to halt by itself.
GRUMBLING = frozenset({"GB", "US"})
ONE_IN = 80
CURRENCY = {"GB": "GBP", "US": "USD", "FR": "EUR", "IT": "EUR", "PL": "PLN"}
SHARE = {"PL": 5200, "IT": 4600, "FR": 4300, "GB": 3700, "US": 2200}
# Beginnings of postcodes by the sea, and of two towns that are not.
BEGINNINGS = {
    "PL": [
        "80-1",
        "80-3",
        "81-0",
        "81-3",
        "72-6",
        "76-2",
        "75-0",
        "70-2",
        "78-1",
        "90-0",
        "91-1",
        "00-1",
        "31-0",
    ],
    "IT": ["161", "801", "901", "701", "091", "301", "341", "501", "171", "571", "741", "981"],
    "FR": ["130", "292", "330", "060", "340", "440", "560", "170", "350", "760", "750", "830"],
    "GB": [
        "PL1",
        "TR1",
        "BN1",
        "EX4",
        "CF10",
        "SA1",
        "AB10",
        "EH6",
        "NE30",
        "LL30",
        "BT1",
        "TQ1",
        "PO5",
        "KY16",
    ],
    "US": ["021", "941", "331", "981", "972", "041", "968", "294", "770", "207"],
}
TAGS = (
    "beach clean",
    "seal watch",
    "school visits",
    "first aid",
    "driver",
    "diver",
    "press",
    "member",
)
PAGES = (
    "/seals/",
    "/beaches/",
    "/plastic/",
    "/dunes/",
    "/events/",
    "/donate/",
    "/stories/harbour-porpoise/",
    "/schools/",
    "/volunteer/",
    "/about/",
)
SEARCHES = (
    "seal rescue",
    "beach clean near me",
    "oil spill",
    "jobs",
    "plastic pellets",
    "school pack",
    "storm",
)


@dataclass(slots=True)
class Invented:
    """One invented person: what sources say of them, and how eager they are (0 to 1)."""

    known: Known
    country: str
    eagerness: float
    joined: datetime
    second: Known | None = None
    tags: tuple[str, ...] = field(default=())


def people(now: datetime, count: int = PEOPLE) -> Iterator[Invented]:
    """Draw ``count`` people; some stand twice, under two addresses, as lists in real life do."""
    chance = random.Random(SEED)
    countries = list(SHARE)
    weights = list(SHARE.values())
    doubled = set(chance.sample(range(count), min(DUPLICATES, count)))
    for number in range(count):
        country = chance.choices(countries, weights)[0]
        yield _person(chance, country, number, now, twice=number in doubled)


def _person(
    chance: random.Random, country: str, number: int, now: datetime, *, twice: bool
) -> Invented:
    given, family = chance.choice(names.given(country)), chance.choice(names.family(country))
    if country == "PL" and given.endswith("a") and family.endswith(("ski", "cki")):
        family = family[:-1] + "a"
    joined = now - timedelta(days=365 * YEARS * chance.random() ** 0.8 + 1)
    tags = tuple(tag for tag in TAGS if chance.random() < 0.08)
    mailbox = f"{fold(given)}.{fold(family)}".replace(" ", "").replace("’", "")
    fields = {
        "given_name": "" if chance.random() < 0.02 else given,
        "family_name": family,
        "country": country,
        "postcode": _postcode(chance, country),
        "language": LANGUAGE[country],
    }
    keys = [("email", f"{mailbox}.{number}@{_domain(country, number)}")]
    if phone := _phone(country, number):
        keys.append(("phone", phone))
    known = Known(
        keys=tuple(keys), fields=fields, consents=_consents(chance, joined, country), tags=tags
    )
    second = None
    if twice:
        short = f"{fold(given)[:1]}{fold(family)}".replace(" ", "").replace("’", "")
        second = Known(
            keys=(("email", f"{short}{number}@mail.example"),), fields=fields, tags=tags[:1]
        )
    return Invented(known, country, chance.random() ** 2, joined, second, tags)


def _domain(country: str, number: int) -> str:
    if country in GRUMBLING and number % ONE_IN == 0:
        # In training whoever lives there calls unwanted what we write.
        return "complains.example"
    return {
        "GB": "example.org",
        "US": "example.com",
        "FR": "fr.example",
        "IT": "it.example",
        "PL": "pl.example",
    }[country]


def _phone(country: str, number: int) -> str:
    """Numbers that the regulators set aside for films and books."""
    if country == "GB" and number % 3 == 0:
        return f"+447700900{number % 1000:03d}" if number < 3000 else ""
    if country == "FR" and number < 3000:
        return f"+3363998{number % 10_000:04d}"
    return ""


def _consents(chance: random.Random, joined: datetime, country: str) -> tuple[Claim, ...]:
    language = LANGUAGE[country]
    draw = chance.random()
    if draw < 0.80:
        state = "withdrawn" if chance.random() < 0.06 else "granted"
        news = Claim("email", "news", state, joined, evidence="demo:form", language=language)  # type: ignore[arg-type]
        urgent = Claim(
            "email", "urgent", "granted", joined, evidence="demo:form", language=language
        )
        return (news, urgent) if draw < 0.25 else (news,)
    return ()


def _postcode(chance: random.Random, country: str) -> str:
    beginning = chance.choice(BEGINNINGS[country])
    if country == "GB":
        return f"{beginning} {chance.randint(1, 9)}{chance.choice('ABDEFGHJ')}{chance.choice('ABDEFGHJ')}"
    return chance.choice(_codes(country, beginning))


@cache
def _codes(country: str, beginning: str) -> list[str]:
    """Return the codes under ``beginning`` whose region nobody doubts."""
    digits = 5 - len(beginning.replace("-", ""))
    candidates = [f"{beginning}{number:0{digits}d}" for number in range(10**digits)]
    return [code for code in candidates if locate(country, code).region] or candidates


@dataclass(frozen=True, slots=True)
class Deed:
    """Something one invented person did; ``person`` is their place in the list."""

    person: int
    kind: str
    at: datetime
    ref: str | None = None
    amount: int | None = None


def deeds(invented: list[Invented], now: datetime) -> Iterator[Deed]:
    """Draw two years of visits, searches and gifts; eager people do more, and more lately."""
    chance = random.Random(SEED + 1)
    for place, person in enumerate(invented):
        span = (now - person.joined).total_seconds()
        for _ in range(int(2 + 26 * person.eagerness * chance.random())):
            at = person.joined + timedelta(seconds=span * chance.random())
            yield _deed(chance, place, at, person.eagerness)


def _deed(chance: random.Random, place: int, at: datetime, eagerness: float) -> Deed:
    draw = chance.random()
    if draw < 0.72:
        return Deed(place, "page.viewed", at, ref=chance.choice(PAGES))
    if draw < 0.86:
        return Deed(place, "search.made", at, ref=chance.choice(SEARCHES))
    if draw < 0.86 + 0.12 * eagerness + 0.02:
        return Deed(
            place,
            "gift.received",
            at,
            ref="website",
            amount=100 * chance.choice([5, 10, 10, 15, 20, 25, 50, 100]),
        )
    return Deed(
        place,
        "event.tracked",
        at,
        ref=chance.choice(["Signed up for a clean", "Watched a film", "Shared a story"]),
    )


@dataclass(frozen=True, slots=True)
class Call:
    """A telephone call with one invented person."""

    person: int
    at: datetime
    direction: str
    outcome: str
    minutes: int
    topic: str


def calls(invented: list[Invented], reachable: list[int], now: datetime) -> Iterator[Call]:
    """Draw the calls of the last four weeks with people who joined before and have a telephone."""
    chance = random.Random(SEED + 2)
    for _ in range(CALLS if reachable else 0):
        person, at = (
            chance.choice(reachable),
            now - timedelta(minutes=chance.randint(30, 28 * 1440)),
        )
        if invented[person].joined < at:
            outcome = chance.choice(("talked", "talked", "no_answer", "message"))
            minutes = chance.randint(1, 15) if outcome == "talked" else 0
            way = chance.choice(("out", "out", "out", "in"))
            yield Call(person, at, way, outcome, minutes, chance.choice(TOPICS))


def beginning(now: datetime) -> datetime:
    """Return the earliest moment anything of the demo may have happened."""
    return now - timedelta(days=365 * YEARS + 2)


def present() -> datetime:
    """Return the moment the demo is filled at; the story ends today."""
    return datetime.now(UTC)
