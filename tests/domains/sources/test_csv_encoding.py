"""Which alphabet a file is in: right for our languages, and never silently wrong."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.sources.kinds.csv.encoding import detect
from muster.sources.kinds.csv.problems import FileProblem

POLISH = "Imię;Nazwisko\nŁukasz;Wójcik\nMałgorzata;Żółć\nStanisław;Święty\nJoanna;Dąbrowska\n"
FRENCH = "Prénom;Nom\nHélène;Lefèvre\nFrançoise;Garçon\nJérôme;Benoît\nZoé;Noël\n"
GERMAN = "Vorname;Nachname\nJürgen;Groß\nSören;Müller\nBärbel;Weiß\n"
ITALIAN = "Nome;Cognome\nNicolò;Nardò\nMaria;Cantù\n"


@pytest.mark.parametrize(
    ("text", "codec", "found"),
    [
        (POLISH, "utf-8", "UTF-8"),
        (POLISH, "utf-8-sig", "UTF-8"),
        (POLISH, "utf-16", "UTF-16"),
        (POLISH, "utf-16-le", "UTF-16"),
        (POLISH, "cp1250", "Windows-1250"),
        (POLISH, "iso8859_2", "ISO 8859-2"),
        (FRENCH, "cp1252", "Windows-1252"),
        (GERMAN, "latin-1", "Windows-1252"),
        (ITALIAN, "cp1252", "Windows-1252"),
        ("email\na@b.example\n", "ascii", "UTF-8"),
    ],
)
def test_the_alphabet_is_found_and_the_reason_said(text, codec, found):
    raw = text.encode(codec)
    encoding = detect([raw])
    assert encoding.name == found
    assert encoding.reason
    assert raw.decode(encoding.codec).lstrip("\ufeff") == text


def test_letters_after_megabytes_of_plain_ones_still_count():
    pieces = [b"a@b.example\n" * 10_000] * 40 + ["Łódź\n".encode("cp1250") * 50]
    assert detect(pieces).codec == "cp1250"


def test_a_few_bad_bytes_in_utf8_cost_their_rows_not_the_file():
    encoding = detect([("Łódź żółć\n" * 20).encode() + b"bad \xff\n"])
    assert (encoding.codec, encoding.why) == ("utf-8", "mostly")


@pytest.mark.parametrize("cut", range(1, 9))
def test_a_letter_cut_between_two_pieces_is_no_mistake(cut):
    raw = "Łódźżółć".encode()
    assert detect([raw[:cut], raw[cut:]]).why == "valid"


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"PK\x03\x04rest", "spreadsheet"),
        (b"\xd0\xcf\x11\xe0\xa1", "spreadsheet"),
        (b"\x1f\x8b\x08", "archive"),
        (b"%PDF-1.7", "document"),
        (b"<!DOCTYPE html><table>", "document"),
        (b"\x00\x00\x00\x00" * 50, "binary"),
        (b"", "empty"),
    ],
)
def test_what_is_no_list_is_refused_with_a_remedy(raw, code):
    with pytest.raises(FileProblem) as caught:
        detect([raw])
    assert caught.value.code == code


@given(st.binary(max_size=400))
def test_any_bytes_get_an_answer(raw):
    try:
        encoding = detect([raw])
    except FileProblem:
        return
    assert encoding.name
    assert encoding.reason
