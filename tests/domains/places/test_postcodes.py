"""Postcodes as people write them."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.places.countries import COUNTRIES
from muster.places.postcodes import Malformed, levels, normalise
from muster.places.queries import locate


@pytest.mark.parametrize(
    ("country", "raw", "tidy"),
    [
        ("GB", "sw1a1aa", "SW1A 1AA"),
        ("GB", " SW1A  1AA ", "SW1A 1AA"),
        ("GB", "m9", "M9"),
        ("GB", "M90", "M90"),
        ("GB", "ec1a", "EC1A"),
        ("US", "10001-1234", "10001"),
        ("US", "100011234", "10001"),
        ("US", "10001", "10001"),
        ("PL", "00001", "00-001"),
        ("PL", "00-001", "00-001"),
        ("PL", "00 – 001", "00-001"),
        ("PL", "PL-00-001", "00-001"),
        ("FR", "75001", "75001"),
        ("FR", "75 001", "75001"),
        ("FR", "F-75001", "75001"),
        ("FR", "75008 CEDEX 08", "75008"),
        ("FR", "2A004", "20004"),
        ("FR", "2b 200", "20200"),
        ("IT", "I-20121", "20121"),
        ("IT", "２０１２１", "20121"),
    ],
)
def test_one_form(country, raw, tidy):
    assert normalise(country, raw) == tidy


@pytest.mark.parametrize(
    ("country", "raw"),
    [
        ("US", "1001"),
        ("US", "10001-12"),
        ("FR", "7500"),
        ("IT", ""),
        ("PL", "0001"),
        ("GB", "12345"),
        ("GB", "SW1A 1A"),
        ("SE", "211 20"),
        ("IT", "2012A"),
    ],
)
def test_malformed_says_why(country, raw):
    with pytest.raises(Malformed):
        normalise(country, raw)
    answer = locate(country, raw)
    assert answer.region is None
    assert answer.reason


@given(st.sampled_from(sorted(COUNTRIES)), st.text(max_size=12))
def test_any_text_is_normalised_or_refused_and_never_breaks(country, raw):
    try:
        tidy = normalise(country, raw)
    except Malformed:
        return
    assert normalise(country, tidy) == tidy
    assert levels(country, tidy)
    assert COUNTRIES[country].shape.fullmatch(tidy)


@given(st.from_regex(r"[0-9]{5}", fullmatch=True), st.sampled_from(["", " ", "-", "  "]))
def test_polish_codes_do_not_depend_on_their_hyphen(digits, between):
    assert normalise("PL", digits[:2] + between + digits[2:]) == f"{digits[:2]}-{digits[2:]}"


@given(
    st.from_regex(r"[A-Z]{1,2}[0-9][A-Z0-9]? [0-9][A-Z]{2}", fullmatch=True),
    st.sampled_from(["", " ", "   "]),
    st.booleans(),
)
def test_british_codes_do_not_depend_on_space_or_case(code, between, lower):
    written = code.replace(" ", between)
    assert normalise("GB", written.lower() if lower else written) == code


@given(st.from_regex(r"[0-9]{5}", fullmatch=True), st.from_regex(r"[0-9]{4}", fullmatch=True))
def test_american_codes_lose_only_the_mail_round(code, mail_round):
    assert normalise("US", f"{code}-{mail_round}") == normalise("US", code + mail_round) == code


@given(st.text(alphabet=string.printable, max_size=10))
def test_locate_never_breaks(raw):
    for country in COUNTRIES:
        answer = locate(country, raw)
        assert bool(answer.region) != bool(answer.reason)
