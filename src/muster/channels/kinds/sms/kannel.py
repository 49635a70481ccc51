"""Kannel’s way: a GET that carries everything, and a line of words as the answer.

https://www.kannel.org/download/kannel-userguide-snapshot/userguide.html, “Using the HTTP interface to send SMS”.
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import quote, quote_plus

from muster.channels.base import Outgoing
from muster.channels.kinds.sms import gsm
from muster.channels.kinds.sms.http import Answer
from muster.channels.kinds.sms.quoting import quoted
from muster.channels.kinds.sms.target import Target

# Delivered 1, failed 2, rejected by the network 16: the ends, not the steps on the way.
_MASK: Final = 1 + 2 + 16
# Its letters for what we want to hear: the end, when, and the network’s own words.
REPORT: Final = "state=%d&at=%T&said=%A"
_NAME: Final = "{name}"
# Kannel passes on what the network behind it says of our account.
_SPENT: Final = re.compile(
    r"account[^.]{0,30}(suspend|disabled|blocked|closed|expired)"
    r"|(insufficient|not enough|no|out of)[ -](credits?|funds|balance)\b"
    r"|(credits?|balance|quota|daily limit|monthly limit)[^.]{0,20}(exceeded|exhausted|used up|reached)",
    re.IGNORECASE,
)
# A refusal in these words is about our account or address, not about the person written to.
_OURS: Final = ("authorization failed", "unknown request")


def account_spent(words: str) -> bool:
    """Whether a gateway’s or a network’s words say that our account is suspended or used up."""
    return _SPENT.search(words) is not None


class Kannel:
    """Writes requests for one Kannel, most of each made once."""

    def __init__(self, target: Target, reports: str) -> None:
        user, password = quote_plus(target.user), quote_plus(target.password)
        before, _name, after = reports.partition(_NAME)
        known = f"username={user}&password={password}&charset=UTF-8&dlr-mask={_MASK}"
        self._begin = f"GET {target.path}?{known}&dlr-url={quote(before, safe='')}".encode()
        self._after = f"{quote(f'{after}?{REPORT}', safe='')}&from=".encode()
        self._end = (
            f" HTTP/1.1\r\nHost: {target.authority}\r\nUser-Agent: Muster\r\n\r\n"
        ).encode()

    def request(self, message: Outgoing) -> bytes:
        coding = b"0" if gsm.fits(message.data.decode()) else b"2"
        return b"".join(
            (
                self._begin, message.name.encode(), self._after, quoted(message.sender.encode()),
                b"&to=", quoted(message.recipient.encode()), b"&coding=", coding,
                b"&text=", quoted(message.data), self._end,
            )
        )  # fmt: skip

    def words(self, answer: Answer) -> str:
        return answer.words

    def spent(self, answer: Answer) -> bool:
        return answer.status >= 300 and account_spent(answer.words)

    def about_us(self, answer: Answer) -> bool:
        if answer.status == 401 or 300 <= answer.status < 400:
            return True
        said = answer.words.casefold()
        return answer.status in {403, 404} and any(word in said for word in _OURS)
