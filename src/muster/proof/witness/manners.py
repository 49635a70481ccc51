"""How the witness behaves, to everyone and at this moment: set when it starts, changed while it runs.

Shares are between 0 and 1. Who is chosen by a share depends on the seed and the recipient alone, so that
the same seed treats the same people alike in every run.
"""

from __future__ import annotations

import hashlib
import ssl
from dataclasses import dataclass, fields
from typing import Any, Final

_FIXED: Final = {"tls", "user", "password", "pipelining", "seed"}


class Unknown(ValueError):
    """There is no such manner, or it cannot take that value."""


@dataclass(slots=True)
class Manners:
    """One value for each habit; everything is polite unless it is changed."""

    seed: int = 0
    pipelining: bool = True
    tls: ssl.SSLContext | None = None
    user: str = ""
    password: str = ""
    # Seconds before each final answer.
    delay: float = 0.0
    # Hang up on every n-th message after it was taken.
    drop_every: int = 0
    # Hang up after taking it / before taking it; answer "not now" / "never".
    drop_reply: float = 0.0
    lose: float = 0.0
    busy: float = 0.0
    refuse: float = 0.0
    # The account of whoever sends is suspended: no text is taken.
    suspended: bool = False
    # Nobody listens at all: connections are refused.
    closed: bool = False
    # Delivery reports: how many get one, how many of those tell of a failure, seconds until, and mishaps.
    receipts: float = 0.0
    undelivered: float = 0.0
    receipt_delay: float = 0.5
    receipt_twice: float = 0.0
    receipt_late: float = 0.0
    # Mail that was taken and comes back: how many, as complaints or as bounces, and who is handed them.
    bounces: float = 0.0
    complaints: float = 0.0
    # "lmtp://127.0.0.1:10024", or a command that reads one mail on its standard input.
    mail_to: str = ""
    # People who answer; an address with Kannel's escapes, or one that takes Twilio's form.
    replies: float = 0.0
    stops: float = 0.0
    reply_url: str = ""
    reply_shape: str = "kannel"
    # Numbers of our own that always do what they are there for: say stop, write back, cannot be reached.
    stopper: str = ""
    replier: str = ""
    unreachable: str = ""
    # The median of how long a person takes, in seconds, and how many such seconds pass in a real one.
    reply_delay: float = 45.0
    pace: float = 1.0

    def change(self, values: dict[str, Any]) -> None:
        """Set some of them; all or none."""
        kinds = {one.name: type(getattr(self, one.name)) for one in fields(self)}
        for name, value in values.items():
            if name not in kinds or name in _FIXED:
                raise Unknown(f"no manner is called {name!r}")
            if kinds[name] is float and isinstance(value, int) and not isinstance(value, bool):
                continue
            if type(value) is not kinds[name]:
                raise Unknown(f"{name} takes {kinds[name].__name__}, not {value!r}")
        for name, value in values.items():
            setattr(self, name, kinds[name](value))

    def strikes(self, share: float, what: str, who: str) -> bool:
        """Tell whether ``who`` is among the share that ``what`` happens to."""
        return share > 0 and luck(self.seed, what, who) < share


def luck(seed: int, what: str, who: str) -> float:
    """A number from 0 to 1 that belongs to this seed, this question and this recipient for ever."""
    digest = hashlib.blake2b(f"{seed}:{what}:{who}".encode(), digest_size=8).digest()
    return int.from_bytes(digest) / 2**64
