"""What gateways tell us: texts that people wrote, and what became of ours. Bounded, and never an error.

A phone number is what the network says of a sender; whoever calls has shown that they are the gateway.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Literal
from urllib.parse import parse_qsl

from muster.channels.base import Incoming
from muster.channels.kinds.sms import stops

LONGEST: Final = 10_000
# The header that says that the carrier has answered a word like STOP itself.
ANSWERED: Final = "X-Carrier-Answered"
_NOT_IN_A_NUMBER: Final = re.compile(r"[^\d+*#A-Za-z]")
_SHORTEST_ABROAD: Final = 10
# A moment told to us is believed if it is no more than this from our own.
_BELIEVED: Final = timedelta(days=7)

Became = Literal["delivered", "soft", "bounced", "stopped"]
# Kannel: delivered 1, failed 2, rejected 16. A phone that is off fails too, so no failure is for good,
# unless the network says that there is no such subscriber, or none who can get texts.
_KANNEL: Final[dict[str, Became]] = {"1": "delivered", "2": "soft", "16": "soft"}
_NOBODY: Final = re.compile(
    r"(unknown|unidentified|illegal) subscriber|unallocated number|absent number"
    r"|invalid (dest|number)|number (does not exist|not in service)",
    re.IGNORECASE,
)
# What a network refuses at once, as Kannel names it: NACK/11/Invalid Destination Address (SMPP 3.4, 5.1.3).
_NACK: Final = re.compile(r"NACK/(\d+)/", re.IGNORECASE)
_NACK_NOBODY: Final = frozenset({11})
# A report of SMPP: “stat:UNDELIV err:001”. The errors are those of the mobile network (3GPP TS 29.002, 17.6):
# unknown, unidentified or illegal subscriber, no service for texts, illegal handset.
_ENDED: Final = re.compile(
    r"stat:(UNDELIV|REJECTD)\b.*?\berr:0*(\d{1,3})\b", re.IGNORECASE | re.DOTALL
)
_ERR_NOBODY: Final = frozenset({1, 5, 9, 11, 12})
_TWILIO: Final[dict[str, Became]] = {
    "delivered": "delivered",
    "undelivered": "soft",
    "failed": "soft",
}
# Unknown handset; a landline; no mobile number at all. And the one who told the carrier to stop.
_TWILIO_NOBODY: Final = frozenset({"30005", "30006", "21211", "21614"})
_TWILIO_STOPPED: Final = "21610"
_CHARSETS: Final = {"utf-16be", "utf-8", "windows-1252", "iso-8859-1", "us-ascii", "gsm"}


@dataclass(frozen=True, slots=True)
class Report:
    """What became of one text of ours; ``event`` is the same whenever the same thing is told again."""

    kind: Became
    event: str
    at: datetime
    code: str = ""
    detail: str = ""


def kannel_report(query: str, *, name: str, now: datetime) -> Report | None:
    """Read Kannel’s call about the message ``name``; None if it is a step on the way and no end."""
    said = _pairs(query)
    kind = _KANNEL.get(said.get("state", ""))
    if kind is None:
        return None
    detail = said.get("said", "")[:200]
    if kind == "soft" and _for_good(said.get("said", "")[:1000]):
        kind = "bounced"
    return Report(
        kind, f"{name}:{said['state']}", _moment(said.get("at", ""), now), said["state"], detail
    )


def _for_good(words: str) -> bool:
    """Whether a failure will be the same the next time: what is said of the number, not of this moment."""
    refused, ended = _NACK.search(words), _ENDED.search(words)
    return (
        _NOBODY.search(words) is not None
        or (refused is not None and int(refused[1]) in _NACK_NOBODY)
        or (ended is not None and int(ended[2]) in _ERR_NOBODY)
    )


def kannel_text(query: str, *, now: datetime) -> Incoming | None:
    """Read a text that Kannel hands on; None if nobody is named as its sender."""
    said = _pairs(query)
    charset = said.get("charset", "utf-8").strip().casefold()
    words = said.get("text", "")
    if charset in _CHARSETS - {"utf-8", "gsm"}:
        words = _recoded(query, charset)
    return _incoming(
        sender=said.get("from", ""),
        to=said.get("to", ""),
        words=words,
        name=said.get("id", ""),
        now=now,
        answered=False,
    )


def twilio_report(form: Mapping[str, str], *, now: datetime) -> Report | None:
    """Read Twilio’s call about a message; None if it is a step on the way and no end."""
    status, code = form.get("MessageStatus", ""), form.get("ErrorCode", "")[:20]
    kind = _TWILIO.get(status)
    if kind is None:
        return None
    if kind == "soft" and code in _TWILIO_NOBODY:
        kind = "bounced"
    if kind == "soft" and code == _TWILIO_STOPPED:
        kind = "stopped"
    return Report(kind, f"{form.get('MessageSid', '')[:80]}:{status}", now, code)


def twilio_text(form: Mapping[str, str], *, now: datetime) -> Incoming | None:
    """Read a text that Twilio hands on; None if nobody is named as its sender."""
    words = form.get("Body", "")
    told = bool(form.get("OptOutType"))
    return _incoming(
        sender=form.get("From", ""),
        to=form.get("To", ""),
        words=words,
        name=form.get("MessageSid", ""),
        now=now,
        answered=told or stops.is_known_to_providers(words),
    )


def carrier_answered(incoming: Incoming) -> bool:
    """Whether the carrier answered this word itself, so that we must not do it again."""
    return ANSWERED in dict(incoming.headers)


def number(told: str) -> str:
    """A sender as the network names it, in international form where that is certain."""
    kept = _NOT_IN_A_NUMBER.sub("", told.strip())[:40]
    if kept.startswith("00"):
        return f"+{kept[2:]}"
    # Gateways leave the plus out; a number at home begins with a nought or is short.
    abroad = kept.isdigit() and len(kept) >= _SHORTEST_ABROAD and not kept.startswith("0")
    return f"+{kept}" if abroad else kept


def _incoming(
    *, sender: str, to: str, words: str, name: str, now: datetime, answered: bool
) -> Incoming | None:
    writer = number(sender)
    if not writer:
        return None
    kept = words.replace("\x00", "")[:LONGEST]
    return Incoming(
        channel="sms",
        sender=writer,
        recipients=(number(to),),
        subject="",
        text=kept,
        html="",
        message_id=name.strip()[:200],
        references=(),
        auto=False,
        received_at=now,
        raw_size=len(words.encode("utf-8", "replace")),
        headers=((ANSWERED, "yes"),) if answered else (),
        truncated=len(words) > LONGEST,
    )


def _pairs(query: str) -> dict[str, str]:
    return dict(parse_qsl(query, keep_blank_values=True, errors="replace"))


def _recoded(query: str, charset: str) -> str:
    # The octets of another alphabet do not survive being read as UTF-8, so they are read once more.
    raw = dict(parse_qsl(query, keep_blank_values=True, encoding="latin-1")).get("text", "")
    return raw.encode("latin-1", "replace").decode(charset, "replace")


def _moment(told: str, now: datetime) -> datetime:
    if not told.isdecimal() or len(told) > 12:
        return now
    moment = datetime.fromtimestamp(min(int(told), 32_503_680_000), UTC)
    return moment if abs(moment - now) < _BELIEVED else now
