"""Mail that comes back after it was taken: delivery failures and complaints, handed to whoever takes our mail.

They go to the return path, which is the only thing in them that can prove anything (D1).
"""

from __future__ import annotations

import asyncio
import shlex
import smtplib
import subprocess
import time
from dataclasses import dataclass
from email import message_from_string
from email.message import EmailMessage, Message
from email.mime.message import MIMEMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.parser import BytesHeaderParser
from email.utils import make_msgid
from typing import Final
from urllib.parse import urlsplit

from muster.proof.witness.manners import Manners

_PATIENCE: Final = 30


@dataclass(slots=True)
class Bounces:
    """Decides which mail comes back, and hands it over after a while."""

    manners: Manners
    sent: int = 0
    failed: int = 0

    def after(self, sender: str, to: str, body: bytes) -> None:
        """Plan what this mail will cause."""
        manners = self.manners
        if not manners.mail_to or not sender:
            return
        if manners.strikes(manners.bounces, "bounce", to):
            self._plan(bounce(sender, to, body), sender)
        elif manners.strikes(manners.complaints, "complaint", to):
            self._plan(complaint(sender, to, body), sender)

    def _plan(self, mail: bytes, to: str) -> None:
        loop = asyncio.get_running_loop()
        seconds = self.manners.receipt_delay / self.manners.pace
        loop.call_later(seconds, loop.run_in_executor, None, self._hand_over, mail, to)

    def _hand_over(self, mail: bytes, to: str) -> None:
        try:
            _deliver(self.manners.mail_to, mail, to)
            self.sent += 1
        except (OSError, smtplib.SMTPException, subprocess.SubprocessError):
            self.failed += 1


def bounce(sender: str, to: str, body: bytes, *, status: str = "5.1.1") -> bytes:
    """A delivery status notification as RFC 3464 has it, with the head of what came back."""
    told = (
        "Reporting-MTA: dns; witness.example\r\n\r\n"
        f"Final-Recipient: rfc822; {to}\r\nAction: failed\r\nStatus: {status}\r\n"
        f"Diagnostic-Code: smtp; 550 {status} No such mailbox\r\n"
    )
    words = f"Your message to {to} could not be delivered."
    return _report(
        sender, body, "delivery-status", told, words, subject="Undelivered Mail Returned to Sender"
    )


def complaint(sender: str, to: str, body: bytes) -> bytes:
    """An abuse report as RFC 5965 has it."""
    told = (
        "Feedback-Type: abuse\r\nUser-Agent: witness/1\r\nVersion: 1\r\n"
        f"Original-Mail-From: {sender}\r\nOriginal-Rcpt-To: {to}\r\n"
    )
    words = "This is an abuse report about a message that came from you."
    return _report(sender, body, "feedback-report", told, words, subject="FW: complaint")


def _report(to: str, body: bytes, kind: str, told: str, words: str, *, subject: str) -> bytes:
    report = MIMEMultipart("report")
    report.set_param("report-type", kind)
    report["From"] = "Mail Delivery System <MAILER-DAEMON@witness.example>"
    report["To"], report["Subject"] = to, subject
    report["Message-ID"] = make_msgid(domain="witness.example")
    report["Date"] = time.strftime("%a, %d %b %Y %H:%M:%S +0000", time.gmtime())
    report["Auto-Submitted"] = "auto-replied"
    report.attach(MIMEText(words))
    machine = EmailMessage()
    machine["Content-Type"] = f"message/{kind}"
    # The library writes a delivery status from its groups, and any other report as it stands.
    groups: list[Message | str] = [message_from_string(one) for one in told.split("\r\n\r\n")]
    if kind == "delivery-status":
        machine.set_payload(groups)
    else:
        machine.set_payload(told)
    report.attach(machine)
    head = BytesHeaderParser().parsebytes(body)
    head.set_payload("")
    del head["Content-Type"], head["Content-Transfer-Encoding"]
    original = MIMEMessage(head)
    original.set_type("message/rfc822")
    report.attach(original)
    return report.as_bytes()


def _deliver(mail_to: str, mail: bytes, to: str) -> None:
    place = urlsplit(mail_to)
    if place.scheme == "lmtp":
        with smtplib.LMTP(place.hostname or "127.0.0.1", place.port or 24) as door:
            door.sendmail("", [to], mail)
    else:
        subprocess.run(shlex.split(mail_to), input=mail, check=True, timeout=_PATIENCE)
