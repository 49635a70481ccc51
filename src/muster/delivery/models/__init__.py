"""The rows of delivery. Only its actions write them."""

from muster.delivery.models.direct import Direct, LetterRow
from muster.delivery.models.document import Document, Recipient, Snapshot
from muster.delivery.models.house import CaughtMessage, Fence
from muster.delivery.models.outcome import Kind, Outcome
from muster.delivery.models.release import Cancellation, Halt, Parcel, Release, Resumption

__all__ = [
    "Cancellation",
    "CaughtMessage",
    "Direct",
    "Document",
    "Fence",
    "Halt",
    "Kind",
    "LetterRow",
    "Outcome",
    "Parcel",
    "Recipient",
    "Release",
    "Resumption",
    "Snapshot",
]
