"""The two shapes of a fact: as it is handed in, and as a timeline reads it back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import msgspec
from babel.numbers import format_currency, get_currency_precision
from django.utils.translation import get_language

from muster.activity import registry


class NewFact(msgspec.Struct, frozen=True):
    """Something that happened, not yet written. ``amount`` is in minor units of ``currency``."""

    kind: str
    key_id: int
    at: datetime
    source: str
    ref: str | None = None
    amount: int | None = None
    currency: str | None = None
    data: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """The same thing that happened to many keys, each at its own moment: so many ms after ``began``."""

    kind: str
    source: str
    ref: str
    data: Mapping[str, Any]
    # Seconds since 1970.
    began: float
    keys: Sequence[int]
    after: Sequence[int]


@dataclass(frozen=True, slots=True)
class TimelineFact:
    """Something that happened, ready to be told."""

    id: int
    at: datetime
    kind: str
    key_id: int
    source: str
    ref: str | None
    amount: int | None
    currency: str | None
    data: Mapping[str, Any]

    @property
    def icon(self) -> str:
        return registry.of(self.kind).icon

    @property
    def sentence(self) -> str:
        """What happened, in words of the reader's language."""
        values = {**self.data, "ref": self.ref or "", "amount": self._money()}
        return registry.sentence(self.kind, values)

    def _money(self) -> str:
        if self.amount is None:
            return ""
        currency = self.currency or "XXX"
        whole = self.amount / 10 ** get_currency_precision(currency)
        return str(format_currency(whole, currency, locale=get_language() or "en"))


class Attention(NamedTuple):
    """What somebody turned to in one window of time: how often, when last, for how many seconds."""

    window: int
    kind: str
    ref_id: int
    ref: str
    times: int
    last: datetime
    seconds: float


@dataclass(frozen=True, slots=True)
class Position:
    """A place in the log: everything up to this transaction and fact has been read."""

    xid: int
    fact_id: int
