"""A piece of SQL with its values kept apart. Text is only ever ours; values are only ever parameters."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Sql:
    """Text with %s for each of its params, in order."""

    text: str
    params: tuple[Any, ...] = ()

    def then(self, text: str, *params: Any) -> "Sql":
        """Return this with more behind it."""
        return Sql(self.text + text, self.params + params)

    def within(self, before: str, after: str) -> "Sql":
        """Return this between two texts of ours."""
        return Sql(before + self.text + after, self.params)


def joined(word: str, parts: Iterable[Sql]) -> Sql:
    """Join parts in brackets by a word such as AND."""
    kept = tuple(parts)
    text = f" {word} ".join(f"({part.text})" for part in kept)
    return Sql(text, tuple(value for part in kept for value in part.params))
