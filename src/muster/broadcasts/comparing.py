"""Two documents side by side: what an approver must read again, and what stayed the same."""

from dataclasses import dataclass
from typing import Final

from muster.broadcasts.difference import Piece, difference
from muster.delivery.documents import DocumentBody

# What changes with every freezing and says nothing by itself.
_ALWAYS: Final = frozenset(
    {"snapshot", "size", "per_region", "texts", "audience", "links", "extra"}
)


@dataclass(frozen=True, slots=True)
class Changes:
    """What became of the words, the people and everything else."""

    subject: list[Piece]
    text: list[Piece]
    audience: bool
    size_before: int
    size_after: int
    declared: bool
    others: tuple[str, ...]

    @property
    def words(self) -> bool:
        return any(piece.kind != "same" for piece in (*self.subject, *self.text))

    @property
    def anything(self) -> bool:
        return bool(self.words or self.audience or self.declared or self.others)


def compare(before: DocumentBody, after: DocumentBody) -> Changes:
    """How `before` became `after`."""
    old, new = before.to_json(), after.to_json()
    return Changes(
        subject=difference(before.texts[0].subject, after.texts[0].subject),
        text=difference(before.texts[0].text, after.texts[0].text),
        audience=old["audience"] != new["audience"],
        size_before=before.size,
        size_after=after.size,
        declared=_declared(before) != _declared(after),
        others=tuple(
            name for name in sorted(new) if name not in _ALWAYS and old[name] != new[name]
        ),
    )


def _declared(body: DocumentBody) -> tuple[object, object]:
    return body.extra.get("declared_text"), body.extra.get("declared_size")
