"""What decides what is sent, as one typed document; its digest is what people approve (A2, A5).

The digest is SHA-256 over canonical JSON, so any change, however small, is another document.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from functools import lru_cache
from typing import Any, Final

from muster.delivery import fields as merge_fields
from muster.delivery import liquid
from muster.delivery.models import Document
from muster.kit import clock
from muster.kit.actors import Doer
from muster.kit.errors import Refused

# Raised whenever the frame, the footer or the way of encoding changes what is sent.
TEMPLATE_VERSION: Final = 1


class NotADocument(Refused):
    """A part that decides what is sent is missing or is not of its kind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """One language of a message: the subject line and the body as staff wrote it."""

    language: str
    subject: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentBody:
    """Everything of A2. ``subject`` names whose message this is ("broadcast:12")."""

    subject: str
    channel: str
    purpose: str
    mode: str
    texts: tuple[Wording, ...]
    sender_name: str
    sender_address: str
    reply_to: str
    # The visible legal identity at the foot of every message.
    identity: str
    site_url: str
    return_domain: str
    snapshot: int
    size: int
    per_region: Mapping[str, int]
    audience: Mapping[str, Any]
    template_version: int = TEMPLATE_VERSION
    links: tuple[str, ...] = ()
    attachments: tuple[str, ...] = ()
    suppression: str = "stop, bounce, complaint, consent"
    window_from: str | None = None
    window_to: str | None = None
    zone_rule: str = "recipient"
    # "hand": somebody presses Release; "approved": as soon as the last approval is given.
    start: str = "hand"
    # ISO 8601, UTC; None means at once.
    not_before: str | None = None
    not_after_hours: int = 24
    per_minute: int = 0
    # Sizes of the waves before the rest; none means all at once.
    waves: tuple[int, ...] = ()
    soak_minutes: int = 0
    # At most so many of the first wave are out beyond those whose feedback time is over; 0: no limit.
    trickle: int = 0
    feedback_minutes: int = 0
    # Whether our own seed addresses get it first.
    seeds: bool = False
    # Whether it counts against, and stops at, how often one person is written to in a week (D14).
    capped: bool = True
    # What a text message shows as its sender.
    sms_sender: str = ""
    halt_thresholds: Mapping[str, float] = field(default_factory=dict)
    tracking: tuple[str, ...] = ()
    cost_minor: int = 0
    cost_cap_minor: int = 0
    currency: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        return json.loads(canonical(asdict(self)))  # type: ignore[no-any-return]

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> DocumentBody:
        """Read what ``to_json`` wrote; unknown and missing parts are refused."""
        known = {each.name for each in fields(cls)}
        if unknown := data.keys() - known:
            raise NotADocument(f"A document has no part “{min(unknown)}”.")
        try:
            values = dict(data)
            values["texts"] = tuple(Wording(**each) for each in data["texts"])
            for name in ("links", "attachments", "waves", "tracking"):
                values[name] = tuple(data.get(name, ()))
            return cls(**values)
        except (KeyError, TypeError) as error:
            raise NotADocument(f"This is not a whole document: {error}.") from error

    @property
    def title(self) -> str:
        """What its sends are called: the name its author gave it, else its first subject line."""
        return str(self.extra.get("title") or self.texts[0].subject)[:120]

    def wording(self, language: str) -> Wording:
        """The text for someone of ``language``; the first one where there is none in theirs."""
        return next((each for each in self.texts if each.language == language), self.texts[0])

    def merge_fields(self) -> liquid.Fields:
        """The fields its texts use. Raises TemplateProblem where one cannot be read."""
        found = liquid.Fields()
        for each in self.texts:
            found |= liquid.parse(each.subject, merge_fields.NAMES).fields
            found |= liquid.parse(each.text, merge_fields.NAMES).fields
        return found


Body = DocumentBody | Mapping[str, Any]


def body_of(body: Body) -> DocumentBody:
    """Return ``body`` typed, wherever it comes from."""
    return body if isinstance(body, DocumentBody) else DocumentBody.from_json(body)


def canonical(data: Mapping[str, Any]) -> str:
    """Write JSON in the one form the digest is over."""
    return json.dumps(
        data, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )


def digest(body: Body) -> str:
    """Return the SHA-256 of the canonical form, in hex."""
    return hashlib.sha256(canonical(body_of(body).to_json()).encode()).hexdigest()


def read(document: Document) -> DocumentBody:
    """Return the body of a sealed document."""
    return DocumentBody.from_json(json.loads(document.body))


@lru_cache(maxsize=256)
def title(document_id: int) -> str:
    """What a sealed document is called; it never changes."""
    return read(Document.objects.get(pk=document_id)).title


def seal(*, subject: str, body: Body, by: Doer) -> Document:
    """Keep ``body`` under its digest; sealing the very same again returns the first document."""
    whole = body_of(body)
    if whole.subject != subject:
        raise NotADocument("The document belongs to something else.")
    return Document.keep(
        subject=subject,
        text=canonical(whole.to_json()),
        digest=digest(whole),
        snapshot_id=whole.snapshot,
        mode=whole.mode,
        by=by.actor,
        at=clock.db_now(),
    )
