"""Questions that many pages ask in the same words: written once, and planned once by each connection.

With row-level walls the database thinks about some of our questions four times as long as it answers them. What
changes from page to page (numbers and moments) is handed over beside the words; what does not stands in them, so
that an index of one state is found for that state.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import psycopg
from django.db import connection
from django.db.models import QuerySet
from psycopg.sql import quote

# Kept by a connection from the first time on.
_OFTEN: Final = 0
# Left alone the database would think anew each time, since it guesses low of moments that it knows.
_AS_PLANNED: Final = "SET LOCAL plan_cache_mode = force_generic_plan"
_AS_USUAL: Final = "SET LOCAL plan_cache_mode TO DEFAULT"


@dataclass(frozen=True, slots=True)
class Question:
    """A statement and what is handed over with it, in the order of its places."""

    words: str
    values: tuple[Any, ...] = ()

    def first(self, *, now: datetime | None = None, then: datetime | None = None) -> Sequence[Any]:
        """Return the first row of the answer; ``then`` stands among the values for a moment that is ``now``."""
        connection.ensure_connection()
        held: Any = connection.connection
        held.prepare_threshold = _OFTEN
        make = connection.make_debug_cursor if connection.queries_logged else connection.make_cursor
        values = [now if then is not None and one == then else one for one in self.values]
        bare: Any = psycopg.Cursor(held)
        with make(bare) as cursor:
            if not values:
                cursor.execute(self.words, values)
                return cursor.fetchone() or ()
            # All three go there and back together.
            with held.pipeline():
                held.execute(_AS_PLANNED)
                cursor.execute(self.words, values)
                held.execute(_AS_USUAL)
                row: Sequence[Any] = cursor.fetchone() or ()
        return row


def whether(*found: QuerySet[Any]) -> Question:
    """Ask of each whether it holds anything."""
    asked = [one.order_by().values("pk")[:1].query.sql_with_params() for one in found]
    words = ", ".join(f"EXISTS({sql})" for sql, _values in asked)
    return question(f"SELECT {words}", [value for _sql, values in asked for value in values])


def question(words: str, values: Sequence[Any]) -> Question:
    """Write a question whose unchanging values stand in its words; ``words`` hold a %s for each value."""
    pieces = words.split("%s")
    written, handed = [pieces[0]], []
    for value, piece in zip(values, pieces[1:], strict=True):
        changes = isinstance(value, datetime) or type(value) is int
        written += ["%s" if changes else quote(value).replace("%", "%%"), piece]
        handed += [value] if changes else []
    return Question("".join(written), tuple(handed))
