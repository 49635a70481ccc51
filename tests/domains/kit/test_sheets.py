"""No cell of ours is a formula anywhere, and a reader gets back exactly what was written."""

import csv
import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.kit import sheets

FORMULA = tuple("=+-@＝＋－＠")
# What hostile cells are made of, mixed with anything that can be encoded.
HOSTILE = st.text(
    alphabet=st.sampled_from("=+-@＝＋－＠\t\r\n\0,;|\"' \u200b\ufeffa1"), max_size=12
)
ANYTHING = st.text(alphabet=st.characters(codec="utf-8"), max_size=20)
CELLS = st.one_of(HOSTILE, ANYTHING)


def opened(data: bytes, delimiter: str = ",") -> list[list[str]]:
    """As a program reads it that expects this delimiter."""
    text = data.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), max_size=5))
def test_what_is_written_reads_back_and_never_begins_a_formula(rows: list[list[str]]) -> None:
    found = opened(sheets.whole(["a", "b", "c"], rows))[1:]
    assert [[sheets.plain(cell) for cell in row] for row in found] == rows
    assert not [
        cell
        for row in found
        for cell in row
        if cell.lstrip(" \"'").startswith(FORMULA) and not cell.startswith("'")
    ]


@given(CELLS)
def test_nor_behind_any_delimiter_of_another_country(text: str) -> None:
    for part in re.split(r"[,;|\t\r\n\0]", sheets.cell(text)):
        assert not part.lstrip(' "').startswith(FORMULA), part


@pytest.mark.parametrize(
    ("risky", "safe"),
    [
        ("=1+1", "'=1+1"), ("+1+1", "'+1+1"), ("-2+3", "'-2+3"), ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t'=1"), ("＝1", "'＝1"), (' "=1', "' \"=1"), ("fine;=1", "fine;'=1"),
        ("a\n=1", "a\n'=1"), ("\r", "'\r"), ("\0", "'\0"), ("-12", "'-12"), ("\u200b@x", "'\u200b@x"),
    ],
)  # fmt: skip
def test_cells_stay_text(risky: str, safe: str) -> None:
    assert sheets.cell(risky) == safe
    assert sheets.plain(safe) == risky


@pytest.mark.parametrize("harmless", ["Ana", "a-b", "a = b", "", "3.5", "ana@people.example"])
def test_harmless_cells_stay_as_they_are(harmless: str) -> None:
    assert sheets.cell(harmless) == harmless


def test_a_column_has_a_type() -> None:
    assert sheets.cell(-12) == "-12"
    assert sheets.cell(None) == ""
    assert sheets.cell(sheets.Telephone("+46701740605")) == "tel:+46701740605"
    assert sheets.cell(sheets.Telephone("=1")) == "'=1"
    assert sheets.whole(["a", "b"], [["x", 1]]) == b'\xef\xbb\xbf"a","b"\r\n"x","1"\r\n'
