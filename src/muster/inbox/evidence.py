"""What an incoming message says about a message of ours: for the evidence of a broadcast, never for a person's record.

Pure. The words of a report count for nothing; its kind does, and the keyed name it carries.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from muster.channels.base import Incoming
from muster.channels.kinds.email.reports import Report
from muster.channels.kinds.sms import stops
from muster.delivery.models import Receipt

Kind = Receipt.Kind
_HEARD: Final = {
    "bounced": Kind.BOUNCED,
    "soft": Kind.SOFT,
    "delivered": Kind.DELIVERED,
    "complained": Kind.COMPLAINED,
    "automatic": Kind.AUTOMATIC,
}
# Nothing but these, in any order and number, is thanks.
_WORDS_OF_THANKS: Final = """
thanks thank you thx ty cheers many lots so much very a lot for this the great ok okay perfect
grazie mille tante di cuore molte a voi te prego ottimo
dziekuje dzieki bardzo wielkie serdecznie pozdrawiam super swietnie
merci beaucoup bien infiniment vous tous parfait
"""
_THANKS: Final = frozenset(_WORDS_OF_THANKS.split())
_SAYING_SO: Final = frozenset(
    {"thanks", "thank", "thx", "ty", "cheers", "grazie", "dziekuje", "dzieki", "merci"}
)
_LONGEST: Final = 80
_WORDS: Final = re.compile(r"[a-z]+")


def heard(report: Report) -> Kind | None:
    """The kind of receipt a report is; None for delays and for what concerns nobody."""
    return _HEARD.get(report.kind)


def names(incoming: Incoming, report: Report) -> tuple[str, ...]:
    """Where a keyed name of ours may stand: in whom it was sent to first, then in what it returns."""
    return (*incoming.recipients, *report.names)


def said(incoming: Incoming, words: str) -> Kind:
    """What a person's own words are as evidence: a stop, thanks, or a reply like any other."""
    if incoming.channel == "email" and stops.meant(words) == "stop":
        return Kind.STOPPED
    return Kind.THANKED if is_thanks(words) else Kind.REPLIED


def is_thanks(text: str) -> bool:
    """Whether a whole message says thanks and nothing else."""
    if len(text) > _LONGEST or "?" in text:
        return False
    folded = unicodedata.normalize("NFKD", text.casefold().replace("ł", "l"))
    found = _WORDS.findall("".join(sign for sign in folded if not unicodedata.combining(sign)))
    return bool(found) and set(found) <= _THANKS and not _SAYING_SO.isdisjoint(found)
