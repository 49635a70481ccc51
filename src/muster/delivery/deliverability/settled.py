"""What the operator and the organisation settled about our mail: domains, key and relay. Never written here."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

from muster.accounts.models import Organisation
from muster.accounts.queries import organisation
from muster.channels.kinds.email.target import NotARelay, parse


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """Where our mail comes from."""

    sender: str
    returning: str
    selector: str = ""
    include: str = ""
    relay_name: str = ""
    relay_address: str = ""

    @property
    def domain(self) -> str:
        """The domain a reader sees in From."""
        return self.sender.rpartition("@")[2].strip().lower()


def now(sender: str = "", returning: str = "") -> Settled:
    """What holds for a document from this address, or else for the organisation."""
    house: Organisation = organisation()
    name, _equals, address = settings.MUSTER_OWN_RELAY.partition("=")
    return Settled(
        sender=sender or house.sender_address,
        returning=(returning or house.reply_domain).strip().lower(),
        selector=settings.MUSTER_DKIM_SELECTOR.strip(),
        include=settings.MUSTER_SPF_INCLUDE.strip(),
        relay_name=name.strip().lower(),
        relay_address=address.strip(),
    )


def holds(mode: str) -> bool:
    """Whether our domain must stand before mail of this mode may leave; else it is only advice.

    It must for all live mail, unless the relay listens on this very computer and is not declared to
    hand mail to the world (MUSTER_OWN_RELAY): such a relay is a witness or a sink.
    """
    if mode != "live" or not settings.MUSTER_SMTP_URL:
        return False
    try:
        here = parse(settings.MUSTER_SMTP_URL).on_this_computer
    except NotARelay:
        return True
    return not here or bool(settings.MUSTER_OWN_RELAY.strip())
