"""What a source knows of one person, and what became of it: the two ends of ``actions.resolve``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Literal

from muster.people.keys import Key

FIELDS: Final = frozenset(
    {
        "given_name",
        "family_name",
        "country",
        "postcode",
        "region",
        "language",
        "latitude",
        "longitude",
    }
)

Trust = Literal["record", "claim"]
Outcome = Literal["new", "changed", "same"]


@dataclass(frozen=True, slots=True)
class Claim:
    """A source’s word that somebody said yes or no, and how that could be proved."""

    channel: str
    purpose: str
    state: Literal["granted", "withdrawn", "pending"]
    at: datetime
    evidence: str = ""
    wording: str = ""
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Known:
    """One record of a source. ``trust="claim"`` is what a browser says of itself: it changes nobody."""

    keys: Sequence[Key | tuple[str, str]]
    fields: Mapping[str, Any] = field(default_factory=dict)
    consents: Sequence[Claim] = ()
    tags: Sequence[str] = ()
    trust: Trust = "record"

    def __post_init__(self) -> None:
        if not self.keys or not self.fields.keys() <= FIELDS:
            strange = sorted(self.fields.keys() - FIELDS)
            message = f"A known person needs a key and only known fields; {strange}."
            raise ValueError(message)
        # Made comparable once, since the keys are looked at many times.
        keys = [key if type(key) is Key else Key(*key) for key in self.keys]
        object.__setattr__(self, "keys", list(dict.fromkeys(keys)))

    @property
    def identities(self) -> list[Key]:
        """Its keys, each once, in the order given."""
        return self.keys  # type: ignore[return-value]


@dataclass(slots=True)
class Resolved:
    """What became of one record. ``key_ids`` stand in the order of its keys.

    ``person_id`` is None for a browser nobody has identified. ``before`` keeps what an undo puts
    back; ``held`` says in words what was not done, and why.
    """

    person_id: int | None
    key_ids: tuple[int, ...] = ()
    outcome: Outcome = "same"
    before: dict[str, Any] = field(default_factory=dict)
    added_keys: tuple[int, ...] = ()
    added_tags: tuple[str, ...] = ()
    held: tuple[str, ...] = ()
