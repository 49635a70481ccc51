"""How a file parts its cells: the delimiter that gives the most even table."""

import csv
import re
from collections import Counter
from collections.abc import Iterable
from itertools import islice

from .encoding import Encoding
from .reader import Row, read

DELIMITERS = (",", ";", "\t", "|")
NAMES = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
SAMPLE_ROWS = 60
SEP_LINE = re.compile(r"^\s*sep=(.)\s*$", re.IGNORECASE)
SEP_CELLS = 2


def detect(head: Iterable[bytes], encoding: Encoding) -> str:
    """The delimiter of a file, judged by its first rows."""
    pieces = list(head)
    if told := _told(pieces, encoding):
        return told
    scores = {mark: _evenness(_sample(pieces, encoding, mark)) for mark in DELIMITERS}
    return max(DELIMITERS, key=lambda mark: scores[mark])


def is_sep_line(row: Row) -> bool:
    """Excel’s own first line, “sep=;”, is an instruction and no heading."""
    opening = row.cells[0].strip().lower() if row.cells else ""
    return row.line == 1 and opening.startswith("sep=") and len(row.cells) <= SEP_CELLS


def _told(pieces: list[bytes], encoding: Encoding) -> str:
    for row in _sample(pieces, encoding, "\x1f", rows=1):
        if found := SEP_LINE.match(row.cells[0] if row.cells else ""):
            return found.group(1) if found.group(1) in DELIMITERS else ""
    return ""


def _sample(
    pieces: list[bytes], encoding: Encoding, mark: str, rows: int = SAMPLE_ROWS
) -> list[Row]:
    try:
        return list(islice(read(pieces, encoding, mark), rows))
    except (ValueError, csv.Error):
        return []


def _evenness(rows: list[Row]) -> tuple[float, int]:
    """Share of rows with the usual width, then that width; one column is no table."""
    widths = Counter(len(row.cells) for row in rows if not row.problem)
    if not widths:
        return 0.0, 0
    header = len(rows[0].cells)
    width = header if header > 1 else widths.most_common(1)[0][0]
    if width < 2:
        return 0.0, 0
    return round(widths[width] / len(rows), 1), width
