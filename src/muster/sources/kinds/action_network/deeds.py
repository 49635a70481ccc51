"""What people did there: gifts, answers to events and tags, each hung on the number its person bears there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext_lazy as _

from muster.kit.money import Money
from muster.kit.text import clean
from muster.people.keys import Key
from muster.sources.kinds.action_network import meaning

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

ANSWERS: Final[dict[str, _StrPromise]] = {
    "accepted": _("Said yes to “%(event)s”"),
    "declined": _("Said no to “%(event)s”"),
    "tentative": _("May come to “%(event)s”"),
    "cancelled": _("Does not come to “%(event)s” after all"),
    "needs action": _("Was asked to “%(event)s”"),
}
_TITLE: Final = 120


@dataclass(frozen=True, slots=True)
class Gift:
    """Money somebody gave there; ``voided`` money went back."""

    key: Key
    number: str
    money: Money
    at: datetime
    voided: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody answered to an invitation."""

    key: Key
    number: str
    status: str
    at: datetime


def gift(told: Mapping[str, Any], *, now: datetime) -> Gift | None:
    """A donation, or nothing where a number, a person or a plain amount is missing."""
    key, own = whose(told), meaning.own_id(told)
    at = meaning.moment(told.get("created_date"))
    currency = str(told.get("currency") or "USD").upper()
    amount = told.get("amount")
    if key is None or not own or at is None or not (currency.isascii() and len(currency) == 3):
        return None
    if isinstance(amount, bool) or not isinstance(amount, str | int | float):
        return None
    try:
        money = Money.parse(str(amount), currency)
    except ValueError:
        return None
    if money.minor <= 0:
        return None
    return Gift(key, own, money, min(at, now), told.get("voided") is True)


def answer(told: Mapping[str, Any], *, now: datetime) -> Answer | None:
    """An attendance, or nothing where a number, a person or a known answer is missing."""
    key, own = whose(told), meaning.own_id(told)
    status = str(told.get("status") or "").strip().lower()
    at = meaning.moment(told.get("modified_date")) or meaning.moment(told.get("created_date"))
    if key is None or not own or at is None or status not in ANSWERS:
        return None
    return Answer(key, own, status, min(at, now))


def whose(told: Mapping[str, Any]) -> Key | None:
    """The person a thing is about: by their number, or by the address of their page."""
    named = told.get(f"{meaning.SYSTEM}:person_id")
    links = told.get("_links")
    linked = links.get("osdi:person") if isinstance(links, dict) else None
    href = linked.get("href") if isinstance(linked, dict) else None
    own = named if isinstance(named, str) else str(href or "").rstrip("/").rpartition("/")[2]
    return meaning.number(own)


def title(told: Mapping[str, Any]) -> str:
    """What a tag or an event is called."""
    for name in ("name", "title"):
        said = told.get(name)
        if isinstance(said, str) and (words := clean(said)[:_TITLE]):
            return words
    return ""


def in_words(data: Mapping[str, object]) -> dict[str, object]:
    """An answer as the timeline says it."""
    words = ANSWERS.get(str(data.get("status")), ANSWERS["needs action"])
    return {"said": str(words) % {"event": data.get("ref") or ""}}
