"""The stored file of an import as bytes and rows, read piece by piece."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import islice

from muster.sources.ahead import Feed
from muster.sources.kinds.csv import dialect, headers
from muster.sources.kinds.csv.encoding import Encoding, detect
from muster.sources.kinds.csv.headers import Column
from muster.sources.kinds.csv.problems import FileProblem
from muster.sources.kinds.csv.reader import Row, read, squared
from muster.sources.kinds.csv.rows import Rules
from muster.sources.kinds.mailchimp import standing
from muster.sources.models import Import, UploadChunk


def pieces(made: Import) -> Iterator[bytes]:
    """The file’s bytes; one piece in memory at a time, also across transactions."""
    number = 0
    while True:
        data = (
            UploadChunk.objects.filter(of=made.pk, number=number)
            .values_list("data", flat=True)
            .first()
        )
        if data is None:
            return
        yield bytes(data)
        number += 1


class Table:
    """A file whose encoding, delimiter and headings are known."""

    def __init__(self, made: Import) -> None:
        chosen = made.choices.get("encoding", "")
        self.made = made
        self.encoding = Encoding(chosen, "chosen") if chosen else detect(pieces(made))
        self.delimiter = made.choices.get("delimiter") or dialect.detect(
            islice(pieces(made), 1), self.encoding
        )
        self.feed = Feed(pieces(made))
        self._rows = read(self.feed, self.encoding, self.delimiter)
        first = next(self._rows, None)
        if first is not None and dialect.is_sep_line(first):
            first = next(self._rows, None)
        if first is None:
            raise FileProblem("empty")
        self.headless = headers.looks_headless(first.cells)
        self._ahead = [first] if self.headless else []
        self._ahead += list(islice(self._rows, 200))
        self.width = len(first.cells)
        named = [] if self.headless else [cell.strip() for cell in first.cells if cell.strip()]
        self.repeated = sum(count > 1 for count in Counter(named).values())
        self.columns = self._columns(first)
        if not self._ahead:
            raise FileProblem("header_only")

    def _columns(self, first: Row) -> list[Column]:
        if self.headless:
            found = headers.map_headless((row.cells for row in self._ahead), self.width)
        else:
            found = headers.map_columns(first.cells)
        chosen = {
            int(place): field for place, field in self.made.choices.get("columns", {}).items()
        }
        return headers.with_choices(found, chosen)

    @property
    def head(self) -> list[Row]:
        """The first rows, for samples and for judging how days are written."""
        return [row for row in self._ahead if not row.problem]

    def rows(self) -> Iterator[Row]:
        """Every row below the headings, once."""
        yield from squared(self._ahead, self.width)
        yield from squared(self._rows, self.width)


def rules(made: Import) -> Rules:
    """The rules of an import that was examined: what the file showed and what staff chose."""
    reading, choices = made.reading, made.choices
    return Rules(
        columns=tuple(
            Column(index, label, field) for index, (label, field) in enumerate(reading["columns"])
        ),
        country=choices["country"],
        source=made.source.slug,
        day_first=reading["day_first"],
        currency=choices.get("currency", ""),
        tags=tuple(choices.get("tags", ())),
        says_no=standing.says_no(made.filename, (label for label, _field in reading["columns"])),
    )
