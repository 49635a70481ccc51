"""A domain of ours in a DNS of our own, and a mail signed as it should be."""

from __future__ import annotations

import base64
from functools import lru_cache

import dkim
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from muster.kit.dns import Zone

DOMAIN, RETURNS, SELECTOR = "havsvakt.example", "mail.havsvakt.example", "m1"
RELAY, ADDRESS = "mx.havsvakt.example", "203.0.113.5"
HEADERS = (b"from", b"subject", b"list-unsubscribe", b"list-unsubscribe-post")


@lru_cache(maxsize=4)
def pair(bits: int = 2048) -> tuple[bytes, str]:
    """A private key, and its public half as a record holds it."""
    key = rsa.generate_private_key(65537, bits)
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.TraditionalOpenSSL,
        serialization.NoEncryption(),
    )
    public = key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return private, base64.b64encode(public).decode()


def zone(*, silent: tuple[str, ...] = (), **changed: list[str]) -> Zone:
    """Everything as it should be, but for what is changed: spf, dkim, dmarc, ptr, a."""
    records = {
        "spf": ["v=spf1 include:relay.example ~all", "something else"],
        "dkim": [f"v=DKIM1; k=rsa; p={pair()[1]}"],
        "dmarc": ["v=DMARC1; p=none"],
        "ptr": [RELAY],
        "a": [ADDRESS],
    } | changed
    return Zone(
        {
            RETURNS: {"TXT": records["spf"]},
            f"{SELECTOR}._domainkey.{DOMAIN}": {"TXT": records["dkim"]},
            f"_dmarc.{DOMAIN}": {"TXT": records["dmarc"]},
            ADDRESS: {"PTR": records["ptr"]},
            RELAY: {"A": records["a"]},
        },
        silent,
    )


def signed(*, headers: tuple[bytes, ...] = HEADERS, sender: str = f"hello@{DOMAIN}") -> bytes:
    """A mail of ours as it arrives somewhere."""
    raw = (
        f"From: Havsvakt <{sender}>\r\nTo: anna@people.example\r\nSubject: Beach clean\r\n"
        f"Message-ID: <x@{RETURNS}>\r\nList-Unsubscribe: <https://{DOMAIN}/stop/x>\r\n"
        "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n\r\nCome along.\r\n"
    ).encode()
    private = pair()[0]
    signature = dkim.sign(
        raw, SELECTOR.encode(), DOMAIN.encode(), private, include_headers=list(headers)
    )
    return bytes(signature) + raw
