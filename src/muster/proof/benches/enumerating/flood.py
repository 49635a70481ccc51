"""Two floods: thousands of sign-ups of one victim, and thousands of forms out of one network."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

from muster.proof.benches.enumerating.strangers import Strangers

VICTIM: Final = "victim@people.example"
_LINES: Final = 4
_ONE_NETWORK: Final = "2001:db8:ffff:1"


def both(strangers: Strangers, number: int, done: Callable[[], object]) -> dict[str, Any]:
    """Pour both, over several lines at once; returns what the victim got and how the page fared."""
    from muster.delivery.models import LetterRow

    fill = _sealed()

    def of_one_victim(_call: int) -> int:
        return _poured(strangers.post("/", fill(VICTIM))[0], done)

    def of_one_network(call: int) -> int:
        # A machine in one household’s network takes another address for each call.
        said = fill(f"poured{call}@people.example")
        return _poured(strangers.post("/", said, network=_host(call))[0], done)

    with ThreadPoolExecutor(_LINES) as lines:
        victim = Counter(lines.map(of_one_victim, range(number)))
        network = Counter(lines.map(of_one_network, range(number)))
    return {
        "flood": number,
        "mails": LetterRow.objects.filter(address=VICTIM).count(),
        "let_in": network[302],
        "refused": network[429],
        "failed": sum(some for code, some in (victim + network).items() if code >= 500),
        "page_after": strangers.get("/", network=_host(0)).status_code,
        "neighbour_after": _joins(strangers, fill),
    }


def _poured(status: int, done: Callable[[], object]) -> int:
    done()
    return status


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
