"""What every gateway for texts has in common: a way to ask, and answers that mean the same."""

from __future__ import annotations

from typing import Final, Protocol

from muster.channels.base import Outgoing, Receipt
from muster.channels.kinds.sms.http import Answer
from muster.channels.kinds.sms.kannel import Kannel
from muster.channels.kinds.sms.target import Target
from muster.channels.kinds.sms.twilio import Twilio

# How the detail of an outcome begins when our account is the trouble.
SPENT: Final = "gateway account suspended or used up"
_NOT_NOW: Final = frozenset({429, 503})


class Gateway(Protocol):
    """One gateway’s way of speaking. It never opens a connection."""

    def request(self, message: Outgoing) -> bytes:
        """The whole request that hands over one text."""

    def words(self, answer: Answer) -> str:
        """What an answer says: the provider’s own id where it took the text, else why it did not."""

    def about_us(self, answer: Answer) -> bool:
        """Whether it refused us and not this text: nobody is marked as refused for that."""

    def spent(self, answer: Answer) -> bool:
        """Whether it says that our account is suspended or used up: then no text of ours will leave (W8)."""


def gateway(target: Target, *, reports: str) -> Gateway:
    """The gateway behind an address. ``reports`` is where it tells what became of a text.

    “{name}” in it becomes the keyed name of the message.
    """
    return Kannel(target, reports) if target.kind == "kannel" else Twilio(target, reports)


def turned_away(message: Outgoing, answer: Answer, words: str) -> Receipt:
    """What is noted of a text that was not taken because our account is suspended or used up.

    It may go later, so it is no refusal; the words are what the gates halt on.
    """
    return Receipt(message.reference, "temporary", answer.status, f"{SPENT}: {words}"[:200])


def receipt(spoken: Gateway, message: Outgoing, answer: Answer) -> Receipt:
    """What an answer means for one text, in the words of D2."""
    status, words = answer.status, spoken.words(answer)
    if 200 <= status < 300:
        return Receipt(message.reference, "accepted", status, words)
    if status in _NOT_NOW:
        return Receipt(message.reference, "temporary", status, words)
    if status < 500:
        return Receipt(message.reference, "refused", status, words)
    # Something broke behind the door; nobody knows on which side of it the text is (D5).
    return Receipt(message.reference, "unknown", status, words)
