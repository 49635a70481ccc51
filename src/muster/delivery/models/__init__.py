"""The rows of delivery. Only its actions write them."""

from muster.delivery.models.contact import ContactSlot
from muster.delivery.models.direct import Direct, LetterRow
from muster.delivery.models.document import Document, Recipient, Snapshot
from muster.delivery.models.early import EarlyReceipt
from muster.delivery.models.halt import Cancellation, Halt, Resumption, Stop
from muster.delivery.models.house import CaughtMessage, Fence
from muster.delivery.models.link import LinkCheck
from muster.delivery.models.outcome import Kind, Outcome
from muster.delivery.models.picture import Picture
from muster.delivery.models.receipt import Receipt
from muster.delivery.models.reduction import Reduction
from muster.delivery.models.relayhold import RelayHold
from muster.delivery.models.release import Parcel, Release
from muster.delivery.models.selection import Selected, Selection
from muster.delivery.models.standing import SignatureSeen, Standing, WarmDay
from muster.delivery.models.wave import Seed, SeedSend, Wave

__all__ = [
    "Cancellation",
    "CaughtMessage",
    "ContactSlot",
    "Direct",
    "Document",
    "EarlyReceipt",
    "Fence",
    "Halt",
    "Kind",
    "LetterRow",
    "LinkCheck",
    "Outcome",
    "Parcel",
    "Picture",
    "Receipt",
    "Recipient",
    "Reduction",
    "RelayHold",
    "Release",
    "Resumption",
    "Seed",
    "SeedSend",
    "Selected",
    "Selection",
    "SignatureSeen",
    "Snapshot",
    "Standing",
    "Stop",
    "WarmDay",
    "Wave",
]
