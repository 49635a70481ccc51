"""Everybody who got one text writes back at once, through the gateway’s hook, some of it twice."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Sequence
from typing import Final
from urllib.parse import urlencode

import httpx

# What people wrote in 2014 was of four kinds; here in the four languages of the house.
WORDS: Final = (
    "Who is this? I never signed up for that",
    "haha wrong number I think, but good luck with the beach!",
    "I asked you to leave me alone. This is outrageous, I want to complain",
    "What time does it begin and is there parking by the pier?",
    "Chi siete? Non vi ho mai dato il mio numero",
    "Kto to jest i skąd macie mój numer?",
    "C’est quoi ce message ? Je ne vous connais pas",
    "Thanks so much",
)
# A gateway repeats a call whose answer got lost: one in so many comes twice.
TWICE: Final = 20
UNDER_WAY: Final = 64
TRIES: Final = 3


def calls(numbers: Sequence[str], door: str, ours: str) -> list[str]:
    """The path of each call from these telephones, in the order they come."""
    once = [
        f"/hooks/sms/kannel/{door}/texts?" + urlencode(
            {"from": number, "to": ours, "id": f"r{one}", "text": WORDS[one % len(WORDS)]}
        )
        for one, number in enumerate(numbers)
    ]  # fmt: skip
    return [call for one, call in enumerate(once) for call in [call] * (1 + (one % TWICE == 0))]


async def write_back(address: str, paths: Sequence[str]) -> int:
    """Make all the calls, so many at a time; returns how many were not taken."""
    waiting, refused = iter(paths), itertools.count()
    limits = httpx.Limits(max_connections=UNDER_WAY)
    async with httpx.AsyncClient(trust_env=False, timeout=60, limits=limits) as client:

        async def gateway() -> None:
            for path in waiting:
                if await _status(client, address + path) != 200:
                    next(refused)

        await asyncio.gather(*(gateway() for _one in range(UNDER_WAY)))
    return next(refused)


async def _status(client: httpx.AsyncClient, url: str) -> int:
    """Make one call; as a gateway does, again where no answer came. 0 is none at all."""
    for _try in range(TRIES):
        try:
            return (await client.get(url)).status_code
        except httpx.TransportError:
            continue
    return 0
