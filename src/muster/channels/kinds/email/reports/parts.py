"""Takes a mail apart into what reports are made of: words, fields of delivery, fields of feedback, the returned mail.

The effort is bounded, and what is malformed is left out rather than guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, message_from_string
from email.message import Message
from email.policy import compat32
from functools import cached_property
from typing import Final

from muster.channels.kinds.email import receive

Pairs = tuple[tuple[str, str], ...]
MAX_WORDS: Final = 64 * 1024
MAX_GROUPS: Final = 100
_ID: Final = re.compile(r"<[^<>\s]{3,250}>")
_TAG: Final = re.compile(r"<(?!\S+@)[^>]{0,2000}>")
# Where old servers begin to quote the mail that came back.
_RETURNED: Final = re.compile(
    r"^(?:[-=_*> ]{2,}.{0,60}\b(?:copy of|original message|returned message|message header|"
    r"original mail|unsent message|header of|text of|undelivered message|included|forwarded).{0,80}"
    r"|(?:> ?)?(?:received: (?:from|by|\()|return-path: ?<|message-id: ?<|x-original-to:|dkim-signature:).*"
    r"|.{0,20}\b(?:original message (?:follows|headers?)|below this line is|message header[s:]"
    r"|the header of the original).{0,60})$",
    re.IGNORECASE | re.MULTILINE,
)
_FIELD: Final = re.compile(r"^>? ?([A-Za-z][A-Za-z-]{1,40}): ?(.*(?:\n[ \t]+.*)*)", re.MULTILINE)


@dataclass(frozen=True)
class Mail:
    """One mail, taken apart. ``words`` end where the returned mail begins."""

    headers: Pairs
    content_type: str
    report_type: str
    words: str
    groups: tuple[dict[str, str], ...] = ()
    feedback: Pairs = ()
    returned: Pairs = ()
    message: Message = field(default_factory=Message, repr=False)

    def first(self, name: str) -> str:
        return first(self.headers, name)

    @cached_property
    def ancestors(self) -> tuple[str, ...]:
        """The Message-IDs this mail says it answers."""
        whole = " ".join(self.first(name) for name in ("in-reply-to", "references"))
        return tuple(dict.fromkeys(_ID.findall(whole)))[:50]

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Everything that may name the mail this one is about: of the returned mail first."""
        fields = ("message-id", "return-path", "original-mail-from", "x-original-message-id")
        told = [first(self.returned, name) for name in fields]
        told += [value for name, value in self.feedback if name in fields]
        told += [group[name] for group in self.groups for name in fields if name in group]
        return tuple(dict.fromkeys([*(one[:400] for one in told if one), *self.ancestors]))[:60]


def take_apart(raw: bytes) -> Mail:
    """Read one mail."""
    message = message_from_bytes(receive.bounded(raw), policy=compat32)
    words, groups, feedback, returned = _sorted(message)
    kept, quoted = _without_returned("\n".join(words)[:MAX_WORDS])
    return Mail(
        headers=_pairs(message),
        content_type=message.get_content_type(),
        report_type=str(message.get_param("report-type") or "").lower(),
        words=kept,
        groups=tuple(groups[:MAX_GROUPS]),
        feedback=tuple(feedback),
        returned=tuple(returned) or quoted,
        message=message,
    )


def first(pairs: Pairs, name: str) -> str:
    return next((value for key, value in pairs if key == name), "")


def _sorted(
    message: Message,
) -> tuple[list[str], list[dict[str, str]], list[tuple[str, str]], list[tuple[str, str]]]:
    words: list[str] = []
    groups: list[dict[str, str]] = []
    feedback: list[tuple[str, str]] = []
    returned: list[tuple[str, str]] = []
    pages: list[str] = []
    for part in _leaves(message):
        kind = part.get_content_type()
        if kind in {"message/delivery-status", "message/global-delivery-status"}:
            groups += _groups(part)
        elif kind in {"message/feedback-report", "message/x-arf"}:
            feedback += [pair for inner in _inner(part) for pair in _pairs(inner)]
        elif kind.startswith("message/") or kind == "text/rfc822-headers":
            returned += [pair for inner in _inner(part) for pair in _pairs(inner)]
        elif kind == "text/html":
            pages.append(_TAG.sub(" ", receive.content(part)))
        elif kind.startswith("text/"):
            words.append(receive.content(part))
    return words or pages, groups, feedback, returned


def _leaves(message: Message) -> Iterator[Message]:
    waiting, seen = [message], 0
    while waiting and seen < receive.MAX_PARTS:
        part, seen = waiting.pop(), seen + 1
        inner = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(inner, list):
            waiting += [one for one in reversed(inner) if isinstance(one, Message)]
        else:
            yield part


def _inner(part: Message) -> list[Message]:
    """The messages inside a part: parsed already, or written there as plain text."""
    payload = part.get_payload()
    if isinstance(payload, list):
        return [one for one in payload if isinstance(one, Message)]
    text = receive.content(part).lstrip("\n")
    return [message_from_string(block, policy=compat32) for block in text.split("\n\n") if block]


def _groups(part: Message) -> list[dict[str, str]]:
    """One dictionary for each recipient, what is said of the whole mail mixed in."""
    whole: dict[str, str] = {}
    found: list[dict[str, str]] = []
    for block in _inner(part):
        mine: dict[str, str] = {}
        for name, value in _pairs(block):
            # Some servers leave out the empty line between two people.
            if name == "final-recipient" and name in mine:
                found.append(mine)
                mine = {}
            mine.setdefault(name, value)
        if _about_somebody(mine):
            found.append(mine)
        elif not found:
            whole = mine
    return [whole | one for one in found]


def _about_somebody(block: dict[str, str]) -> bool:
    return bool({"final-recipient", "original-recipient", "action", "status"} & block.keys())


def _pairs(message: Message) -> Pairs:
    raw = list(message.raw_items())[: receive.MAX_HEADERS]
    return tuple((str(n).lower(), receive.decoded(str(v)[:8000]).strip()) for n, v in raw)


def _without_returned(words: str) -> tuple[str, Pairs]:
    found = _RETURNED.search(words)
    if found is None:
        return words, ()
    rest = words[found.start() :]
    fields = tuple((name.lower(), value.strip()) for name, value in _FIELD.findall(rest)[:100])
    return words[: found.start()], fields
