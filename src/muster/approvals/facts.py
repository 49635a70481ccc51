"""What the approvers are asked about, as plain values frozen when the round opens.

Nothing here may hold a person's name or address: the facts stay for ever.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Facts:
    """Whose work it is, whom it reaches and how many they are."""

    author: int
    submitter: int
    size: int
    channel: str = "email"
    everyone: bool = False
    regions: frozenset[str] = frozenset()
    editors: frozenset[int] = frozenset()
    sessions: frozenset[str] = frozenset()

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
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "Facts":
        return cls(
            author=int(stored["author"]),
            submitter=int(stored["submitter"]),
            size=int(stored["size"]),
            channel=str(stored["channel"]),
            everyone=bool(stored["everyone"]),
            regions=frozenset(stored["regions"]),
            editors=frozenset(stored["editors"]),
            sessions=frozenset(stored["sessions"]),
        )
