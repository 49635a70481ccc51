"""The gateways that take money for us: each is one folder in ``kinds`` and one line here.

Whoever calls one does so outside any transaction, with a number that makes the same call twice one call.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django.utils.translation import gettext as _

from muster.accounts.queries import organisation
from muster.gifts.folding import Told
from muster.gifts.models import Payment, Refund
from muster.kit.errors import Refused


class NoGateway(Refused):
    """Nobody can take a card here at the moment."""

    status = 503


class GatewayAway(Refused):
    """The gateway did not answer, or refused the call; ``final`` if asking again would change nothing."""

    status = 502

    def __init__(self, message: str, *, final: bool = False) -> None:
        super().__init__(message)
        self.final = final


class NotGenuine(ValueError):
    """A report that nobody we know has sealed, or an old one."""


class NotReadable(ValueError):
    """A sealed report that is none."""


@dataclass(frozen=True, slots=True)
class Opened:
    """Where the browser goes to pay, and the gateway’s number of it."""

    session: str
    url: str


@dataclass(frozen=True, slots=True)
class Heard:
    """One report, cut down to what is kept of it."""

    number: str
    kind: str
    at: datetime
    said: Mapping[str, Any]
    token: str = ""
    intent: str = ""


class Gateway(Protocol):
    """What a kind must be able to do."""

    name: str

    def ready(self) -> bool:
        """Whether it may take money now."""

    def open(self, payment: Payment, *, back: str) -> Opened:
        """Begin a payment on the gateway’s own page."""

    def refund(self, refund: Refund) -> Heard:
        """Order money back; the answer is a report like any other."""

    def read(self, said: Mapping[str, Any], number: str) -> list[Told]:
        """What a kept report says."""


def all_kinds() -> dict[str, Gateway]:
    """Every gateway there is, by name."""
    from muster.gifts.kinds import practice, stripe

    return {"stripe": stripe.GATEWAY, "practice": practice.GATEWAY}


def of(name: str) -> Gateway:
    """The gateway of a payment."""
    return all_kinds()[name]


def present() -> Gateway:
    """The gateway that takes the next gift. In training that is never one that could charge a card."""
    kinds = all_kinds()
    wanted = kinds["stripe"]
    if organisation().training and not wanted.harmless():  # type: ignore[attr-defined]
        wanted = kinds["practice"]
    if not wanted.ready():
        raise NoGateway(_("Gifts by card are not set up here yet. Nothing was charged."))
    return wanted
