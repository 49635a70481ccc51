"""One report of a gift or of money that went back; what cannot be read is named, the others are kept.

It knows no “yes”: a report of money never makes anybody mailable.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from muster.kit.money import Money
from muster.kit.text import clean
from muster.people.keys import Key, NotAKey, normalise
from muster.sources import values
from muster.sources.kinds.segment import moments

MOST: Final = 500
LARGEST: Final = 32 * 1024
LONGEST_ID: Final = 120
_TEXT: Final = 120
_MOST_MINOR: Final = 10**14

WORDS: Final[dict[str, Promise]] = {
    "not_object": _("A report must be a JSON object."),
    "large": _("The report is larger than 32 KB."),
    "no_number": _("“id” must be text of at most 120 characters."),
    "kind": _("“type” must be gift or refund."),
    "amount": _('“amount” must be a plain amount above zero, such as "10.50".'),
    "currency": _("“currency” must be three letters, such as EUR."),
    "day": _("“at” is not an ISO 8601 date."),
    "of": _("A refund must name its gift in “of”."),
    "no_donor": _("“donor” needs an e-mail address, a phone number or an id that can be read."),
    "no_gift": _("The gift it takes back is not here. Report the gift first, then this again."),
    "too_much": _("More would go back than the gift was."),
    "bad_email": _("The e-mail address cannot be read; the rest was taken."),
    "bad_phone": _("The phone number cannot be read; the rest was taken."),
    "paused": _("This source is paused."),
}


@dataclass(frozen=True, slots=True)
class Report:
    """Money that moved, and whose it was. ``cautions`` name what was left out."""

    index: int
    kind: str
    number: str
    money: Money | None
    at: datetime
    of: str = ""
    purpose: str = ""
    keys: Sequence[Key] = ()
    fields: Mapping[str, str] = field(default_factory=dict)
    cautions: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Wrong:
    """A report that was not taken, by its place in the call, and the code of why."""

    index: int
    code: str

    @property
    def words(self) -> str:
        return str(WORDS[self.code])


class _Bad(ValueError):
    """Carries the code."""


def read(call: Mapping[str, Any], *, source: str, now: datetime) -> Iterator[Report | Wrong]:
    """Every report of a call: those under “gifts”, or the call itself."""
    told = call.get("gifts")
    items = told if isinstance(told, list) else [call]
    for index, item in enumerate(items[:MOST]):
        try:
            yield _one(index, item, source, now)
        except _Bad as bad:
            yield Wrong(index, str(bad))


def _one(index: int, item: Any, source: str, now: datetime) -> Report:
    if not isinstance(item, dict):
        raise _Bad("not_object")
    if len(json.dumps(item, ensure_ascii=False).encode("utf-8", "replace")) > LARGEST:
        raise _Bad("large")
    kind = item.get("type", "gift")
    if kind not in ("gift", "refund"):
        raise _Bad("kind")
    number = _number(item.get("id"), "no_number")
    at = moments.parse(item.get("at")) if item.get("at") is not None else now
    if at is None:
        raise _Bad("day")
    money, purpose = _money(item, needed=kind == "gift"), _text(item.get("purpose"))
    if kind == "refund":
        of = _number(item.get("of"), "of")
        return Report(index, kind, number, money, min(at, now), of=of, purpose=purpose)
    keys, fields, cautions = _donor(item.get("donor"), source)
    return Report(
        index, kind, number, money, min(at, now), purpose=purpose, keys=keys, fields=fields,
        cautions=cautions,
    )  # fmt: skip


def _number(told: Any, code: str) -> str:
    if isinstance(told, bool) or not isinstance(told, str | int):
        raise _Bad(code)
    number = clean(str(told)).strip()
    if not number or len(number) > LONGEST_ID:
        raise _Bad(code)
    return number


def _money(item: Mapping[str, Any], *, needed: bool) -> Money | None:
    told = item.get("amount")
    if told is None and not needed:
        return None
    currency = str(item.get("currency") or "").upper()
    if len(currency) != 3 or not (currency.isascii() and currency.isalpha()):
        raise _Bad("currency")
    if isinstance(told, bool) or not isinstance(told, str | int | float):
        raise _Bad("amount")
    text = f"{told:.4f}" if isinstance(told, float) else str(told)
    if len(text) > 20 or not values.is_amount(text):
        raise _Bad("amount")
    try:
        money = Money.parse(text, currency)
    except ValueError:
        raise _Bad("amount") from None
    if not 0 < money.minor < _MOST_MINOR:
        raise _Bad("amount")
    return money


def _donor(told: Any, source: str) -> tuple[list[Key], dict[str, str], list[str]]:
    donor = told if isinstance(told, dict) else {}
    country = values.known_country(_text(donor.get("country")))
    keys: list[Key] = []
    cautions: list[str] = []
    for kind, name, raw in (
        ("email", "email", donor.get("email")),
        ("phone", "phone", donor.get("phone")),
        ("external", "id", donor.get("id")),
    ):
        if raw in (None, "") or isinstance(raw, bool) or not isinstance(raw, str | int):
            continue
        try:
            said = f"{source}:{raw}" if kind == "external" else str(raw)[:400]
            keys.append(Key(kind, normalise(kind, said, country)))
        except NotAKey:
            cautions += [f"bad_{kind}"] if name != "id" else []
    if not keys:
        raise _Bad("no_donor")
    fields = {
        "given_name": _text(donor.get("given_name")),
        "family_name": _text(donor.get("family_name")),
        "country": country,
        "postcode": _text(donor.get("postcode")) if country else "",
    }
    return keys, {name: value for name, value in fields.items() if value}, cautions


def _text(value: object) -> str:
    return clean(value)[:_TEXT] if isinstance(value, str) else ""
