"""What one OSDI person tells us: keys, fields, tags, and above all every “no”.

Being subscribed there proves no words anybody agreed to, so it gives no “yes” here. Any other status of an
address is a “no” for every purpose, and what bounced or complained is closed besides. A status we do not know
counts as a “no”: a mistake that way costs one mail, the other way somebody’s trust.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

from muster.kit.text import clean
from muster.people.keys import Key, NotAKey, normalise
from muster.people.known import Claim, Known
from muster.people.purposes import PURPOSES
from muster.sources import values

SYSTEM: Final = "action_network"
LONGEST: Final = 120
_SAYS_NOTHING: Final = frozenset({"", "subscribed"})
_CLOSED: Final = {"bouncing": "bounced", "bounce": "bounced", "complaint": "complained"}


@dataclass(slots=True)
class Told:
    """One person of theirs. ``noes`` stand by address alone, so that each reaches its owner here."""

    known: Known | None = None
    noes: list[Known] = field(default_factory=list)
    closed: list[tuple[Key, str]] = field(default_factory=list)
    modified: datetime | None = None
    problem: str = ""


def of(told: Mapping[str, Any], *, source: str, at: datetime) -> Told:
    """Read one person. It never raises: what cannot be used is left out, or named as the problem."""
    found = Told(modified=moment(told.get("modified_date")))
    country = _country(told)
    keys = _identifiers(told)
    for kind, name in (("email", "email_addresses"), ("phone", "phone_numbers")):
        for one in _list(told, name):
            _address(found, keys, kind, one, country=country, source=source, at=at)
    if not keys:
        found.problem = "no_key"
        return found
    found.known = Known(keys=keys, fields=_fields(told, country), tags=_tags(told))
    return found


def _address(
    found: Told, keys: list[Key], kind: str, one: Mapping[str, Any], *, country: str, source: str,
    at: datetime,
) -> None:  # fmt: skip
    raw = one.get("address" if kind == "email" else "number")
    try:
        key = Key(kind, normalise(kind, str(raw or ""), country))
    except NotAKey:
        return
    if key not in keys:
        keys.append(key)
    status = " ".join(str(one.get("status") or "").casefold().split())
    if status in _SAYS_NOTHING and one.get("do_not_call") is not True:
        return
    channel = "email" if kind == "email" else "sms"
    # A change dated in the future would let no later word count; one without a date is of now.
    when = min(found.modified or at, at)
    said = f"{source}: {status or 'do not call'}"[:120]
    claims = [Claim(channel, purpose, "withdrawn", when, evidence=said) for purpose in PURPOSES]
    found.noes.append(Known(keys=[key], consents=claims))
    for word, reason in _CLOSED.items():
        if word in status:
            found.closed.append((key, reason))
            break


def _identifiers(told: Mapping[str, Any]) -> list[Key]:
    """Their own number; the ids of further systems in the same list are those systems’ word, not theirs."""
    key = number(own_id(told))
    return [key] if key is not None else []


def own_id(told: Mapping[str, Any]) -> str:
    """The number a thing bears there, or nothing."""
    named = told.get("identifiers")
    mark = f"{SYSTEM}:"
    for one in named if isinstance(named, list) else []:
        if isinstance(one, str) and one.startswith(mark):
            return one.removeprefix(mark)[:LONGEST]
    return ""


def number(own: str) -> Key | None:
    """The key of a person by the number they bear there."""
    try:
        return Key("external", normalise("external", f"{SYSTEM}:{own}")) if own else None
    except NotAKey:
        return None


def _fields(told: Mapping[str, Any], country: str) -> dict[str, str]:
    languages = told.get("languages_spoken")
    spoken = languages[0] if isinstance(languages, list) and languages else ""
    language = str(spoken).lower().replace("_", "-").split("-")[0]
    fields = {
        "given_name": _text(told.get("given_name")),
        "family_name": _text(told.get("family_name")),
        "country": country,
        "postcode": _text(_home(told).get("postal_code")) if country else "",
        "language": language if language in values.LANGUAGES else "",
    }
    return {name: value for name, value in fields.items() if value}


def _home(told: Mapping[str, Any]) -> Mapping[str, Any]:
    homes = _list(told, "postal_addresses")
    return next((one for one in homes if one.get("primary") is True), homes[0] if homes else {})


def _country(told: Mapping[str, Any]) -> str:
    return values.known_country(_text(_home(told).get("country")))


def _tags(told: Mapping[str, Any]) -> list[str]:
    named = told.get("action_network:tags", told.get("tags"))
    tags = named if isinstance(named, list) else []
    return [tag for one in tags if isinstance(one, str) and (tag := clean(one)[:60])]


def _list(told: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    held = told.get(name)
    return [one for one in held if isinstance(one, dict)] if isinstance(held, list) else []


def _text(value: object) -> str:
    return clean(value)[:LONGEST] if isinstance(value, str) else ""


def moment(value: object) -> datetime | None:
    try:
        at = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)
