"""Reads what machines send back: delivery reports, complaints and auto-replies, in whatever shape they come.

A report says whom it is about, but nothing in it is trusted: ``names`` are the Message-IDs and return
paths it carries, and only a keyed name of ours among them proves whose message it was (D1).
"""

from __future__ import annotations

from muster.channels.kinds.email import automatic
from muster.channels.kinds.email.reports import bounces, complaints, notices, parts
from muster.channels.kinds.email.reports.parts import Mail
from muster.channels.kinds.email.reports.shapes import Kind, Report

__all__ = ["Kind", "Report", "read"]


def read(raw: bytes) -> list[Report]:
    """What a mail reports, one entry for each person it is about; nothing if it is no report."""
    mail = parts.take_apart(raw)
    found = complaints.read(mail) or notices.read(mail)
    if found:
        return found
    if _answers_by_itself(mail):
        return [Report("automatic", names=mail.ancestors, source="auto-reply")]
    found = bounces.read(mail)
    if found:
        return found
    if automatic.is_automatic(mail.headers):
        return [Report("automatic", names=mail.ancestors, source="auto-reply")]
    return []


def _answers_by_itself(mail: Mail) -> bool:
    # A vacation program may use the null return path too, and a bounce may call itself a reply:
    # whose name stands in From tells them apart.
    return automatic.is_reply(mail.headers) and not bounces.is_from_a_server(mail)
