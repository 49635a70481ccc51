"""Everybody who got one text writes back at once, through the gateway’s hook, some of it twice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from urllib.parse import urlencode

from muster.proof.benches.ingesting.generator import Sender

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
# Kannel keeps up to 512 calls open unless told otherwise; half of that here.
UNDER_WAY: Final = 256
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


def write_back(port: int, paths: Sequence[str], *, under_way: int = UNDER_WAY) -> int:
    """Make all the calls, so many at a time; returns how many were not taken.

    As a gateway does, what no “yes” came for is tried again.
    """
    left = [f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode() for path in paths]
    for _try in range(TRIES):
        sender = Sender(port, left, under_way)
        sender.run()
        taken = set(sender.acknowledged)
        left = [call for number, call in enumerate(left) if number not in taken]
        if not left:
            break
    return len(left)
