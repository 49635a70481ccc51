"""Two floods: ten thousand sign-ups of one victim, and ten thousand forms out of one network."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from typing import Any, Final

from muster.proof.benches.enumerating.strangers import Strangers

VICTIM: Final = "victim@people.example"
_ONE_NETWORK: Final = "2001:db8:ffff:1"


def both(strangers: Strangers, number: int, done: Callable[[], object]) -> dict[str, Any]:
    """Pour both; returns what the victim got and how the page fared."""
    from muster.delivery.models import LetterRow

    fill = _sealed()
    victim: Counter[int] = Counter()
    for _call in range(number):
        victim[strangers.post("/", fill(VICTIM))[0]] += 1
        done()
    network: Counter[int] = Counter()
    for call in range(number):
        # A machine in one household’s network takes another address for each call.
        network[
            strangers.post("/", fill(f"poured{call}@people.example"), network=_host(call))[0]
        ] += 1
        done()
    return {
        "flood": number,
        "mails": LetterRow.objects.filter(address=VICTIM).count(),
        "let_in": network[302],
        "refused": network[429],
        "failed": sum(some for code, some in (victim + network).items() if code >= 500),
        "page_after": strangers.get("/", network=_host(0)).status_code,
        "neighbour_after": _joins(strangers, fill),
    }


def _joins(strangers: Strangers, fill: Callable[[str], dict[str, str]]) -> int:
    """Whether somebody from elsewhere can still join: 200 is the page that says “look into your mailbox”."""
    status, _spent = strangers.post("/", fill("neighbour@people.example"))
    return strangers.get("/joined/").status_code if status == 302 else status


def _host(call: int) -> str:
    return f"{_ONE_NETWORK}:{call >> 16:x}:{call & 0xFFFF:x}:0:1"


def _sealed() -> Callable[[str], dict[str, str]]:
    from muster.web.site import stamp

    seal = stamp.make("join")
    time.sleep(stamp.FASTEST + 1)
    return lambda address: {
        "email": address,
        "stamp": seal,
        "postcode": "EH1 1YZ",
        "country": "GB",
    }
