"""What one person would get, made by the very same skeleton that sends it.

There is no second way to render: what is previewed is what is sent.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from muster.delivery.documents import Body


@dataclass(frozen=True, slots=True)
class Rendered:
    """One whole message as its reader sees it, and as it leaves."""

    subject: str
    text: str
    html: str
    raw: bytes


def render(body: Body, merge: Mapping[str, str], *, language: str = "") -> Rendered:
    """Render ``body`` for someone with these merge values."""
    raise NotImplementedError
