"""Invented people by the million as columns: who they are, how they are reached, what they can, what they said.

The same for the same number of people. Nobody is real; addresses are reserved ones and the numbers of the telephones
belong to nobody. The number of a person is also the number of the key of their mailbox.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from muster.proof.crowd import FIRST_NUMBER

SEED: Final = 1848
GIVEN: Final = ("Ana", "Bo", "Łucja", "Jan", "Zofia", "Piotr", "Ewa", "Adam", "Małgorzata", "Igor")
FAMILY: Final = ("Nowak", "Kowalska", "Rossi", "Wójcik", "Martin", "Lewandowski", "Jones", "Smith")
SKILLS: Final = (
    "first aid",
    "driving",
    "cooking",
    "law",
    "design",
    "translation",
    "diving",
    "radio",
)
TAGS: Final = (
    "coast watch",
    "member",
    "street team",
    "press",
    "donor circle",
    "teacher",
    "student",
)
LANGUAGE: Final = {"PL": "pl", "IT": "it", "FR": "fr"}
HAS_BROWSER: Final = 0.7
HAS_PHONE: Final = 0.3
# What share of mailboxes said what to news, in this order; the rest was never asked.
SAID: Final = (("granted", 0.6), ("withdrawn", 0.12), ("pending", 0.05))
TEXTS: Final = 0.4  # of the people with a telephone
SUPPRESSED: Final = 0.005
_AT_ONCE: Final = 200_000
Whole = npt.NDArray[np.int64]
Rows = Iterator[pa.Table]


@dataclass(frozen=True, slots=True)
class Crowd:
    """Everybody, by the few choices that all their rows follow from. Places are those of persons less one."""

    regions: Sequence[str]
    region: npt.NDArray[np.int32]
    # The number of the key of a browser or a telephone; 0 where there is none.
    browser: Whole
    phone: Whole
    came: Whole  # microseconds since 1970
    said: npt.NDArray[np.int8]

    @property
    def count(self) -> int:
        """How many they are."""
        return len(self.region)

    def numbers(self) -> Whole:
        """The number of each person."""
        return np.arange(1, self.count + 1, dtype=np.int64)


def gather(count: int, regions: Sequence[str], now: datetime) -> Crowd:
    """So many people, spread over the regions as people are: a few large ones and many small ones."""
    chance = np.random.default_rng(SEED)
    weight = 1 / (np.arange(len(regions)) + 5)
    region = chance.choice(len(regions), count, p=weight / weight.sum()).astype(np.int32)
    has_browser, has_phone = chance.random(count) < HAS_BROWSER, chance.random(count) < HAS_PHONE
    browser = np.where(has_browser, count + np.cumsum(has_browser), 0)
    phone = np.where(has_phone, count + has_browser.sum() + np.cumsum(has_phone), 0)
    years = timedelta(days=4 * 365)
    # The house grows: half of them came in the last third of the time.
    came = micros(now) - (chance.random(count) ** 1.6 * micros(years)).astype(np.int64)
    shares = np.cumsum([share for _state, share in SAID])
    said = np.searchsorted(shares, chance.random(count)).astype(np.int8)
    return Crowd(regions, region, browser, phone, came, said)


def micros(moment: datetime | timedelta) -> int:
    """Microseconds since 1970, or of a span."""
    seconds = moment.timestamp() if isinstance(moment, datetime) else moment.total_seconds()
    return int(seconds * 1_000_000)


def day(month: str) -> date:
    """The first day of a month, "2026-11"."""
    return date.fromisoformat(f"{month}-01")


def people(crowd: Crowd) -> Rows:
    """Their records."""
    countries = pa.array([code[:2] for code in crowd.regions])
    languages = pa.array([LANGUAGE.get(code[:2], "en") for code in crowd.regions])
    for numbers, place in _pieces(crowd.numbers()):
        given, family = _names(numbers)
        lives = pa.array(crowd.region[place])
        key = pc.utf8_lower(pc.binary_join_element_wise(family, given, " "))
        yield pa.table(
            {
                "id": numbers, "given_name": given, "family_name": family, "sort_key": key,
                "given_key": pc.utf8_lower(given), "country": countries.take(lives),
                "postcode": _same("", numbers), "region_id": pa.array(crowd.regions).take(lives),
                "language": languages.take(lives), "created_at": moments(crowd.came[place]),
            }
        )  # fmt: skip


def keys(crowd: Crowd) -> Rows:
    """How each is known: a mailbox, often a browser, sometimes a telephone."""
    from muster.people.suppressing import fingerprint

    numbers = crowd.numbers()
    kinds = (("email", numbers), ("browser", crowd.browser), ("phone", crowd.phone))
    for kind, every in kinds:
        has = np.flatnonzero(every)
        for ids, place in _pieces(every[has]):
            owners = has[place]
            values = _values(kind, ids)
            macs = [fingerprint(kind, value) for value in values.to_pylist()]
            yield pa.table(
                {
                    "id": ids, "kind": _same(kind, ids), "value": values, "label": _same("", ids),
                    "person_id": numbers[owners], "source": _same("proof", ids),
                    "created_at": moments(crowd.came[owners]), "address_mac": pa.array(macs, pa.string()),
                }
            )  # fmt: skip


def traits(crowd: Crowd) -> Rows:
    """What a third of them can and what two thirds are marked with; a tenth of it is over."""
    chance = np.random.default_rng(SEED + 1)
    for kind, words, share in (("skill", SKILLS, 0.35), ("tag", TAGS, 0.65)):
        for place, word in enumerate(words):
            owners = crowd.numbers()[chance.random(crowd.count) < share / (place + 1.5)]
            over = chance.random(len(owners)) < 0.1
            since = crowd.came[owners - 1]
            ends = pa.array(since + micros(timedelta(days=30)), mask=~over)
            yield pa.table(
                {
                    "person_id": owners, "kind": _same(kind, owners), "value": _same(word, owners),
                    "source": _same("proof", owners), "from_at": moments(since),
                    "to_at": ends.cast(pa.timestamp("us", "UTC")),
                }
            )  # fmt: skip


def consents(crowd: Crowd) -> Rows:
    """What they said of news by mail and by text, as rows that hold both the entry and its present sum."""
    chance = np.random.default_rng(SEED + 2)
    for place, (state, _share) in enumerate(SAID):
        yield _consent(crowd, "email", state, crowd.numbers()[crowd.said == place])
    willing = (crowd.phone > 0) & (chance.random(crowd.count) < TEXTS)
    yield _consent(crowd, "sms", "granted", crowd.numbers()[willing])


def suppressed(crowd: Crowd) -> list[str]:
    """The fingerprints of mailboxes that are closed."""
    from muster.people.suppressing import address_mac

    chance = np.random.default_rng(SEED + 3)
    closed = crowd.numbers()[chance.random(crowd.count) < SUPPRESSED]
    return [address_mac("email", value) for value in _values("email", closed).to_pylist()]


def moments(micro: Whole) -> pa.Array:
    """Microseconds as moments that say they are UTC."""
    return pa.array(micro, pa.int64()).cast(pa.timestamp("us", "UTC"))


def _consent(crowd: Crowd, channel: str, state: str, who: Whole) -> pa.Table:
    key = who if channel == "email" else crowd.phone[who - 1]
    return pa.table(
        {
            "person_id": who, "key_id": key, "channel": _same(channel, who), "purpose": _same("news", who),
            "state": _same(state, who), "source": _same("proof", who), "evidence": _same("", who),
            "at": moments(crowd.came[who - 1]), "actor": _same("system:proof", who),
        }
    )  # fmt: skip


def _names(numbers: Whole) -> tuple[pa.Array, pa.Array]:
    given = pa.array(GIVEN).take(pa.array(numbers % len(GIVEN)))
    family = pa.array(FAMILY).take(pa.array(numbers // 7 % len(FAMILY)))
    return given, family


def _values(kind: str, numbers: Whole) -> pa.Array:
    if kind == "phone":
        return pc.binary_join_element_wise(
            "+44", pa.array(numbers + FIRST_NUMBER).cast(pa.string()), ""
        )
    told = pa.array(numbers).cast(pa.string())
    if kind == "browser":
        return pc.binary_join_element_wise("website.browser-", told, "")
    _given, family = _names(numbers)
    plain = pc.ascii_lower(family)
    return pc.binary_join_element_wise(plain, told, "@people.example", "")


def _same(word: str, like: Whole) -> pa.Array:
    return pa.repeat(word, len(like))


def _pieces(every: Whole) -> Iterator[tuple[Whole, Any]]:
    for start in range(0, len(every), _AT_ONCE):
        place = slice(start, start + _AT_ONCE)
        yield every[place], place
