"""Strangers on the net: whoever asks stands behind an address of their own, and the clock runs beside."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from itertools import count

import httpx


@dataclass(slots=True)
class Strangers:
    """One line to the server; each call names the network it comes from, as our own proxy would."""

    address: str
    line: httpx.Client = field(init=False)
    _numbers: count[int] = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        self.line = httpx.Client(base_url=self.address, timeout=60, trust_env=False)

    def somewhere(self) -> str:
        """A network nobody has asked from yet."""
        number = next(self._numbers)
        return f"2001:db8:{number >> 16:x}:{number & 0xFFFF:x}::1"

    def post(self, path: str, said: dict[str, str], *, network: str = "") -> tuple[int, float]:
        """Send a form; returns the status and how many ms the answer took."""
        headers = {"X-Forwarded-For": network or self.somewhere()}
        began = time.perf_counter()
        answer = self.line.post(path, data=said, headers=headers)
        return answer.status_code, (time.perf_counter() - began) * 1000

    def get(self, path: str, *, network: str = "") -> httpx.Response:
        """Open a page."""
        return self.line.get(path, headers={"X-Forwarded-For": network or self.somewhere()})
