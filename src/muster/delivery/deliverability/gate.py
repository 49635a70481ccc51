"""What about our domain holds a release, and what is said about it at the check. Sends nothing, asks nobody.

``settled.holds`` says when it holds; otherwise the same findings are advice.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from muster.delivery.deliverability import looking, settled, warmth
from muster.delivery.deliverability.records import Answer
from muster.delivery.deliverability.warmth import Room
from muster.delivery.documents import DocumentBody
from muster.delivery.models import Snapshot, Standing
from muster.kit.errors import Refused

_FAMILIES = {
    "google": "Gmail",
    "microsoft": "Outlook, Hotmail",
    "yahoo": "Yahoo, AOL",
    "apple": "iCloud",
    "italiaonline": "Libero, Virgilio",
    "wp": "WP, O2",
    "onet": "Onet",
    "interia": "Interia",
    "orange": "Orange",
    "free": "Free",
    "laposte": "La Poste",
    "sfr": "SFR",
    "united": "GMX, WEB.DE",
    "proton": "Proton",
    "elsewhere": gettext_lazy("all other providers"),
}


class DomainNotReady(Refused):
    """Mail from this domain would be taken for somebody else’s."""


class DomainNotWarm(Refused):
    """More people at one provider than it would take from us today."""


@dataclass(frozen=True, slots=True)
class Held:
    """One thing that holds a release, or would if it were live."""

    code: str
    words: str
    fix: str
    blocks: bool


def findings(body: DocumentBody, snapshot: Snapshot | None, *, at: datetime) -> Iterator[Held]:
    """What is not well; nothing where nothing would leave and nobody ever looked."""
    if body.channel != "email":
        return
    blocks = settled.holds(body.mode)
    if blocks or Standing.objects.filter(domain=_settled(body).domain).exists():
        for one in unwell(body):
            yield Held(f"domain-{one.name}", one.words, one.fix, blocks)
    if blocks and snapshot is not None:
        for room in short_of_room(body, snapshot, at=at):
            yield Held("warm", in_words(room), _fix(), blocks=not corrects(body))


def unwell(body: DocumentBody) -> list[Answer]:
    """The questions about the domain of this document that are not well."""
    return [one for one in looking.answers(_settled(body)) if not one.ok]


def short_of_room(body: DocumentBody, snapshot: Snapshot, *, at: datetime) -> list[Room]:
    """The families of which more people are chosen than may be reached today."""
    domain = warmth.sender_domain(body.sender_address)
    return [one for one in warmth.rooms(domain, snapshot, at=at) if not one.enough]


def corrects(body: DocumentBody) -> bool:
    """Whether it sets right what these very people got; that waits for no ramp."""
    return bool(body.extra.get("page")) and "names" in body.extra


def demand_domain(body: DocumentBody) -> None:
    """Refuse what would leave from a domain that does not stand."""
    if body.channel != "email" or not settled.holds(body.mode):
        return
    found = unwell(body)
    # A correction is not held up because the last look is a day old.
    if corrects(body):
        found = [one for one in found if one.name != "domain"]
    if found:
        raise DomainNotReady(
            _("Our sending domain is not ready: %(words)s Nothing was sent.")
            % {"words": " ".join(f"{one.words} {one.fix}" for one in found)}
        )


def in_words(room: Room) -> str:
    """How many too many there are."""
    return _(
        "%(chosen)s people are at %(family)s; of these our domain may reach %(left)s more today."
    ) % {"chosen": f"{room.chosen:,}", "family": _FAMILIES[room.family], "left": f"{room.left:,}"}


def _fix() -> str:
    return _("A new domain is trusted a little more each day. Choose fewer people today.")


def _settled(body: DocumentBody) -> settled.Settled:
    return settled.now(body.sender_address, body.return_domain)
