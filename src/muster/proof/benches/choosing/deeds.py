"""What the invented people did, month by month, as columns the lake sorts and PostgreSQL copies in.

Few do much and many do little; a few pages are read by all and most by hardly anybody. A month is the same for
the same crowd, number of facts and moment, whoever asks for it and in whatever order.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from muster.proof.benches.choosing.crowd import SEED, Crowd, Whole, micros

MONTHS: Final = 24
PAGES: Final = tuple(
    f"/{part}/{n}" for part in ("coast", "act", "news", "shop", "topics") for n in range(4_000)
)
SEARCHES: Final = tuple(
    f"{what} {how}"
    for what in ("beach", "seals", "coal", "tents", "boats", "plastic", "herring", "wind", "ports", "dunes")
    for how in ("near me", "volunteering", "petition", "clean", "dates", "map", "news", "help", "join", "cost")
)  # fmt: skip
EVENTS: Final = tuple(f"Form {n}" for n in range(40))
CAMPAIGNS: Final = tuple(f"Appeal {n}" for n in range(20))
BROADCASTS: Final = tuple(f"broadcast:{n}" for n in range(MONTHS * 8))
# Of a hundred facts: what they say, and what they may be about.
SHARES: Final = (
    ("page.viewed", 0.42, PAGES), ("message.accepted", 0.24, BROADCASTS),
    ("message.delivered", 0.20, BROADCASTS), ("search.made", 0.06, SEARCHES),
    ("event.tracked", 0.05, EVENTS), ("gift.received", 0.02, CAMPAIGNS), ("reply.received", 0.01, BROADCASTS),
)  # fmt: skip
SOURCE: Final = {
    "gift.received": "gifts",
    "page.viewed": "website",
    "search.made": "website",
    "event.tracked": "app",
}
OTHER_SOURCE: Final = "delivery"
MONEY: Final = {"PL": "PLN", "GB": "GBP", "US": "USD"}
AMOUNTS: Final = np.array([500, 1_000, 1_500, 2_000, 2_500, 5_000, 10_000, 25_000], dtype=np.int64)
DONORS: Final = 0.2
HABIT: Final = 0.5
_FINE: Final = 1 << 20  # of which a rare page has at least one
SCHEMA: Final = pa.schema(
    [
        ("kind", pa.int16()), ("ref", pa.int64()), ("key", pa.int64()), ("moment", pa.timestamp("us")),
        ("source", pa.int32()), ("amount", pa.int64()), ("currency", pa.string()),
    ]
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Numbers:
    """The numbers under which the log knows kinds, sources and what facts are about."""

    kinds: Mapping[str, int]
    sources: Mapping[str, int]
    refs: Mapping[str, int]


@dataclass(frozen=True)
class Deeds:
    """All they did in two years until ``now``: about ``facts`` facts, a little more in each month than before."""

    crowd: Crowd
    numbers: Numbers
    facts: int
    now: datetime

    @cached_property
    def months(self) -> tuple[str, ...]:
        """Their names, "2026-11" and such, oldest first; the last one is not over."""
        last = self.now.year * 12 + self.now.month - 1
        return tuple(f"{n // 12:04d}-{n % 12 + 1:02d}" for n in range(last - MONTHS + 1, last + 1))

    def month(self, name: str) -> pa.Table:
        """The facts of one month, in no order, as wide as the lake’s."""
        place = self.months.index(name)
        chance = np.random.default_rng([SEED, place])
        first, end = _bounds(name)
        until = min(end, micros(self.now))
        whole = self.facts * self._weights[place]
        parts = [
            self._part(kind, int(whole * share), place, chance) for kind, share, _about in SHARES
        ]
        key, ref, kind, source, amount, money = (
            np.concatenate(column) for column in zip(*parts, strict=True)
        )
        moment = chance.integers(first, until, len(key))
        columns = [
            pa.array(kind), pa.array(ref), pa.array(key), pa.array(moment).cast(pa.timestamp("us")),
            pa.array(source), pa.array(amount, mask=amount == 0), self._currency(money),
        ]  # fmt: skip
        return pa.table(columns, schema=SCHEMA)

    @cached_property
    def _weights(self) -> npt.NDArray[np.float64]:
        weights = np.linspace(0.7, 1.3, MONTHS)
        first, end = _bounds(self.months[-1])
        weights[-1] *= (micros(self.now) - first) / (end - first)
        return np.asarray(weights / weights.sum(), dtype=np.float64)

    def _part(
        self, kind: str, many: int, place: int, chance: np.random.Generator
    ) -> tuple[npt.NDArray[Any], ...]:
        who = self._who(kind, many, chance)
        key = who + 1
        if SOURCE.get(kind) == "website":
            browser = self.crowd.browser[who]
            key = np.where(browser > 0, browser, key)
        about = self._about[kind]
        if kind.startswith(("message.", "reply.")):
            ref = about[place * 8 + chance.integers(0, 8, many)]
        else:
            # Half of the time it is what this person turns to anyway.
            place_of = np.where(
                chance.random(many) < HABIT, who * 7_919 % _FINE, chance.integers(0, _FINE, many)
            )
            ref = about[self._common[kind][place_of]]
        amount, money = np.zeros(many, np.int64), np.full(many, -1, np.int8)
        if kind == "gift.received":
            amount = AMOUNTS[(chance.random(many) ** 2 * len(AMOUNTS)).astype(np.int64)]
            money = self._money_of_region[self.crowd.region[who]]
        source = self.numbers.sources[SOURCE.get(kind, OTHER_SOURCE)]
        number = np.full(many, self.numbers.kinds[kind], np.int16)
        return key, ref, number, np.full(many, source, np.int32), amount, money

    def _who(self, kind: str, many: int, chance: np.random.Generator) -> Whole:
        """Places of people: messages go to all alike; the keenest hundredth reads an eighth of all pages."""
        if kind.startswith("message."):
            return chance.integers(0, self.crowd.count, many)
        among = max(1, int(self.crowd.count * (DONORS if kind == "gift.received" else 1)))
        return self._scattered[(chance.random(many) ** 2.2 * among).astype(np.int64)]

    def _currency(self, money: npt.NDArray[Any]) -> pa.Array:
        places = pa.array(money.astype(np.int32), mask=money < 0)
        return pa.array(self._currencies).take(places)

    @cached_property
    def _scattered(self) -> Whole:
        return np.random.default_rng(SEED).permutation(self.crowd.count)

    @cached_property
    def _currencies(self) -> list[str]:
        return sorted({*MONEY.values(), "EUR"})

    @cached_property
    def _money_of_region(self) -> npt.NDArray[np.int8]:
        told = [MONEY.get(code[:2], "EUR") for code in self.crowd.regions]
        return np.array([self._currencies.index(one) for one in told], dtype=np.int8)

    @cached_property
    def _about(self) -> dict[str, Whole]:
        refs = self.numbers.refs
        return {kind: np.array([refs[name] for name in about]) for kind, _share, about in SHARES}

    @cached_property
    def _common(self) -> dict[str, npt.NDArray[np.int32]]:
        return {kind: _spread(len(about)) for kind, _share, about in SHARES}


def names() -> tuple[list[str], list[str], list[str]]:
    """Every kind, source and ref there will be."""
    refs = dict.fromkeys(name for _kind, _share, about in SHARES for name in about)
    sources = sorted({*SOURCE.values(), OTHER_SOURCE})
    return [kind for kind, _share, _about in SHARES], sources, list(refs)


def _spread(many: int) -> npt.NDArray[np.int32]:
    """A million places of which each thing has its share: the second half as many as the first, and so on."""
    weight = 1 / (np.arange(many) + 3.0)
    bounds = np.cumsum(weight) / weight.sum()
    return np.searchsorted(bounds, (np.arange(_FINE) + 0.5) / _FINE).astype(np.int32)


def _bounds(month: str) -> tuple[int, int]:
    year, number = map(int, month.split("-"))
    first = datetime(year, number, 1, tzinfo=UTC)
    return micros(first), micros(datetime(year + number // 12, number % 12 + 1, 1, tzinfo=UTC))
