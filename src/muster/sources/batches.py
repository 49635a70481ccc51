"""Entries of a file as what people understands, a batch at a time."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import islice
from typing import Final, TypeVar

from muster.people.known import Claim, Known
from muster.people.purposes import PURPOSES
from muster.sources.ahead import ahead
from muster.sources.files import Table
from muster.sources.kinds.csv.rows import Entry
from muster.sources.models import Import
from muster.sources.values import Unreadable, moment

BATCH: Final = 12_500
KINDS: Final = {"email": "email", "phone": "sms"}
T = TypeVar("T")


def cut(items: Iterable[T], size: int = BATCH) -> Iterator[list[T]]:
    """Lists of at most `size`."""
    left = iter(items)
    while True:
        with uncollected():
            batch = list(islice(left, size))
        if not batch:
            return
        yield batch


_inside = 0
_was_on = True
_counting = threading.Lock()


@contextmanager
def uncollected() -> Iterator[None]:
    """One batch without the collector, which would search its rows for circles again and again.

    Rows have none, and go by themselves at the end of the batch; a quarter of the time is saved.
    Two threads may be inside at once; the last one out switches it on again.
    """
    _step(1)
    try:
        yield
    finally:
        _step(-1)


def _step(by: int) -> None:
    global _inside, _was_on  # noqa: PLW0603 -- the collector is one for the process
    with _counting:
        if not _inside:
            _was_on = gc.isenabled()
            gc.disable()
        _inside += by
        if not _inside and _was_on:
            gc.enable()


def in_front(entries: Iterable[Entry], table: Table) -> Iterator[list[Entry]]:
    """Batches of a file’s entries, the next being read while this one is worked on."""
    return ahead(cut(entries), table.feed)


def known(made: Import, entries: Sequence[Entry]) -> list[Known]:
    """What each good entry says, with its word about consent as a claim and its evidence."""
    told = _Told(made)
    return [
        Known(
            keys=entry.keys,
            fields=entry.fields,
            tags=entry.tags,
            consents=told.claims(entry),
        )
        for entry in entries
    ]


class _Told:
    """What staff said the file proves: to whom, for what, in which words, since when."""

    def __init__(self, made: Import) -> None:
        self.word = made.word
        self.at = made.uploaded_at
        consent = made.choices.get("consent") or {}
        self.channels = frozenset(consent.get("channels", ()))
        self.purpose = consent.get("purpose", "")
        self.wording = consent.get("wording", "")
        self.language = consent.get("language", "en")
        self.everyone = consent.get("rows") == "all"
        self.since = _day(consent.get("since", ""))

    def claims(self, entry: Entry) -> list[Claim]:
        """A no always, for every purpose; a yes only where staff said so and the row does not object."""
        if not entry.answers and not self.everyone:
            return []
        claims = []
        for channel in sorted({KINDS[key.kind] for key in entry.keys if key.kind in KINDS}):
            said = entry.answers.get(channel)
            if said is False:
                claims += [self._no(entry, channel, purpose) for purpose in PURPOSES]
            elif channel in self.channels and (said or self.everyone):
                claims.append(self._yes(entry, channel))
        return claims

    def _no(self, entry: Entry, channel: str, purpose: str) -> Claim:
        at = self._dated(entry) or self.at
        return Claim(channel, purpose, "withdrawn", at, evidence=self._evidence(entry))

    def _yes(self, entry: Entry, channel: str) -> Claim:
        """Undated, a yes carries no evidence: it may stand for a stranger but never beat a no."""
        at = self._dated(entry) or self.since
        return Claim(
            channel,
            self.purpose,
            "granted",
            at or self.at,
            evidence=self._evidence(entry) if at else "",
            wording=self.wording,
            language=self.language,
        )

    def _dated(self, entry: Entry) -> datetime | None:
        """The row’s own date, unless it lies in the future and so proves nothing."""
        at = entry.answered_at
        return at if at is not None and at <= self.at + timedelta(days=1) else None

    def _evidence(self, entry: Entry) -> str:
        return f"{self.word} line {entry.line}"


def _day(text: str) -> datetime | None:
    try:
        return moment(text, day_comes_first=True) if text else None
    except Unreadable:
        return None
