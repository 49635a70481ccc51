"""What became of a release, and whose message a Message-ID or return path names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from muster.delivery.models import Recipient, Release


@dataclass(frozen=True, slots=True)
class Tally:
    """Where every recipient stands. The parts always add up to ``total`` (D12)."""

    accepted: int = 0
    refused: int = 0
    temporary: int = 0
    unknown: int = 0
    suppressed: int = 0
    expired: int = 0
    pending: int = 0
    in_flight: int = 0
    total: int = 0

    @property
    def completed(self) -> bool:
        """No parcel is open; computed, never stored (D12)."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class InFlight:
    """One message that had left, or may have, when sending was halted (H3)."""

    recipient: Recipient
    handed_at: datetime | None
    kind: str
    at: datetime


def tally(release: Release) -> Tally:
    raise NotImplementedError


def tally_by_region(release: Release) -> dict[str, Tally]:
    raise NotImplementedError


def in_flight_at_halt(release: Release) -> list[InFlight]:
    raise NotImplementedError


def release_of(subject: str) -> Release | None:
    """The latest release of a subject ("broadcast:12")."""
    raise NotImplementedError


def recipient_of(token: str) -> Recipient | None:
    """The recipient named by a Message-ID or return path of ours; None unless its MAC is right."""
    raise NotImplementedError
