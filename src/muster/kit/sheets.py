"""Comma-separated files that spreadsheets open: no cell of ours may ever be read as a formula."""

import csv
import re
from collections.abc import Iterable, Iterator

# Excel, LibreOffice and others take these as the beginning of a formula, full-width forms as well, also after
# spaces and quotes, and again after a delimiter inside the cell.
_RISKY = re.compile(r"^[\s\"']*[=+\-@\t\r\n\0＝＋－＠]|[,;\t\n\r][\s\"']*[=+\-@＝＋－＠]")
_NUMBER = re.compile(r"-?\d+([.,]\d+)?")


class _Line:
    """Hands each written line back instead of keeping it."""

    def write(self, text: str) -> str:
        return text


def cell(value: object) -> str:
    """Return ``value`` as text that stays text: an apostrophe stands before anything like a formula."""
    if value is None:
        return ""
    text = str(value)
    if isinstance(value, int | float) or not _RISKY.search(text) or _NUMBER.fullmatch(text):
        return text
    return f"'{text}"


def lines(head: Iterable[object], rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """Yield a file line by line, every cell made safe, beginning with a mark that names the encoding."""
    writer = csv.writer(_Line(), lineterminator="\r\n")
    yield "\ufeff" + str(writer.writerow([cell(value) for value in head]))
    for row in rows:
        yield str(writer.writerow([cell(value) for value in row]))
