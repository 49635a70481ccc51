"""What an event tells of whom: keys and fields for people, one fact for the log.

A server key may say who somebody is. A browser key stands in public, so what it says is a claim:
it names nobody, gives no money and joins no group.
"""

import hashlib
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

import msgspec

from muster.kit.money import Money
from muster.kit.text import clean
from muster.people.keys import Key, NotAKey, normalise
from muster.sources import values

from .calls import Event

GIFT_EVENTS = frozenset(
    {"order completed", "completed order", "donation", "donated", "donation completed",
     "donation received", "gift received"}
)  # fmt: skip
SEARCH_EVENTS = frozenset({"products searched", "searched", "search", "search made"})
READ_EVENTS = frozenset({"page read"})
CLICK_EVENTS = frozenset({"link clicked", "clicked link"})
LONGEST_READ = 24 * 3600
SEARCH_NAMES = ("q", "query", "search", "s")
AMOUNT_NAMES = ("revenue", "total", "amount", "value")
PERSONAL = re.compile(r"\S@\S|\+?\d[\d ()-]{7,}")
PRIVATE = frozenset(
    {"email", "phone", "name", "firstname", "lastname", "first_name", "last_name", "address",
     "birthday", "username", "avatar", "ip", "password"}
)  # fmt: skip
DATA_LIMIT = 40
REF_LIMIT = 200
VALUE_LIMIT = 200
# Nearly every id there is: behind the name of a plain source it is its own usual form.
_PLAIN_ID: Final = re.compile(r"[A-Za-z0-9._~-]{1,130}", re.ASCII)
# The name of a source is looked at once, not with every id.
_is_plain = lru_cache(maxsize=1_024)(re.compile(r"[a-z0-9._-]{1,60}", re.ASCII).fullmatch)
_LEAST: Final = 8
_SHORT: Final = 200
_NUMBER: Final = (bool, int, float)


class Meaning(msgspec.Struct):
    """Whom an event is about and what it says happened; an empty `kind` tells nothing."""

    keys: list[Key]
    fields: dict[str, str] = msgspec.field(default_factory=dict)
    kind: str = ""
    ref: str = ""
    money: Money | None = None
    order: str = ""
    data: dict[str, Any] = msgspec.field(default_factory=dict)


def of(event: Event, *, source: str, power: str) -> Meaning:
    """Read one event by the power of the key it came with."""
    trusted = power == "server"
    meaning = Meaning(_keys(event, source, trusted=trusted))
    if event.type == "identify":
        _identify(event, meaning, trusted=trusted)
    elif event.type in {"page", "screen"}:
        _page(event, meaning)
    elif event.type == "group":
        meaning.kind = "group.joined" if trusted else "event.tracked"
        meaning.ref = clean(str(event.body.get("name") or event.group_id))[:REF_LIMIT]
    elif event.type == "track":
        _track(event, meaning, trusted=trusted)
    return meaning


def _keys(event: Event, source: str, *, trusted: bool) -> list[Key]:
    keys = []
    if event.user_id and trusted:
        keys.append(_external(source, event.user_id))
    if event.anonymous_id:
        keys.append(_browser(source, event.anonymous_id))
    elif event.user_id and not trusted:
        keys.append(_browser(source, f"claimed:{event.user_id}"))
    if event.type == "alias" and trusted:
        keys.append(_browser(source, event.previous_id))
    return keys


def previous(event: Event, source: str) -> Key | None:
    """The account an alias says was the same person before, should it be one we know."""
    return _external(source, event.previous_id) if event.type == "alias" else None


def _external(source: str, number: str) -> Key:
    if _is_plain(source) and _PLAIN_ID.fullmatch(number):
        return Key("external", f"{source}:{number}")
    return Key("external", _normal("external", f"{source}:{number}", f"{source}:"))


def _browser(source: str, number: str) -> Key:
    # The source is part of it, so that one site cannot speak for a browser of another.
    value = f"{source}.{number}"
    if len(value) >= _LEAST and _is_plain(source) and _PLAIN_ID.fullmatch(number):
        return Key("browser", value)
    return Key("browser", _normal("browser", value, f"{source}."))


@lru_cache(maxsize=50_000)
def _normal(kind: str, raw: str, start: str) -> str:
    """The usual form, or a fingerprint of an id that has spaces or strange signs in it."""
    try:
        return normalise(kind, raw)
    except NotAKey:
        return start + hashlib.sha256(raw.encode()).hexdigest()[:32]


def _identify(event: Event, meaning: Meaning, *, trusted: bool) -> None:
    traits = event.body
    country = _country(traits)
    for kind in ("email", "phone"):
        told = traits.get(kind)
        if isinstance(told, str | int) and told:
            try:
                meaning.keys.append(Key(kind, normalise(kind, str(told), country)))
            except NotAKey:
                continue
    meaning.kind = "identity.told"
    meaning.data = _data(traits)
    if trusted:
        meaning.fields = _fields(traits, country)


def _fields(traits: Mapping[str, Any], country: str) -> dict[str, str]:
    given = _told(traits, "firstName", "first_name", "given_name")
    family = _told(traits, "lastName", "last_name", "family_name")
    if not given and not family:
        given, family = values.names(_told(traits, "name"))
    address = traits.get("address")
    postcode = (
        _told(address, "postalCode", "postal_code", "zip") if isinstance(address, dict) else ""
    )
    language = _told(traits, "language", "locale").lower().replace("_", "-").split("-")[0]
    fields = {
        "given_name": given,
        "family_name": family,
        "country": country,
        "postcode": postcode if country else "",
        "language": language if language in values.LANGUAGES else "",
    }
    return {name: value for name, value in fields.items() if value}


def _country(traits: Mapping[str, Any]) -> str:
    address = traits.get("address")
    told = _told(address, "country") if isinstance(address, dict) else ""
    return values.known_country(told or _told(traits, "country"))


def _told(mapping: Mapping[str, Any], *names: str) -> str:
    for name in names:
        value = mapping.get(name)
        if isinstance(value, str) and value.strip():
            return _tidy(value)[:VALUE_LIMIT]
    return ""


def _tidy(text: str) -> str:
    return _tidied(text) if len(text) <= _SHORT else clean(text)


# Names of pages and events, languages and first names come again and again.
_tidied = lru_cache(maxsize=8_192)(clean)


def _page(event: Event, meaning: Meaning) -> None:
    page = event.context.get("page")
    about = {**page, **event.body} if isinstance(page, dict) else event.body
    meaning.kind = "page.viewed" if event.type == "page" else "screen.viewed"
    url, search = about.get("url"), about.get("search")
    host, path, words = _place(
        url if isinstance(url, str) else "", search if isinstance(search, str) else ""
    )
    meaning.ref = (event.name or _told(about, "path") or path or _told(about, "title"))[:REF_LIMIT]
    meaning.data = {"host": host} if host else {}
    if words:
        meaning.kind, meaning.ref = "search.made", words


# The same pages come again and again; taking an address apart is slow.
@lru_cache(maxsize=4_096)
def _place(told: str, search: str) -> tuple[str | None, str, str]:
    """Host and path of a web address, and what was searched for there."""
    url = urlsplit(_safe_url(told))
    return url.hostname, url.path, _search_words(search, url.query)


def _safe_url(value: str) -> str:
    """A web address whose host can be read, or nothing; urlsplit is strict about brackets."""
    try:
        url = urlsplit(value)
        return url.geturl() if url.hostname is not None else ""
    except ValueError:
        return ""


def _search_words(asked: str, query: str) -> str:
    found = parse_qs((asked if asked.startswith("?") else query).lstrip("?"), max_num_fields=None)
    told = next((found[name][0] for name in SEARCH_NAMES if found.get(name)), "")
    if not told and asked and not asked.startswith("?"):
        told = asked
    return _words(told)


def _words(told: str) -> str:
    """Search words as a ref; a search for an address or number is not kept."""
    words = clean(told).casefold()[:100]
    return "" if PERSONAL.search(words) else words


def _track(event: Event, meaning: Meaning, *, trusted: bool) -> None:
    name = _folded(event.name)
    meaning.kind, meaning.ref = "event.tracked", _tidy(event.name)[:REF_LIMIT]
    meaning.data = _data(event.body)
    if name in SEARCH_EVENTS and (words := _words(_told(event.body, "query", "search", "q"))):
        meaning.kind, meaning.ref = "search.made", words
    elif name in READ_EVENTS and (seconds := _seconds(event.body)):
        meaning.kind, meaning.data = "page.read", {"seconds": seconds}
        meaning.ref = _told(event.body, "path", "url")[:REF_LIMIT]
    elif name in CLICK_EVENTS and (target := _target(_told(event.body, "href", "url"))):
        meaning.kind, meaning.ref, meaning.data = "link.clicked", target, {}
    elif name in GIFT_EVENTS and trusted and (money := _money(event.body)):
        meaning.kind, meaning.money = "gift.received", money
        order = event.body.get("order_id") or event.body.get("orderId")
        meaning.order = str(order)[:VALUE_LIMIT] if isinstance(order, str | int) else ""


@lru_cache(maxsize=4_096)
def _target(told: str) -> str:
    """Where a link leads, without what may name a person: no query, no address of mail, no number."""
    try:
        url = urlsplit(told)
        host = url.hostname or ""
    except ValueError:
        return ""
    is_web = url.scheme in {"", "http", "https"} and "@" not in url.netloc + url.path
    return f"{host}{url.path}"[:REF_LIMIT] if is_web else ""


@lru_cache(maxsize=4_096)
def _folded(name: str) -> str:
    return name.casefold().replace("_", " ")


@lru_cache(maxsize=4_096)
def _is_private(name: str) -> bool:
    return name.casefold() in PRIVATE


def _may_name(value: str) -> bool:
    """No address lacks its sign and no number is so short; the pattern is asked about the others."""
    return len(value) >= 8 or "@" in value


def _seconds(properties: Mapping[str, Any]) -> int:
    """How long a page could be seen, at most a day; nothing if that is no number."""
    told = properties.get("seconds")
    if isinstance(told, bool) or not isinstance(told, int | float) or not 0 < told < float("inf"):
        return 0
    return min(round(told), LONGEST_READ)


def _money(properties: Mapping[str, Any]) -> Money | None:
    currency = _told(properties, "currency").upper() or "USD"
    if len(currency) != 3 or not (currency.isascii() and currency.isalpha()):
        return None
    for name in AMOUNT_NAMES:
        told = properties.get(name)
        if isinstance(told, str | int | float) and not isinstance(told, bool):
            text = f"{told:.4f}" if isinstance(told, float) else str(told)
            if values.is_amount(text) and len(text) < 20:
                money = Money.parse(text, currency)
                return money if money.minor else None
    return None


def _data(told: Mapping[str, Any]) -> dict[str, Any]:
    """Plain values worth keeping; names and addresses never enter the log."""
    kept: dict[str, Any] = {}
    for name, value in told.items():
        if len(kept) >= DATA_LIMIT or (len(name) <= _SHORT and _is_private(name)):
            continue
        if isinstance(value, str):
            if not (_may_name(value) and PERSONAL.search(value)):
                kept[name[:60]] = value[:VALUE_LIMIT]
        elif isinstance(value, _NUMBER):
            kept[name[:60]] = value
    return kept
