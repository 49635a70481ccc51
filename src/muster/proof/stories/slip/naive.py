"""What happened in 2014: a loop over everybody, without a question. It lives here alone and opens only loopback."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Final
from urllib.parse import quote_plus

from muster.proof.witness.process import Witness

_CONNECTIONS: Final = 32
_ANSWER: Final = b"\r\n\r\n"


def reach(numbers: Iterator[str], text: str, witness: Witness) -> int:
    """Text everybody as fast as the gateway takes it; returns how many the gateway took."""
    before = witness.state()["accepted"]
    asyncio.run(_all(numbers, quote_plus(text), witness.http_port))
    return witness.state()["accepted"] - before


async def _all(numbers: Iterator[str], text: str, port: int) -> None:
    await asyncio.gather(*(_loop(numbers, text, port) for _number in range(_CONNECTIONS)))


async def _loop(numbers: Iterator[str], text: str, port: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for number in numbers:
        asked = f"GET /cgi-bin/sendsms?username=s&password=s&to={quote_plus(number)}&text={text} HTTP/1.1\r\n\r\n"
        writer.write(asked.encode())
        head = await reader.readuntil(_ANSWER)
        length = int(head.lower().partition(b"content-length:")[2].split()[0])
        await reader.readexactly(length)
    writer.close()
