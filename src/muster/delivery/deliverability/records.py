"""The rules on DNS records of a sending domain (SPF, DKIM, DMARC), and on what points back to a relay. Pure.

Each rule returns what is so and, if it is not well, the fix in words an operator can act on.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

LEAST_BITS: Final = 1024
GOOD_BITS: Final = 2048
# What a signature must cover: a reader could otherwise be shown another sender, or no way to stop.
MUST_COVER: Final = ("from", "subject", "list-unsubscribe", "list-unsubscribe-post")


@dataclass(frozen=True, slots=True)
class Answer:
    """One question about our domain: whether it is well, what is so, and the fix if it is not."""

    name: str
    ok: bool
    words: str
    fix: str = ""


def spf(domain: str, texts: Sequence[str], *, include: str) -> Answer:
    """Whether the domain of our return path names who may send for it."""
    records = [one for one in texts if one.lower().split(" ")[0] == "v=spf1"]
    wanted = include or "include:…"
    fix = _("Publish at %(domain)s, as its only SPF record: TXT “v=spf1 %(include)s ~all”.") % {
        "domain": domain,
        "include": wanted,
    }
    if len(records) != 1:
        words = (
            _("%(domain)s has no SPF record.")
            if not records
            else _("%(domain)s has several SPF records.")
        )
        return Answer("spf", ok=False, words=words % {"domain": domain}, fix=fix)
    parts = records[0].lower().split()
    if include and include.lower() not in parts:
        words = _("The SPF record of %(domain)s does not name our relay.") % {"domain": domain}
        return Answer("spf", ok=False, words=words, fix=fix)
    if "+all" in parts or "all" in parts:
        words = _("The SPF record of %(domain)s lets everybody send.") % {"domain": domain}
        return Answer("spf", ok=False, words=words, fix=fix)
    return Answer(
        "spf", ok=True, words=_("%(domain)s names who may send for it.") % {"domain": domain}
    )


def dkim(selector: str, domain: str, texts: Sequence[str]) -> Answer:
    """Whether the public key of our signature is there and strong enough."""
    place = f"{selector}._domainkey.{domain}" if selector else f"…._domainkey.{domain}"
    fix = _("Publish at %(place)s the public key your relay signs with, of 2048 bits.") % {
        "place": place
    }
    if not selector:
        words = _("It is not known which key signs our mail.")
        fix = _("Set MUSTER_DKIM_SELECTOR, or look at a mail of ours: muster domain --mail FILE.")
        return Answer("dkim", ok=False, words=words, fix=fix)
    keys = [
        tags.get("p", "")
        for tags in map(tagged, texts)
        if tags.get("v", "dkim1").lower() == "dkim1"
    ]
    if not any(keys):
        words = _("There is no DKIM key at %(place)s.") % {"place": place}
        return Answer("dkim", ok=False, words=words, fix=fix)
    bits = max(map(strength, keys))
    if bits < LEAST_BITS:
        words = _("The DKIM key at %(place)s is too short or cannot be read.") % {"place": place}
        return Answer("dkim", ok=False, words=words, fix=fix)
    words = _("The DKIM key at %(place)s has %(bits)s bits.") % {"place": place, "bits": bits}
    if bits < GOOD_BITS:
        words += " " + _("2048 are better.")
    return Answer("dkim", ok=True, words=words)


def dmarc(sender: str, found_at: str, record: str, *, signing: str, returning: str) -> Answer:
    """Whether the domain in From has a policy, and our signature or our return path belongs to it."""
    fix = _("Publish at _dmarc.%(domain)s: TXT “v=DMARC1; p=none; rua=mailto:…”.") % {
        "domain": sender
    }
    if not found_at or "p" not in tagged(record):
        words = _("%(domain)s has no DMARC record.") % {"domain": sender}
        return Answer("dmarc", ok=False, words=words, fix=fix)
    tags = tagged(record)
    signed = aligned(sender, signing, found_at, strict=tags.get("adkim", "r") == "s")
    returned = aligned(sender, returning, found_at, strict=tags.get("aspf", "r") == "s")
    if not (signed or returned):
        words = _(
            "Neither our signature (%(signing)s) nor our return path (%(returning)s) belongs to %(domain)s."
        )
        values = {"signing": signing or "–", "returning": returning, "domain": sender}
        fix = _("Let the relay sign as %(domain)s, or write from the domain it signs as.") % {
            "domain": sender
        }
        return Answer("dmarc", ok=False, words=words % values, fix=fix)
    words = _("%(domain)s has a DMARC policy and our mail is in line with it.") % {"domain": sender}
    return Answer("dmarc", ok=True, words=words)


def sender(address: str, signing: str) -> Answer:
    """Whether we write from the very domain that was proved to be ours."""
    domain = address.rpartition("@")[2].lower()
    if domain and signing and _within(domain, signing):
        return Answer(
            "from",
            ok=True,
            words=_("We write from %(domain)s, which we sign for.") % {"domain": domain},
        )
    return Answer(
        "from",
        ok=False,
        words=_("We write from “%(domain)s”, but nothing shows that it is ours.")
        % {"domain": domain},
        fix=_(
            "Write from a domain whose key is published and whose signature was seen (Settings)."
        ),
    )


def relay(name: str, address: str, names: Sequence[str], addresses: Sequence[str]) -> Answer:
    """Whether our own relay’s address and the name it greets with point to each other."""
    if name.lower() in names and address in addresses:
        words = _("%(name)s and %(address)s point to each other.")
        return Answer("relay", ok=True, words=words % {"name": name, "address": address})
    return Answer(
        "relay",
        ok=False,
        words=_("%(name)s and %(address)s do not point to each other.")
        % {"name": name, "address": address},
        fix=_(
            "Set the reverse name (PTR) of %(address)s to %(name)s, that name’s address to it,"
            " and let the relay greet with it."
        )
        % {"name": name, "address": address},
    )


def covered(headers: Sequence[str]) -> list[str]:
    """What a signature should cover and does not."""
    return [one for one in MUST_COVER if one not in headers]


def aligned(sender_domain: str, other: str, organisational: str, *, strict: bool) -> bool:
    """Whether two domains belong together as DMARC means it."""
    if strict or not other:
        return bool(other) and sender_domain == other
    return _within(other, organisational) and _within(sender_domain, organisational)


def strength(key: str) -> int:
    """The bits of a public key as it stands in a record; an elliptic one counts as good."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
    from cryptography.hazmat.primitives.serialization import load_der_public_key

    try:
        raw = base64.b64decode("".join(key.split()), validate=True)
        if len(raw) == 32:
            return GOOD_BITS
        found = load_der_public_key(raw)
    except (ValueError, TypeError, binascii.Error, UnsupportedAlgorithm):
        return 0
    return found.key_size if isinstance(found, RSAPublicKey) else 0


def tagged(record: str) -> dict[str, str]:
    """The parts of a record such as “v=DMARC1; p=none”."""
    pairs = (one.partition("=") for one in record.split(";"))
    return {name.strip().lower(): value.strip() for name, equals, value in pairs if equals}


def parents(domain: str) -> list[str]:
    """The domain and those above it, down to two labels: where a policy may stand."""
    labels = domain.lower().strip(".").split(".")
    return [".".join(labels[place:]) for place in range(max(1, len(labels) - 1))]


def _within(domain: str, other: str) -> bool:
    return domain == other or domain.endswith(f".{other}")
