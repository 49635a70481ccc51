"""What kind of thing arrived: a person's words, a machine's, a report about our mail, or a circle. Pure.

Headers decide, never the wording, so that nobody is taken for a machine because of what they wrote.
"""

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum

from muster.channels import posts
from muster.channels.base import Incoming
from muster.channels.kinds.email.reports import Report
from muster.delivery.press import loop_mark
from muster.kit import secrets
from muster.kit.text import clean

MAX_HOPS = 50
LOOP_HEADER = "x-muster-loop"
_REPORTS = re.compile(
    r"report-type\s*=\s*\"?(delivery-status|feedback-report|disposition-notification)",
    re.IGNORECASE,
)
_DAEMON = re.compile(r"^(mailer-daemon|postmaster|mail-daemon|double-bounce)(@|$)", re.IGNORECASE)
_KEPT_HEADERS = (
    "from",
    "to",
    "cc",
    "date",
    "reply-to",
    "in-reply-to",
    "auto-submitted",
    "list-id",
    "precedence",
    # Of our own form; nobody else’s is believed.
    "x-muster-topic",
    "content-language",
)
_MAX_HEADER = 500


class Kind(StrEnum):
    """What arrived."""

    PERSON = "person"
    AUTO = "auto"
    BOUNCE = "bounce"
    LOOP = "loop"


def kind(incoming: Incoming, reports: Sequence[Report] = ()) -> Kind:
    """Return what ``incoming`` is; the first that fits, most dangerous first."""
    if hops(incoming) > MAX_HOPS or header(incoming, LOOP_HEADER) == loop_mark():
        return Kind.LOOP
    if is_report(incoming) or _reports_something(incoming, reports):
        return Kind.BOUNCE
    return Kind.AUTO if incoming.auto else Kind.PERSON


def is_report(incoming: Incoming) -> bool:
    """Tell whether this is a bounce or a complaint: a report by its type, or a daemon without a return path."""
    content = header(incoming, "content-type")
    if content.lower().startswith("multipart/report") and _REPORTS.search(content):
        return True
    return bool(_DAEMON.match(incoming.sender)) and not incoming.return_path.strip("<> ")


def _reports_something(incoming: Incoming, reports: Sequence[Report]) -> bool:
    """Tell whether a machine reports a delivery in a shape of its own; people who write so stay people."""
    told = any(one.kind != "automatic" for one in reports)
    return told and (incoming.auto or any(one.source == "arf" for one in reports))


def hops(incoming: Incoming) -> int:
    """Return how many machines handed this on."""
    return sum(1 for name, _ in pairs(incoming) if name.lower() == "received")


def header(incoming: Incoming, name: str) -> str:
    """Return the first header of that name, whatever its case, or nothing."""
    return next((value for key, value in pairs(incoming) if key.lower() == name), "")


def pairs(incoming: Incoming) -> list[tuple[str, str]]:
    """Return the headers as pairs, in their order, repeated ones too."""
    headers = incoming.headers
    return list(headers.items() if isinstance(headers, Mapping) else headers)


def kept_headers(incoming: Incoming) -> dict[str, str]:
    """Return the few headers worth showing to whoever asks where a mail came from.

    Of a post, what an answer to it must name, and where it stands: no mail can say such things of itself.
    """
    if incoming.channel in posts.KINDS:
        told = [*pairs(incoming), ("link", incoming.link), ("public", "yes" * incoming.public)]
        return {name: clean(value)[:_MAX_HEADER] for name, value in told if value}
    found = ((name, header(incoming, name)) for name in _KEPT_HEADERS)
    return {name: clean(value)[:_MAX_HEADER] for name, value in found if value}


def fingerprint(incoming: Incoming, reports: Sequence[Report] = ()) -> str:
    """Return one name for one message: a second delivery has the same, a reused Message-ID does not.

    Servers report in the same words about everybody, often without a Message-ID: there it counts whom
    and what they report about.
    """
    if incoming.channel in posts.KINDS:
        # A network gives each post one name, and its writer may change the words.
        return secrets.mac("inbox.arrival", incoming.channel, incoming.message_id)
    parts = [incoming.channel, incoming.message_id, incoming.sender, incoming.text, incoming.html]
    for report in reports:
        parts += [report.kind, report.address, report.code, report.detail, *report.names]
    if any(report.kind != "automatic" for report in reports):
        parts += incoming.recipients
    return secrets.mac(
        "inbox.arrival", *(part.encode("utf-8", "replace").decode() for part in parts)
    )


def sender_mac(incoming: Incoming) -> str:
    """Return the sender as a keyed fingerprint, for counting without keeping the address."""
    return secrets.mac("inbox.sender", incoming.channel, clean(incoming.sender).casefold())
