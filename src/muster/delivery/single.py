"""One plain-text mail to one person, built by the standard library: an answer or a letter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from muster.accounts.models import Organisation
from muster.channels.kinds.sms import gsm
from muster.delivery import encode, tokens
from muster.delivery.press import loop_mark
from muster.kit.text import clean


@dataclass(frozen=True, slots=True, kw_only=True)
class Single:
    """What is in it. Nothing here can add a header: every value is one clean line."""

    token: str
    address: str
    title: str
    text: str
    at: datetime
    sender_name: str = ""
    reply_to: str = ""
    html: str = ""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    # Written because something came in: no machine may answer it, and no bounce of it comes back (RFC 3834).
    automatic: bool = False

    def message_id(self, house: Organisation) -> str:
        return tokens.message_id(self.token, domain(house))

    def return_path(self, house: Organisation) -> str:
        return "" if self.automatic else tokens.return_path(self.token, domain(house))

    def raw(self, house: Organisation) -> bytes:
        """The bytes after DATA, dots stuffed, without the final dot."""
        message = EmailMessage(policy=SMTP.clone(max_line_length=78))
        message["Date"] = format_datetime(self.at)
        message["From"] = _mailbox(self.sender_name, sender(house))
        message["To"] = _mailbox("", self.address)
        message["Subject"] = clean(self.title)[:300]
        message["Message-ID"] = self.message_id(house)
        if self.reply_to:
            message["Reply-To"] = _mailbox("", self.reply_to)
        if self.in_reply_to:
            message["In-Reply-To"] = _reference(self.in_reply_to)
        if self.references:
            message["References"] = " ".join(_reference(one) for one in self.references[-20:])
        message["X-Muster-Loop"] = loop_mark()
        if self.automatic:
            message["Auto-Submitted"] = "auto-replied"
            message["X-Auto-Response-Suppress"] = "All"
        message.set_content(_lines(self.text), cte="quoted-printable")
        if self.html:
            message.add_alternative(self.html, subtype="html", cte="quoted-printable")
        return stuffed(message.as_bytes())


def words_of_text(text: str) -> bytes:
    """The words of one text message, in the cheaper alphabet where that takes nothing from them."""
    return gsm.fitted(_lines(text).strip()).encode("utf-8", "replace")


def sender(house: Organisation) -> str:
    """The address we write from."""
    return house.sender_address or f"hello@{domain(house)}"


def domain(house: Organisation) -> str:
    return house.reply_domain or "localhost"


def stuffed(raw: bytes) -> bytes:
    """Make bytes safe to stand before the final dot."""
    whole = raw if raw.endswith(b"\r\n") else raw + b"\r\n"
    return (b"." + whole if whole.startswith(b".") else whole).replace(b"\r\n.", b"\r\n..")


def _mailbox(name: str, address: str) -> Address:
    return Address(display_name=clean(name)[:120], addr_spec=encode.one_line(address).strip())


def _reference(message_id: str) -> str:
    return f"<{clean(message_id).strip('<> ').replace(' ', '')[:250]}>"


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
