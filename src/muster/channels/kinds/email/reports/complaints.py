"""Somebody called a mail of ours unwanted: feedback reports (RFC 5965), and those that leave the form out."""

from __future__ import annotations

import re
from typing import Final

from muster.channels.kinds.email.reports.parts import Mail, Pairs, first
from muster.channels.kinds.email.reports.shapes import Kind, Report

# Kinds of feedback a person is behind; the others are about signatures and servers.
_PEOPLE: Final = frozenset({"abuse", "fraud", "opt-out", "opt-out-list", "miscategorized", "other"})
# Providers that forward the complaint as it is, without the machine-readable part.
_WITHOUT_FORM: Final = re.compile(
    r"\b(abuse report|complaint (about|from|report)|spam complaint|email feedback report|"
    r"complained about|feedback loop)\b",
    re.IGNORECASE,
)
_DESKS: Final = re.compile(
    r"^(staff@hotmail|fbl[-.@]|feedbackloop|feedback-?loop@|complaints?@|abuse@|arf@|scomp@)",
    re.IGNORECASE,
)
_TOLD: Final = "x-hmxmroriginalrecipient"


def read(mail: Mail) -> list[Report]:
    """The complaints in a mail, one for each person named; one if nobody is."""
    if mail.feedback and mail.report_type in {"feedback-report", ""}:
        told = first(mail.feedback, "feedback-type").lower().strip() or "abuse"
        return _reports(mail, _kind(told), told, _addresses(mail.feedback))
    if _is_complaint(mail):
        return _reports(mail, "complained", "abuse", [first(mail.returned, _TOLD)])
    return []


def _kind(told: str) -> Kind:
    return "complained" if told in _PEOPLE else "noticed"


def _addresses(feedback: Pairs) -> list[str]:
    named = [value for name, value in feedback if name in {"original-rcpt-to", "removal-recipient"}]
    return list(dict.fromkeys(one.strip("<> ") for one in named))[:50] or [""]


def _is_complaint(mail: Mail) -> bool:
    if not mail.returned or mail.groups:
        return False
    if first(mail.returned, _TOLD) or mail.first(_TOLD):
        return True
    sender = mail.first("from").rpartition("<")[2].strip("> ")
    subject = f"{mail.first('subject')}\n{mail.words[:500]}"
    return bool(_DESKS.match(sender) and _WITHOUT_FORM.search(subject))


def _reports(mail: Mail, kind: Kind, told: str, addresses: list[str]) -> list[Report]:
    return [
        Report(kind, address=one, code=told[:20], names=mail.names, source="arf")
        for one in addresses
    ]
