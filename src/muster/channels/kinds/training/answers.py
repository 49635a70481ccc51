"""What reserved addresses answer in training, as the card numbers do that only banks’ test tills take.

Nobody can have one of them: the domains are set aside by RFC 2606, and the numbers by the regulators of
two countries for films and books. Every other address stays silent.
"""

from __future__ import annotations

import re
from typing import Final

# Each in the words of a receipt.
DOMAINS: Final = {
    "bounces.example": "bounced",
    "complains.example": "complained",
    "stops.example": "stopped",
    "replies.example": "replied",
}
# The last three digits of +44 7700 900xxx and +33 6 39 98 xxxx. A telephone has no button for complaints.
ENDINGS: Final = {"991": "bounced", "993": "stopped", "994": "replied"}
_NUMBER: Final = re.compile(r"\+(?:447700900|3363998\d)(\d{3})")


def answer(address: str) -> str:
    """The kind of receipt this address is good for; nothing for everybody else’s."""
    number = _NUMBER.fullmatch(address)
    if number:
        return ENDINGS.get(number[1], "")
    return DOMAINS.get(address.rpartition("@")[2].lower(), "") if "@" in address else ""
