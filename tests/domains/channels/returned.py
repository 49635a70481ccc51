"""Returned mail as servers write it, in our own words: each sample names what it is."""

from __future__ import annotations

TOKEN = "r7-0123456789abcdef01234567"
OURS = f"<{TOKEN}@mail.havsvakt.example>"
_ORIGINAL = f"Message-ID: {OURS}\r\nFrom: hello@havsvakt.example\r\nSubject: Beach clean\r\n"


def dsn(
    status: str, told: str, *, action: str = "failed", words: str = "It could not be delivered."
) -> bytes:
    """A report as RFC 3464 wants it."""
    return (
        "Return-Path: <>\r\nFrom: MAILER-DAEMON@mx.example\r\nTo: b@mail.havsvakt.example\r\n"
        "Subject: Undelivered Mail Returned to Sender\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        f"--b\r\nContent-Type: text/plain\r\n\r\n{words}\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\n"
        "Reporting-MTA: dns; mx.example\r\n\r\n"
        "Final-Recipient: rfc822; anna@people.example\r\n"
        f"Action: {action}\r\nStatus: {status}\r\nDiagnostic-Code: smtp; {told}\r\n\r\n"
        f"--b\r\nContent-Type: message/rfc822\r\n\r\n{_ORIGINAL}\r\nCome along.\r\n--b--\r\n"
    ).encode()


def words(subject: str, text: str) -> bytes:
    """A bounce that is nothing but words, with the returned mail beneath."""
    return (
        "Return-Path: <>\r\nFrom: Mail Delivery System <MAILER-DAEMON@mx.example>\r\n"
        f"Subject: {subject}\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n\r\n"
        f"--- This is a copy of the message.\r\n\r\nReturn-Path: <b-{TOKEN}@mail.havsvakt.example>\r\n"
        f"{_ORIGINAL}\r\nCome along.\r\n"
    ).encode()


def complaint(kind: str = "abuse") -> bytes:
    """A feedback report (RFC 5965)."""
    return (
        "From: fbl@provider.example\r\nSubject: complaint\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=feedback-report; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nThis is an abuse report.\r\n"
        f"--b\r\nContent-Type: message/feedback-report\r\n\r\nFeedback-Type: {kind}\r\n"
        "User-Agent: Loop/1\r\nVersion: 1\r\nOriginal-Rcpt-To: <anna@people.example>\r\n\r\n"
        f"--b\r\nContent-Type: message/rfc822\r\n\r\n{_ORIGINAL}\r\nCome along.\r\n--b--\r\n"
    ).encode()


def plain_complaint() -> bytes:
    """A complaint forwarded as it was, without any form."""
    return (
        "From: feedbackloop@provider.example\r\nSubject: Complaint about message\r\n"
        'Content-Type: multipart/mixed; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nA member complained about this message.\r\n"
        f"--b\r\nContent-Type: message/rfc822\r\n\r\n{_ORIGINAL}\r\nCome along.\r\n--b--\r\n"
    ).encode()


def away(subject: str, *headers: str) -> bytes:
    """Somebody is on holiday."""
    more = "".join(f"{one}\r\n" for one in headers)
    return (
        f"From: Anna <anna@people.example>\r\nSubject: {subject}\r\nIn-Reply-To: {OURS}\r\n{more}\r\n"
        "I am back on Monday. Your mailbox full of news will wait; user unknown until then.\r\n"
    ).encode()
