"""What an engine must be able to do to answer a definition, one condition at a time.

PostgreSQL answers with SQL. An engine over the lake may answer with a set of bits per condition and cache it;
the tree above stays the same, and so does the meaning.
"""

from collections.abc import Sequence
from typing import Protocol, TypeVar

from muster.audiences.definition import Condition

Answer = TypeVar("Answer")


class Engine(Protocol[Answer]):
    """Answers conditions and combines answers. An answer is never “unknown”: it holds or it does not."""

    def holds(self, condition: Condition) -> Answer:
        """Answer one condition whose fields are filled in and whose names are known."""

    def everyone(self) -> Answer:
        """Answer for all people."""

    def nobody(self) -> Answer:
        """Answer for no one."""

    def every(self, parts: Sequence[Answer]) -> Answer:
        """Answer where all parts hold; there is at least one."""

    def some(self, parts: Sequence[Answer]) -> Answer:
        """Answer where at least one part holds."""

    def neither(self, parts: Sequence[Answer]) -> Answer:
        """Answer where no part holds."""
