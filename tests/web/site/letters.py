"""Reads the outbox of letters as a person reads their mailbox."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from muster.kit import letters as seam

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(slots=True)
class Mailbox:
    """Every letter posted in this test, in order."""

    posted: list[seam.Letter]

    def to(self, address: str) -> list[seam.Letter]:
        return [letter for letter in self.posted if letter.to == address]

    def link(self, address: str) -> str:
        """The path of the link in the latest letter to an address."""
        url = str(self.to(address)[-1].context["url"])
        return re.sub(r"^https?://[^/]+", "", url)


@pytest.fixture
def mailbox(monkeypatch: Any) -> Iterator[Mailbox]:
    box = Mailbox([])
    monkeypatch.setattr(seam, "_carriers", [box.posted.append])
    return box
