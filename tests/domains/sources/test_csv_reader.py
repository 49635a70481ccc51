"""Rows out of bytes: every good row survives whatever stands beside it."""

import csv
import io
import resource

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.sources.kinds.csv import dialect, reader
from muster.sources.kinds.csv.encoding import Encoding, detect
from muster.sources.kinds.csv.problems import FileProblem
from muster.sources.kinds.csv.reader import read, squared
from tests.trials import trials

UTF8 = Encoding("utf-8", "valid")


def rows_of(raw, delimiter=",", encoding=UTF8):
    return list(read([raw], encoding, delimiter))


@pytest.mark.parametrize(
    ("raw", "delimiter"),
    [
        (b"email,name\na@b.example,Ann\nc@d.example,Cy\n", ","),
        (b"email;name\na@b.example;Ann, B\nc@d.example;Cy\n", ";"),
        (b"email\tname\na@b.example\tAnn; B, C\n", "\t"),
        (b"email|name|x\na@b.example|Ann|1,5\n", "|"),
        (b'"a;b","c"\n"1;2","3"\n', ","),
        (b"sep=;\nemail;name\na@b.example;Ann\n", ";"),
        (b"email\na@b.example\n", ","),
    ],
)
def test_the_delimiter_is_the_one_of_the_most_even_table(raw, delimiter):
    assert dialect.detect([raw], UTF8) == delimiter


def test_quotes_newlines_and_doubled_quotes():
    raw = b'a,b\r\n"x, y","line one\r\nline ""two"""\r\nlast,row\r\n'
    rows = rows_of(raw)
    assert [row.cells for row in rows] == [
        ["a", "b"], ["x, y", 'line one\nline "two"'], ["last", "row"],
    ]  # fmt: skip
    assert [row.line for row in rows] == [1, 2, 4]


def test_an_open_quote_costs_its_row_and_no_other():
    rows = rows_of(b'a,b\n1,"never closed\n2,x\n3,y\n')
    assert [(row.line, row.problem) for row in rows] == [(1, ""), (2, "quote"), (3, ""), (4, "")]


def test_rows_between_two_open_quotes_are_not_swallowed():
    rows = rows_of(b'a,b\n1,"open\n2,x\n3,"open\n4,y\n')
    assert [(row.line, row.problem) for row in rows] == [
        (1, ""), (2, "quote"), (3, ""), (4, "quote"), (5, ""),
    ]  # fmt: skip


def test_a_quote_inside_a_word_is_only_sloppy():
    assert rows_of(b'a,b\n"Big" Joe,5" pipe\n')[1].cells == ["Big Joe", '5" pipe']


def test_many_open_quotes_say_the_file_is_damaged(monkeypatch):
    monkeypatch.setattr(reader, "BROKEN_QUOTES_LIMIT", 3)
    with pytest.raises(FileProblem) as caught:
        rows_of(b"a,b\n" + b'1,"open\n' * 9)
    assert caught.value.code == "quotes"


def test_a_cell_of_ten_megabytes_costs_its_row():
    rows = rows_of(b"a,b\n1," + b"x" * 10_000_000 + b"\n2,y\n")
    assert [(row.line, row.problem) for row in rows] == [(1, ""), (2, "long"), (3, "")]


def test_a_quoted_cell_over_too_many_lines_costs_its_own_lines():
    rows = rows_of(b'a,b\n1,"' + b"x\n" * 70_000 + b'"\n2,y\n')
    assert rows[1].problem
    assert rows[-1].cells == ["2", "y"]


def test_nul_and_foreign_bytes_are_refused_by_line():
    rows = rows_of(b"a,b\n1,x\0y\n2,\xff\n3,z\n")
    assert [row.problem for row in rows] == ["", "nul", "bytes", ""]


def test_ragged_rows_are_refused_and_empty_tails_forgiven():
    rows = squared(rows_of(b"a,b\n1\n2,x\n3,y,\n4,z,!\n"), 2)
    assert [row.problem for row in rows] == ["", "cells", "", "", "cells"]


def test_many_rows_stay_in_little_memory():
    piece = b"a@b.example,Ann,90-001\n" * 10_000
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    count = sum(1 for _ in read((piece for _ in range(30)), UTF8, ","))
    assert count == 300_000
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 20_000  # kilobytes


CELL = st.text(
    st.characters(blacklist_categories=["Cs"], blacklist_characters="\0\r\n"), max_size=12
)


@given(
    st.lists(st.lists(CELL, min_size=3, max_size=3), min_size=1, max_size=8),
    st.sampled_from(",;\t|"),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_what_was_written_is_read_back(table, delimiter, codec):
    table = [["x", *row] for row in table]
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(table)
    found = list(read([text.getvalue().encode(codec)], Encoding(codec, "bom"), delimiter))
    assert [row.cells for row in found] == table


@trials(300)
@given(st.binary(max_size=2_000), st.sampled_from(",;\t|"))
def test_hostile_bytes_give_rows_or_a_reason(raw, delimiter):
    try:
        encoding = detect([raw])
        lines = [row.line for row in read([raw], encoding, delimiter)]
    except FileProblem:
        return
    assert lines == sorted(lines)
    assert dialect.detect([raw], encoding)


@given(st.lists(st.sampled_from(['"', ",", "\n", "a", "\r", '""', "b,c\n"]), max_size=60))
def test_any_mix_of_quotes_ends_and_keeps_counting_lines(parts):
    raw = "".join(parts).encode()
    lines = [row.line for row in rows_of(raw)]
    assert lines == sorted(lines)
