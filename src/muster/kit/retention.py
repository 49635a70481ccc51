"""How long each class of data is kept, and why: every domain declares its own at start-up.

A class either falls due by time, or says in words why it does not. Deleting is for one action of accounts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.utils.functional import Promise


class Ageing(Protocol):
    """What of a class is older than a moment; for what is not simply rows with a date."""

    def oldest(self) -> datetime | None: ...

    def count(self, before: datetime) -> int: ...

    def drop(self, before: datetime, limit: int) -> int: ...


@dataclass(frozen=True, slots=True)
class Holding:
    """One class of data. ``covers`` names the models it answers for, by label.

    ``days`` is the usual period, None where time alone never deletes it. ``fixed`` is a period that
    another promise depends on, so nobody may choose it. ``own_job`` is deleted by
    a job of its domain.
    """

    name: str
    words: str | Promise
    reason: str | Promise
    covers: tuple[str, ...] = ()
    days: int | None = None
    least: int = 1
    most: int = 3_650
    fixed: bool = False
    own_job: bool = False
    # The web role may not look into it, so only the nightly job can say how much falls due.
    unseen: bool = False
    # Supporters are told of it where they read what we keep.
    told: bool = False
    batch: int = 5_000
    rows: Callable[[], QuerySet[Any]] | None = None
    column: str = ""
    ageing: Ageing | None = None

    @property
    def chosen(self) -> bool:
        """Whether an organisation may choose how long."""
        return self.days is not None and not self.fixed


_holdings: dict[str, Holding] = {}


def declare(*holdings: Holding) -> None:
    """Make classes known; a second declaration under the same name replaces the first."""
    for holding in holdings:
        _holdings[holding.name] = holding


def holdings() -> Mapping[str, Holding]:
    """Every class, by name."""
    return _holdings


def ordered() -> Sequence[Holding]:
    """What falls due first stands first; what stays, last."""
    return sorted(_holdings.values(), key=lambda one: (one.days is None, one.days or 0, one.name))
