"""Comma-separated files that spreadsheets open: no cell of ours may ever be read as a formula.

Every file the product hands out is written here. ``plain`` undoes what ``cell`` did, to the letter.
"""

import csv
import re
from collections.abc import Iterable, Iterator

# Excel, LibreOffice and others take these as the beginning of a formula, full-width forms as well.
_FORMULA = "=+\\-@＝＋－＠"
# Blanks, quotes and signs nobody sees do not stop a formula that stands behind them.
_UNSEEN = "\\u00a0\\u00ad\\u200b-\\u200f\\u2028\\u2029\\u2060\\u3000\\ufeff"
_BEFORE = f"[ \"'{_UNSEEN}\\x01-\\x08\\x0b\\x0c\\x0e-\\x1f]*"
# A cell that begins with one of these may be taken apart; behind any delimiter, also one we do not
# use, a program of another country begins a cell of its own.
_BREAKS = "\\t\\r\\n\\0"
_AFTER = f"(?<=[,;|{_BREAKS}])"
_FIRST, _LATER = f"(?={_BEFORE}[{_FORMULA}{_BREAKS}])", f"(?={_BEFORE}[{_FORMULA}])"
_RISKY = re.compile(f"\\A{_FIRST}|{_AFTER}{_LATER}")
_GUARDED = re.compile(f"\\A'{_FIRST}|{_AFTER}'{_LATER}")


class Telephone(str):
    """A number of the column type that is written as ``tel:+46…``, which no program adds up or runs."""

    __slots__ = ()


class _Line:
    """Hands each written line back instead of keeping it."""

    def write(self, text: str) -> str:
        return text


def cell(value: object) -> str:
    """Return ``value`` as text that stays text: an apostrophe stands before anything like a formula."""
    if value is None:
        return ""
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, Telephone) and value.startswith("+"):
        return f"tel:{value}"
    return _RISKY.sub("'", str(value))


def plain(text: str) -> str:
    """Return what a text cell held before it was made safe."""
    return _GUARDED.sub("", text)


def lines(head: Iterable[object], rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """Yield a file line by line, every cell made safe, beginning with a mark that names the encoding.

    Text is always in quotes, so that a delimiter of another country parts nothing.
    """
    writer = csv.writer(_Line(), lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    yield "\ufeff" + str(writer.writerow([cell(value) for value in head]))
    for row in rows:
        yield str(writer.writerow([cell(value) for value in row]))


def whole(head: Iterable[object], rows: Iterable[Iterable[object]]) -> bytes:
    """Return a file of modest length as bytes."""
    return "".join(lines(head, rows)).encode()
