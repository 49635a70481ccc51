"""A mail that could not be delivered, or not yet: by its fields (RFC 3464), else by its words."""

from __future__ import annotations

import logging
import re
from typing import Final

from flufl.bounce import all_failures

from muster.channels.kinds.email.reports import verdict
from muster.channels.kinds.email.reports.parts import Mail, first
from muster.channels.kinds.email.reports.shapes import Kind, Report

# It logs each detector, and what stumbled with pieces of the mail; a log of ours holds no addresses.
logging.getLogger("flufl.bounce").setLevel(logging.CRITICAL)
_ADDRESS: Final = re.compile(r"[^\s<>\"'()\[\],;:]+@[A-Za-z0-9.-]+\.[A-Za-z0-9-]{2,}")
_SENDERS: Final = re.compile(
    r"(mailer-daemon|mail-daemon|postmaster|mail delivery|delivery (sub)?system|mailadm|mail server"
    r"|mail administrator|non-delivery|postoffice|mailerdaemon|microsoft outlook|microsoftexchange)",
    re.IGNORECASE,
)
_SUBJECTS: Final = re.compile(
    r"(undeliver|not delivered|delivery (has )?(status|failure|failed|report|problem|error|notification|delayed)"
    r"|delivery of|failure (notice|notification)|mail (system )?error|returned? (to sender|mail)|returned:"
    r"|non[- ]?delivery|mail(delivery)? fail|could ?n.t be delivered|message status|nondeliverable"
    r"|delivery notification|failed to deliver|cannot be delivered|rejected mail|bounce"
    r"|mancat[oa] (consegna|recapito)|impossibile (consegnare|recapitare)|messaggio non recapitat"
    r"|non (remis|distribu)|[ée]chec de (la )?(remise|distribution|livraison)|retour.{0,20}exp[ée]diteur"
    r"|nie ?dor[eę]cz|niedostarcz|zwr[oó]t (wiadomo|poczty)|nieudan[ae] dostar|nie mo[zż]na dostarczy)",
    re.IGNORECASE,
)
# A line that begins with whom it is about.
_LISTED: Final = re.compile(
    r"^[ \t]*(?:5\d\d[ -](?:5\.\d\.\d )?)?<([^\s<>@]+@[^\s<>]+)>(?:\.\.\.|:)", re.MULTILINE
)
# The protocol a diagnostic was spoken in, as RFC 3464 puts it before the words.
_SPOKEN: Final = re.compile(r"^[\w-]{1,40}; ?")
# Gateways that write “user unknown” for whatever they will not take.
_FILTERS: Final = re.compile(r"MSEXCH:IMC", re.IGNORECASE)
_FILTER_HEADERS: Final = ("x-ahmailid",)
_DELIVERED: Final = frozenset({"delivered", "relayed", "expanded"})


def read(mail: Mail) -> list[Report]:
    """What became of each recipient a mail speaks of; nothing if it is no bounce."""
    if mail.groups:
        return [_by_fields(mail, group) for group in mail.groups]
    if not _looks_like_one(mail):
        return []
    return _by_words(mail)


def _by_fields(mail: Mail, group: dict[str, str]) -> Report:
    action = group.get("action", "failed").split("(")[0].split(";")[0].strip().lower()
    told = _SPOKEN.sub("", " ".join(group.get("diagnostic-code", "").split()))
    status = verdict.status_in(group.get("status", "")) or ""
    kind: Kind
    if action in _DELIVERED:
        kind = "delivered"
    elif action == "delayed":
        kind = "delayed"
    else:
        # The words are about everybody; where the fields tell, only those count.
        words = "" if told and len(mail.groups) > 1 else mail.words
        kind = "bounced" if verdict.is_hard(status, told, words) else "soft"
    return Report(
        kind,
        address=_plain(group.get("original-recipient") or group.get("final-recipient", "")),
        code=status or verdict.status_in(told) or verdict.reply_in(told),
        detail=told[:300],
        names=mail.names,
        source="dsn",
    )


def _by_words(mail: Mail) -> list[Report]:
    people = _recipients(mail)
    if len(people) == 1:
        return [_said(mail, people[0], "", mail.words)]
    return [_said(mail, one, *_about(mail.words, one, people)) for one in people]


def _said(mail: Mail, address: str, told: str, words: str) -> Report:
    hard = verdict.is_hard("", told, words) and not _is_filter(mail)
    return Report(
        "bounced" if hard else "soft",
        address=address,
        code=verdict.status_in(words) or verdict.reply_in(words),
        detail=" ".join((told or words).split())[:300],
        names=mail.names,
        source="bounce",
    )


def _about(words: str, address: str, people: list[str]) -> tuple[str, str]:
    """The lines that name one of several people, and these with what follows until the next is named."""
    own, kept, theirs = [], [], False
    for line in words.splitlines():
        named = [one for one in people if one in line]
        theirs = address in named or (theirs and not named)
        if theirs:
            kept.append(line)
        if address in named:
            own.append(line)
    return "\n".join(own), "\n".join(kept)


def _is_filter(mail: Mail) -> bool:
    return any(mail.first(one) for one in _FILTER_HEADERS) or bool(_FILTERS.search(mail.words))


def is_from_a_server(mail: Mail) -> bool:
    """Whether a mail server wrote this, and not a program in somebody’s name."""
    told = bool(mail.groups) or bool(mail.first("x-failed-recipients"))
    return told or bool(_SENDERS.search(mail.first("from")))


def _looks_like_one(mail: Mail) -> bool:
    if mail.report_type == "delivery-status":
        return True
    signs = (
        mail.first("return-path").replace(" ", "") in {"<>", "<mailer-daemon>"},
        bool(_SENDERS.search(mail.first("from"))),
        bool(_SUBJECTS.search(mail.first("subject"))),
        bool(_SUBJECTS.search(mail.words[:400])),
    )
    return sum(signs) >= 2 or bool(mail.first("x-failed-recipients"))


def _recipients(mail: Mail) -> list[str]:
    told = _ADDRESS.findall(mail.first("x-failed-recipients"))
    if not told:
        named = _known_wordings(mail)
        named |= set(_LISTED.findall(mail.words))
        told = sorted((one for one in named if one in mail.words), key=mail.words.index)
    if not told:
        told = _ADDRESS.findall(first(mail.returned, "to"))[:1] or _ADDRESS.findall(mail.words)[:1]
    return list(dict.fromkeys(told))[:50] or [""]


def _known_wordings(mail: Mail) -> set[str]:
    """Addresses found by a library that knows dozens of servers; it reads the returned mail as well."""
    try:
        lasting, passing = all_failures(mail.message)
    except Exception:  # noqa: BLE001 - it stumbles in many ways over headers that are not there
        return set()
    return {one.decode("utf-8", "replace") for one in (*lasting, *passing)}


def _plain(field: str) -> str:
    """The address in a field such as “rfc822; anna@example.org”."""
    return field.rpartition(";")[2].strip().strip("<> ")[:320]
