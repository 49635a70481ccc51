"""Who they are, when they join and what each of them does in a week, drawn so that the same seed plays the same.

Pure. Addresses are of reserved domains and numbers of those set aside for films: nothing here can reach anyone.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from muster.places import tables
from muster.proof.demo import names

COUNTRY: Final = "US"
REGIONS: Final = 40
EACH: Final = 34  # of a small story, in one region at least
WEEKS: Final = 6
# They live in so many towns of a region at most.
TOWNS: Final = 6
# So many of all come on the weekend before the first week, when the campaign begins.
AT_ONCE: Final = 0.15
DRIVING: Final = "driving-licence"
SKILLS: Final = (DRIVING, "calling", "cooking", "spanish", "design")
_SKILLED, _DRIVERS = 0.22, 0.6
ATTENTIVE, RUNG = 0.30, 0.10
PAGES: Final = (
    "/tasks/", "/league/", "/team/", "/about/", "/stories/first-day/", "/stories/one-call/", "/plan/health/",
    "/plan/schools/",
)  # fmt: skip
SEARCHES: Final = (
    "drive voters",
    "phone bank near me",
    "schools plan",
    "where do i vote",
    "bus tour",
)
TOPICS: Final = ("Will you come on Saturday?", "Thank you for your shift", "Early voting")
SAYINGS: Final = (
    "Who comes on Saturday? I bring coffee.", "We met forty neighbours today.", "My first shift, and not my last.",
    "Is there a ride from the station?", "Two more houses and the street is done.",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Volunteer:
    """One who signs up with an address and a postcode. ``day`` counts from the first Monday, 0."""

    number: int
    given: str
    family: str
    region: str
    postcode: str
    day: int
    eagerness: float
    skills: tuple[str, ...]
    proved: bool
    attentive: bool
    rung: bool

    @property
    def email(self) -> str:
        """A mailbox that nobody has."""
        return f"v{self.number}@people.example"

    @property
    def phone(self) -> str:
        """A number that nobody has: areas are 200 to 999, and 555-01xx is for stories."""
        return f"+1{200 + self.number // 100:03d}55501{self.number % 100:02d}"

    @property
    def week(self) -> int:
        """The week in which they joined; -1 before the first."""
        return self.day // 7


@dataclass(frozen=True, slots=True)
class Doings:
    """What one of them does in a week, at which share of it; a share is between 0 and 1."""

    pages: tuple[tuple[float, str], ...] = ()
    searches: tuple[tuple[float, str], ...] = ()
    call: float | None = None
    topic: str = ""
    gift: int = 0
    saying: str = ""
    shift: bool = False
    comes: bool = True


def regions(people: int) -> list[str]:
    """The regions they live in, the ones with the most postcodes; all forty from a story of some size on."""
    found = sorted(postcodes(), key=lambda code: (-len(postcodes()[code]), code))
    return sorted(found[: max(1, min(REGIONS, people // EACH))])


@cache
def postcodes() -> dict[str, tuple[str, ...]]:
    """Postcodes of every region, one in the middle of each area that is wholly of it."""
    known, found = tables.prefixes(COUNTRY), defaultdict(list)
    for area in tables.centres(COUNTRY):
        whole = known.get(area, ())
        if len(area) == 3 and len(whole) == 1 and whole[0] != tables.OUTSIDE:
            found[whole[0]].append(f"{area}50")
    return {code: tuple(codes) for code, codes in found.items()}


def everybody(people: int, seed: int) -> list[Volunteer]:
    """All of them, in the order in which they join."""
    chance = random.Random(seed)
    where, first = regions(people), round(people * AT_ONCE)
    # Regions are of different size, and none is without people on the first Monday.
    weights = [1 + place % 5 for place in range(len(where))]
    later = chance.choices(where, weights, k=people - first)
    days = sorted(chance.randrange(WEEKS * 7) for _one in later)
    homes = [where[number % len(where)] for number in range(first)] + later
    return [
        _one(
            chance,
            number,
            homes[number],
            -1 - number % 2 if number < first else days[number - first],
        )
        for number in range(people)
    ]


def _one(chance: random.Random, number: int, region: str, day: int) -> Volunteer:
    skills: tuple[str, ...] = ()
    if chance.random() < _SKILLED:
        skills = (DRIVING,) if chance.random() < _DRIVERS else (chance.choice(SKILLS[1:]),)
    return Volunteer(
        number, chance.choice(names.given(COUNTRY)), chance.choice(names.family(COUNTRY)), region,
        chance.choice(postcodes()[region][:TOWNS]), day, chance.random() ** 2, skills,
        proved=chance.random() < 0.7, attentive=chance.random() < ATTENTIVE, rung=chance.random() < RUNG,
    )  # fmt: skip


def doings(one: Volunteer, week: int, seed: int) -> Doings:
    """What they do in a week after the one in which they joined; eager people do more."""
    chance = random.Random(f"{seed} {one.number} {week}")
    eager = one.eagerness
    looks = 1 + int(5 * eager * chance.random()) if one.attentive else 0
    seeks = 1 if one.attentive and chance.random() < 0.4 * eager else 0
    calls = one.rung and chance.random() < 0.3
    return Doings(
        pages=tuple((chance.random(), chance.choice(PAGES)) for _look in range(looks)),
        searches=tuple((chance.random(), chance.choice(SEARCHES)) for _look in range(seeks)),
        call=chance.random() if calls else None,
        topic=chance.choice(TOPICS),
        gift=chance.choice((500, 1000, 2500)) if chance.random() < 0.01 + 0.08 * eager else 0,
        saying=chance.choice(SAYINGS) if chance.random() < 0.05 * eager else "",
        shift=chance.random() < 0.02 + 0.09 * eager,
        comes=chance.random() < 0.9,
    )


def driving(volunteers: Sequence[Volunteer], many: int) -> list[tuple[str, str]]:
    """Region and postcode of the towns with the most people who may drive, one in each region."""
    towns = Counter(
        (one.region, one.postcode) for one in volunteers if DRIVING in one.skills and one.proved
    )
    found: dict[str, str] = {}
    for region, postcode in sorted(towns, key=lambda town: (-towns[town], town)):
        found.setdefault(region, postcode)
    return list(found.items())[:many]


def joining(volunteers: Sequence[Volunteer], day: int) -> list[Volunteer]:
    """Who joins on one day."""
    return [one for one in volunteers if one.day == day]
