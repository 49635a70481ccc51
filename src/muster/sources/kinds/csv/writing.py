"""Rows to a CSV file that a spreadsheet shows and never runs."""

import csv
import io
from collections.abc import Iterable, Sequence

# A cell that begins like this is a formula to a spreadsheet; the wide forms are folded to these.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")


def guarded(cell: object) -> str:
    """A cell as text; a number stays a number, a possible formula gets a quotation mark before it."""
    text = str(cell)
    is_number = isinstance(cell, int | float)
    return f"'{text}" if not is_number and text.lstrip(" ").startswith(FORMULA) else text


def written(rows: Iterable[Sequence[object]]) -> bytes:
    """A whole file in UTF-8, with the mark that spreadsheets look for."""
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerows([guarded(cell) for cell in row] for row in rows)
    return b"\xef\xbb\xbf" + text.getvalue().encode()
