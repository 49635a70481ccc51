"""What somebody wrote on the public form, as ``Incoming``. Bounded, and never an error.

Who they say they are proves nothing; what they chose travels in headers of our own.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from muster.channels.base import Incoming

CHANNEL: Final = "webform"
LONGEST: Final = 10_000
TOPIC: Final = "X-Muster-Topic"
LANGUAGE: Final = "Content-Language"


def question(said: Mapping[str, str], *, now: datetime) -> Incoming | None:
    """Read one question; None if nothing is asked or nowhere is named to answer to.

    ``said`` holds address, words, and where they are known name, subject, topic (its number), language
    and once: a word that is the same however often the same form is sent.
    """
    address = _line(said.get("address", ""), 320)
    whole = said.get("words", "").replace("\x00", "")
    if not address or not whole.strip():
        return None
    headers = [
        (TOPIC, _line(said.get("topic", ""), 20)),
        (LANGUAGE, _line(said.get("language", ""), 8)),
    ]
    return Incoming(
        channel=CHANNEL,
        sender=address,
        sender_name=_line(said.get("name", ""), 160),
        recipients=(),
        subject=_line(said.get("subject", ""), 300),
        text=whole[:LONGEST],
        html="",
        message_id=_line(said.get("once", ""), 200),
        references=(),
        auto=False,
        received_at=now,
        raw_size=len(whole.encode("utf-8", "replace")),
        headers=tuple((name, value) for name, value in headers if value),
        truncated=len(whole) > LONGEST,
    )


def topic(incoming: Incoming) -> int | None:
    """The number of the topic that was chosen, if one was. Only our own form may choose."""
    if incoming.channel != CHANNEL:
        return None
    chosen = {name.casefold(): value for name, value in _pairs(incoming)}.get(TOPIC.casefold(), "")
    return int(chosen) if chosen.isascii() and chosen.isdecimal() and len(chosen) < 10 else None


def _pairs(incoming: Incoming) -> list[tuple[str, str]]:
    headers = incoming.headers
    return list(headers.items() if isinstance(headers, Mapping) else headers)


def _line(text: str, longest: int) -> str:
    return " ".join(text.replace("\x00", "").split())[:longest]
