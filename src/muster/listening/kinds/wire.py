"""What every kind of source has in common: how it tells what it heard, and that it hears no more."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from muster.listening.post import Post


class Deaf(RuntimeError):
    """The source cannot be heard; the message says why, in words for its page."""


class NotAnAddress(ValueError):
    """What somebody typed is no address of that kind of source; the message says what one looks like."""


@dataclass(frozen=True, slots=True)
class Place:
    """A source as its kind needs it: where it is, its secret, and how far it was heard before."""

    address: str
    secret: str = ""
    mark: Mapping[str, Any] = field(default_factory=dict)


class Ear(Protocol):
    """What a kind tells what it hears. Nothing is kept before ``rest`` or a full hand."""

    def wants(self, raw: bytes) -> bool:
        """Tell whether the words of a raw frame have to be read."""

    def wants_words(self, text: str) -> bool:
        """Tell whether words that were read may name a topic."""

    def opened(self, at: datetime) -> datetime | None:
        """Say that the source answers; returns since when it had not been heard, if a gap has to be filled."""

    def take(self, post: Post) -> None:
        """Hand over a post."""

    def heard(self, frames: int, skipped: int, mark: Mapping[str, Any]) -> None:
        """Say how many frames came, how many could not be read, and how far one has heard now."""

    def filled(self, at: datetime) -> None:
        """Say that all of what was missed has been fetched."""

    def rest(self) -> None:
        """Keep what is held, if it is time; called at least every few seconds."""


class Listen(Protocol):
    """One connection, heard until it ends. Raises Deaf; returns only when it was asked to stop."""

    def __call__(self, place: Place, ear: Ear, stopping: threading.Event) -> None:
        """Listen."""
