"""What the approvers are asked about, as plain values frozen when the round opens.

Nothing here may hold a person's name or address: the facts stay for ever.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any


@dataclass(frozen=True, slots=True)
class Facts:
    """Whose work it is, whom it reaches, how many they are, and what is unusual about it."""

    author: int
    submitter: int
    size: int
    channel: str = "email"
    everyone: bool = False
    regions: frozenset[str] = frozenset()
    editors: frozenset[int] = frozenset()
    sessions: frozenset[str] = frozenset()
    # Fingerprints of who it seems to come from and of the kept words it began with, if any.
    sender: str = ""
    template: str = ""
    new_sender: bool = False
    new_template: bool = False
    crisis: bool = False
    correction: bool = False
    # It leaves without the waves that so many people would have had.
    at_once: bool = False

    def as_json(self) -> dict[str, Any]:
        return {
            "author": self.author,
            "submitter": self.submitter,
            "size": self.size,
            "channel": self.channel,
            "everyone": self.everyone,
            "regions": sorted(self.regions),
            "editors": sorted(self.editors),
            "sessions": sorted(self.sessions),
            "sender": self.sender,
            "template": self.template,
            "new_sender": self.new_sender,
            "new_template": self.new_template,
            "crisis": self.crisis,
            "correction": self.correction,
            "at_once": self.at_once,
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "Facts":
        """Read what ``as_json`` wrote, also of rounds from before a fact was asked for."""
        return cls(
            author=int(stored["author"]),
            submitter=int(stored["submitter"]),
            size=int(stored["size"]),
            channel=str(stored["channel"]),
            everyone=bool(stored["everyone"]),
            regions=frozenset(stored["regions"]),
            editors=frozenset(stored["editors"]),
            sessions=frozenset(stored["sessions"]),
            sender=str(stored.get("sender", "")),
            template=str(stored.get("template", "")),
            new_sender=bool(stored.get("new_sender")),
            new_template=bool(stored.get("new_template")),
            crisis=bool(stored.get("crisis")),
            correction=bool(stored.get("correction")),
            at_once=bool(stored.get("at_once")),
        )


def fingerprint(*parts: str) -> str:
    """A sender identity as a mark that can be compared and not read."""
    return sha256("\x1f".join(part.strip().casefold() for part in parts).encode()).hexdigest()[:32]
