"""A crowd of generated records as a house collects them: common names, a tenth of them twice, with slips.

Nobody is real. Addresses are reserved ones; two records never share an exact address or number,
since those would have been one record from the start.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from itertools import accumulate
from typing import Any, Final

import pyarrow as pa

from muster.people import linking

SEED: Final = 1912
TWICE: Final = 0.10
AT_ONCE: Final = 50_000
# What a name may begin with, go on with and end in; each part begins with a capital.
_BEGINNINGS, _MIDDLES, _ENDINGS = (
    [part.lower() for part in re.findall("[A-Z][a-z]*", parts)]
    for parts in (
        "BaBeDaDoFaGaHeJoKaKoLaLeMaMiNaNoPaRoSaSoTaToVaWiZa",
        "DaLaLeLoMiNaNiRaRiRoSaSiTaTiVi",
        "KLMNRSSkiSkaWiczSonSenTiNiChRd",
    )
)


class Names:
    """Names as they really are spread: a few that many have, and many that few have."""

    def __init__(self, count: int, chance: random.Random) -> None:
        made = dict.fromkeys(_name(chance) for _ in range(count * 2))
        self.names = list(made)[:count]
        self.weights = list(accumulate(1 / (place + 10) for place in range(len(self.names))))

    def some(self, count: int, chance: random.Random) -> list[str]:
        return chance.choices(self.names, cum_weights=self.weights, k=count)


def records(count: int) -> tuple[pa.Table, list[int]]:
    """A table of ``count`` records, and for each of them the number of the person it is of."""
    chance = random.Random(SEED)
    given, family = Names(1_500, chance), Names(40_000, chance)
    batches: list[pa.RecordBatch] = []
    truth: list[int] = []
    while len(truth) < count:
        size = min(AT_ONCE, count - len(truth))
        rows = list(_some(len(truth), size, given, family, chance))
        truth += [who for _row, who in rows]
        batches += linking.table(row for row, _who in rows).to_batches()
    return pa.Table.from_batches(batches), truth


def _some(
    start: int, size: int, given: Names, family: Names, chance: random.Random
) -> Iterator[tuple[dict[str, Any], int]]:
    first, last = given.some(size, chance), family.some(size, chance)
    before: dict[str, Any] = {}
    for place in range(size):
        number = start + place
        if before and chance.random() < TWICE:
            who, row = before["person"], _again(before, number, chance)
        else:
            who, row = number, _fresh(number, first[place], last[place], chance)
        yield row, who
        before = row if who == number else {}


def _fresh(number: int, given: str, family: str, chance: random.Random) -> dict[str, Any]:
    row: dict[str, Any] = {"person": number, "given": given, "family": family}
    row["postcode"] = f"{chance.randrange(100):02d}-{chance.randrange(250):03d}"
    if chance.random() < 0.85:
        row["email"] = f"{given}.{family}{number % 10_007}@people.example"
    if chance.random() < 0.5:
        row["phone"] = f"+48{600_000_000 + number}"
    return row


def _again(row: dict[str, Any], number: int, chance: random.Random) -> dict[str, Any]:
    """The same person as another source has them."""
    other = dict(row, person=number)
    for name in ("given", "family"):
        if chance.random() < 0.12:
            other[name] = _slip(other[name], chance)
    if chance.random() < 0.15:
        other["postcode"] = f"{chance.randrange(100):02d}-{chance.randrange(250):03d}"
    email, luck = other.pop("email", None), chance.random()
    if email and luck < 0.4:
        other["email"] = email.replace("@people.", "@work.")
    elif luck < 0.7:
        other["email"] = f"{other['family']}{number}@home.example"
    other.pop("phone", None)
    if chance.random() < 0.3:
        other["phone"] = f"+48{600_000_000 + number}"
    return other


def _slip(word: str, chance: random.Random) -> str:
    """One slip of a typing hand: two letters change places, one is doubled, or one is lost."""
    place = chance.randrange(1, max(2, len(word) - 1))
    return chance.choice(
        (
            word[: place - 1] + word[place : place + 1] + word[place - 1] + word[place + 1 :],
            word[:place] + word[place - 1] + word[place:],
            word[:place] + word[place + 1 :],
        )
    )


def _name(chance: random.Random) -> str:
    middles = [chance.choice(_MIDDLES) for _ in range(chance.randrange(3))]
    return "".join([chance.choice(_BEGINNINGS), *middles, chance.choice(_ENDINGS)])
