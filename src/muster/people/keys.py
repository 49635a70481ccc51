"""Identity keys as pure values: what an address, number or handle looks like once made comparable.

Only exact equality of these values ever joins two records online.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final, NamedTuple

from django.utils.translation import gettext as _

from muster.kit import phone

# Strongest first: an id another system gave, a mailbox, a telephone, a public name, a browser.
STRENGTH: Final = ("external", "email", "phone", "handle", "browser")
# What a browser says of itself proves nothing about who sits at it.
IDENTIFYING: Final = frozenset({"external", "email", "phone", "handle"})
# More keys of one kind than this on one person is a sign of a shared or broken source.
CAPS: Final = {"external": 20, "email": 10, "phone": 10, "handle": 20, "browser": 50}

_UNSEEN: Final = frozenset({"Cc", "Cf", "Cs"})
_BY_SYSTEM: Final = frozenset({"external", "handle"})
_EMAIL: Final = re.compile(r"[^\s@<>()\[\],;:\\\"]{1,64}@[^\s@<>()\[\],;:\\\"]{1,253}")
_HOST: Final = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))+")
# Nearly every address there is; one of these, in small letters, is its own normal form.
_PLAIN_EMAIL: Final = re.compile(
    r"(?=[^@]{1,64}@.{1,253}\Z)[a-z0-9_%+&=~'-]+(?:\.[a-z0-9_%+&=~'-]+)*@" + _HOST.pattern
)
_HANDLE: Final = re.compile(r"[a-z]{2,20}:[^\s:]{1,200}")
_EXTERNAL: Final = re.compile(r"[a-z0-9._-]{1,60}:\S{1,200}")
_BROWSER: Final = re.compile(r"[A-Za-z0-9._:~-]{8,200}")


class NotAKey(ValueError):
    """The text is no such address, number or id; the message says what is wrong with it."""


class Key(NamedTuple):
    """A kind and its normalised value."""

    kind: str
    value: str

    @property
    def namespace(self) -> str:
        """What two different values of cannot belong to one person: a kind, or one system’s ids."""
        kind, value = self
        if kind in _BY_SYSTEM:
            return f"{kind}:{value.partition(':')[0]}"
        return kind


def key(kind: str, raw: str, country: str | None = None) -> Key:
    """The key for a text as a person or a file wrote it."""
    return Key(kind, normalise(kind, raw, country))


def normalise(kind: str, raw: str, country: str | None = None) -> str:
    """The one form of a key that we store and compare. Raises ``NotAKey`` with the reason."""
    text = (raw if raw.isascii() else unicodedata.normalize("NFC", raw)).strip()
    is_plain = text.isascii() and text.isprintable()
    if not text or not (is_plain or all(unicodedata.category(c) not in _UNSEEN for c in text)):
        raise NotAKey(_("This is empty or holds signs that cannot be written."))
    if kind == "email":
        return _email(text)
    if kind == "phone":
        return _phone(text, country)
    if kind == "handle":
        return _matching(_HANDLE, text.casefold().replace(":@", ":", 1), raw)
    if kind == "external":
        return _external(text)
    if kind == "browser":
        return _matching(_BROWSER, text, raw)
    raise NotAKey(_("“%(kind)s” is not a kind of identity.") % {"kind": kind})


def channel_of(kind: str) -> str | None:
    """The channel that reaches a kind of key, if one does."""
    return {"email": "email", "phone": "sms"}.get(kind)


def _email(text: str) -> str:
    if text.isascii() and _PLAIN_EMAIL.fullmatch(plain := text.lower()):
        return plain
    address = text.removeprefix("mailto:").removeprefix("<").removesuffix(">").strip()
    if not _EMAIL.fullmatch(address):
        raise _no_address(text)
    local, _at, domain = unicodedata.normalize("NFC", address.casefold()).rpartition("@")
    host = _host(domain)
    if not _HOST.fullmatch(host) or local.startswith(".") or local.endswith(".") or ".." in local:
        raise _no_address(text)
    return f"{local}@{host}"


def _host(domain: str) -> str:
    if domain.isascii():
        return domain
    try:
        return domain.encode("idna").decode("ascii")
    except UnicodeError:
        return ""


def _no_address(text: str) -> NotAKey:
    return NotAKey(
        _("“%(text)s” is not an e-mail address; one looks like name@example.org.")
        % {"text": text[:60]}
    )


def _phone(text: str, country: str | None) -> str:
    try:
        return phone.e164(text, country or "")
    except ValueError as problem:
        raise NotAKey(str(problem)) from problem


def _external(text: str) -> str:
    system, colon, number = text.partition(":")
    return _matching(_EXTERNAL, f"{system.casefold()}{colon}{number.strip()}", text)


def _matching(shape: re.Pattern[str], value: str, raw: str) -> str:
    if not shape.fullmatch(value):
        raise NotAKey(_("“%(text)s” is not an identity we can keep.") % {"text": raw[:60]})
    return value
