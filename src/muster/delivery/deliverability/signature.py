"""Whether our mail is really signed: shown by a mail of ours that came back, not by what somebody set up.

Such a mail comes from a seed address that ends in our own inbox, or from a person who saved a test mail.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.utils.translation import gettext as _

from muster.delivery.deliverability import records
from muster.delivery.deliverability.records import Answer
from muster.delivery.models import SignatureSeen
from muster.kit import clock, dns

LASTING: Final = timedelta(days=90)
_MOST: Final = 5


@dataclass(frozen=True, slots=True)
class Seen:
    """One signature on one mail."""

    domain: str
    selector: str
    verified: bool
    covers: tuple[str, ...]
    words: str = ""


def check(raw: bytes) -> list[Seen]:
    """Every DKIM signature on a mail, the keys asked of the DNS. Raises CannotAsk if nobody answers."""
    count = raw.partition(b"\r\n\r\n")[0].lower().count(b"dkim-signature:")
    return [one for place in range(min(count, _MOST)) if (one := _one(raw, place)) is not None]


def best(found: list[Seen], domain: str) -> Seen | None:
    """The one that speaks for this domain: one that verifies, if there is any."""
    ours = [one for one in found if belongs(one.domain, domain)]
    return next((one for one in ours if one.verified), ours[0] if ours else None)


def belongs(signing: str, domain: str) -> bool:
    """Whether a signing domain is the one in From, above it or below it."""
    return signing == domain or signing.endswith(f".{domain}") or domain.endswith(f".{signing}")


def latest(domain: str) -> SignatureSeen | None:
    """The last signature for this domain that was seen, if that was not too long ago."""
    lately = SignatureSeen.objects.filter(seen_at__gt=clock.db_now() - LASTING)
    rows = lately.order_by("-seen_at", "-id")[:50]
    return next((row for row in rows if domain and belongs(row.domain, domain)), None)


def proved(domain: str) -> bool:
    """Whether a mail of ours was seen with a good signature of this domain."""
    row = latest(domain)
    return row is not None and row.verified


def answer(domain: str) -> Answer:
    """What the last mail of ours that came back showed."""
    fix = _("Send a test to yourself, save it as a file, and run: muster domain --mail FILE.")
    row = latest(domain)
    if row is None:
        words = _("No signed mail of ours was seen for 90 days.")
        return Answer("signature", ok=False, words=words, fix=fix)
    if not row.verified:
        words = _("The signature on our last mail does not verify: %(why)s.") % {"why": row.words}
        return Answer("signature", ok=False, words=words, fix=fix)
    lacking = records.covered(row.covers)
    if lacking:
        words = _("Our signature does not cover %(headers)s.") % {"headers": ", ".join(lacking)}
        fix = _("Let the relay sign these headers too (h=), then: muster domain --mail FILE.")
        return Answer("signature", ok=False, words=words, fix=fix)
    words = _("Our mail is signed by %(domain)s, and that verifies.") % {"domain": row.domain}
    return Answer("signature", ok=True, words=words)


def _one(raw: bytes, place: int) -> Seen | None:
    import dkim

    mail = dkim.DKIM(raw)
    why = ""
    try:
        verified = bool(mail.verify(idx=place, dnsfunc=_text))
    except dns.CannotAsk:
        raise
    except Exception as error:  # noqa: BLE001 - the library fails in many ways on broken signatures
        verified, why = False, f"{type(error).__name__}: {error}"
    fields = mail.signature_fields or {}
    if b"d" not in fields:
        return None
    covers = fields.get(b"h", b"").decode("ascii", "replace").lower().split(":")
    return Seen(
        domain=fields[b"d"].decode("ascii", "replace").lower(),
        selector=fields.get(b"s", b"").decode("ascii", "replace"),
        verified=verified,
        covers=tuple(one.strip() for one in covers),
        words=why or ("" if verified else _("the text or the key differs")),
    )


def _text(name: bytes | str, timeout: int = 5) -> bytes | None:
    del timeout  # the seam has a patience of its own
    plain = name.decode("ascii", "replace") if isinstance(name, bytes) else name
    found = dns.current().texts(plain.rstrip("."))
    return found[0].encode() if found else None
