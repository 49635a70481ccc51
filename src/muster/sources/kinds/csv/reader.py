"""Bytes to rows, one at a time, whatever the bytes are.

Memory stays bounded by one record; a broken record costs itself and never the rows after it.
"""

import csv
import io
import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from .encoding import Encoding
from .problems import FileProblem

LINE_LIMIT = 1 << 18
RECORD_LIMIT = 1 << 20
BROKEN_QUOTES_LIMIT = 100
UNDECODED = re.compile("[\ud800-\udfff]")
OVERLONG = "\0overlong\n"  # stands for a line that was too long to keep; compared by identity


@dataclass(frozen=True, slots=True)
class Row:
    """One record: where it starts, its cells, and what is wrong with it, if anything."""

    line: int
    cells: list[str]
    problem: str = ""
    detail: str = ""


class _TooLong(Exception):
    """One physical line or record is longer than any real one."""


class _Chunks(io.RawIOBase):
    """A file over an iterator of byte strings."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = iter(chunks)
        self._left = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        while not self._left:
            piece = next(self._chunks, None)
            if piece is None:
                return 0
            self._left = memoryview(piece)
        size = min(len(buffer), len(self._left))
        buffer[:size] = self._left[:size]
        self._left = self._left[size:]
        return size


class _Lines:
    """Physical lines for csv.reader, remembered until the record is known to be whole."""

    def __init__(self, text: io.TextIOBase) -> None:
        self._text = text
        self._again: deque[str] = deque()
        self.taken: list[str] = []
        self.size = 0
        self.ended = False
        self.line = 1

    def begin(self) -> None:
        self.line += len(self.taken)
        self.taken = []
        self.size = 0

    def give_back(self) -> None:
        """Refuse the first line of a broken record and read the others afresh."""
        self._again.extendleft(reversed(self.taken[1:]))
        del self.taken[1:]
        self.ended = False

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else self._text.readline(LINE_LIMIT)
        if not line:
            self.ended = True
            raise StopIteration
        if len(line) >= LINE_LIMIT and not line.endswith("\n"):
            self._skip_to_end_of_line()
            line = OVERLONG
        self.taken.append(line)
        self.size += len(line)
        if line is OVERLONG or self.size > RECORD_LIMIT:
            raise _TooLong
        return line

    def _skip_to_end_of_line(self) -> None:
        while (rest := self._text.readline(LINE_LIMIT)) and not rest.endswith("\n"):
            pass


def read(chunks: Iterable[bytes], encoding: Encoding, delimiter: str) -> Iterator[Row]:
    """Every record of the file with its line number; blank lines are passed over."""
    wide = encoding.codec.startswith(("utf-16", "utf-32"))
    text = io.TextIOWrapper(
        io.BufferedReader(_Chunks(chunks), buffer_size=1 << 16),
        encoding=encoding.codec,
        errors="replace" if wide else "surrogateescape",
        newline=None,
    )
    return records(_Lines(text), delimiter)


def records(lines: _Lines, delimiter: str) -> Iterator[Row]:
    """The rows in `lines`; after a broken one, reading goes on with the very next line."""
    broken = 0
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        lines.begin()
        cells, problem = _one(reader, lines, delimiter)
        if cells is None and not problem:
            return
        if problem in {"quote", "long"}:
            broken += problem == "quote"
            if broken > BROKEN_QUOTES_LIMIT:
                raise FileProblem("quotes", str(lines.line))
            lines.give_back()
            reader = csv.reader(lines, delimiter=delimiter, strict=True)
        if problem or any(cells or ()):
            yield Row(lines.line, cells or [], problem)


def _one(
    reader: Iterator[list[str]], lines: _Lines, delimiter: str
) -> tuple[list[str] | None, str]:
    """The next record, or the reason it is none.

    The strict reader tells a quote that closes in the middle of a word: over several lines it has
    swallowed rows that are none of its business, in one line it is only sloppy.
    """
    try:
        cells = next(reader)
    except StopIteration:
        return None, ""
    except _TooLong:
        return None, "long"
    except csv.Error:
        if lines.ended or len(lines.taken) > 1:
            return None, "quote"
        return _sloppy(lines.taken[0], delimiter)
    return cells, _foul(lines.taken)


def _sloppy(line: str, delimiter: str) -> tuple[list[str] | None, str]:
    """One line that is not quite as the standard says, read as a person would."""
    beyond = iter([line, ""])
    try:
        cells = next(csv.reader(beyond, delimiter=delimiter))
    except csv.Error:
        return None, "long"
    # A quote still open at the end of the line has made the reader ask for the next one.
    is_open = next(beyond, None) is None
    return (None, "quote") if is_open else (cells, _foul([line]))


def _foul(taken: list[str]) -> str:
    for line in taken:
        if "\0" in line:
            return "nul"
        if not line.isascii() and UNDECODED.search(line):
            return "bytes"
    return ""


def squared(rows: Iterable[Row], width: int) -> Iterator[Row]:
    """Rows as wide as the headings; empty cells at the end may be missing or too many."""
    for row in rows:
        cells = row.cells
        if row.problem or len(cells) == width:
            yield row
        elif len(cells) > width and not any(cells[width:]):
            yield Row(row.line, cells[:width])
        else:
            yield Row(row.line, cells, "cells", str(len(cells)))
