"""Notices in JSON that Amazon SES has its topics send by mail: the same content as its webhook."""

from __future__ import annotations

import contextlib
import json
from typing import Any

from muster.channels.kinds.email.reports import verdict
from muster.channels.kinds.email.reports.parts import Mail
from muster.channels.kinds.email.reports.shapes import Kind, Report


def read(mail: Mail) -> list[Report]:
    """What a notice says of each person; nothing if this is none."""
    notice = _notice(mail)
    told = str(notice.get("notificationType") or notice.get("eventType") or "").lower()
    names = _names(notice)
    if told == "bounce":
        return [_bounced(one, names) for one in _people(notice, "bounce", "bouncedRecipients")]
    if told == "complaint":
        people = _people(notice, "complaint", "complainedRecipients")
        return [_report("complained", one, names) for one in people]
    if told == "delivery":
        return [Report("delivered", names=names, source="ses")]
    return []


def _notice(mail: Mail) -> dict[str, Any]:
    if "notificationType" not in mail.words and "eventType" not in mail.words:
        return {}
    start, found = mail.words.find("{"), None
    with contextlib.suppress(ValueError, RecursionError):
        found, _end = json.JSONDecoder(strict=False).raw_decode(mail.words[start:])
        if isinstance(found, dict) and isinstance(found.get("Message"), str):
            found = json.loads(found["Message"], strict=False)
    return found if isinstance(found, dict) else {}


def _people(notice: dict[str, Any], part: str, listed: str) -> list[dict[str, Any]]:
    inner = notice.get(part)
    people = inner.get(listed) if isinstance(inner, dict) else None
    return [one for one in people if isinstance(one, dict)][:50] if isinstance(people, list) else []


def _bounced(person: dict[str, Any], names: tuple[str, ...]) -> Report:
    told, status = str(person.get("diagnosticCode", "")), str(person.get("status", ""))
    hard = verdict.is_hard(verdict.status_in(status), told, "")
    return _report("bounced" if hard else "soft", person, names)


def _report(kind: Kind, person: dict[str, Any], names: tuple[str, ...]) -> Report:
    return Report(
        kind,
        address=str(person.get("emailAddress", ""))[:320],
        code=verdict.status_in(str(person.get("status", ""))),
        detail=str(person.get("diagnosticCode", ""))[:300],
        names=names,
        source="ses",
    )


def _names(notice: dict[str, Any]) -> tuple[str, ...]:
    mail = notice.get("mail")
    headers = mail.get("headers") if isinstance(mail, dict) else None
    pairs = [one for one in headers if isinstance(one, dict)] if isinstance(headers, list) else []
    told = [str(one.get("value")) for one in pairs if str(one.get("name")).lower() == "message-id"]
    return tuple(one[:400] for one in [*told, str(mail.get("source", ""))] if one) if mail else ()
