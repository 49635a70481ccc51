"""The sieve drops nothing that the matcher would keep, whatever signs a post is written in."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.kit import text as kit
from muster.listening import terms
from muster.listening.matching import Matcher, Wanted, haystack
from muster.listening.sieve import Sieve

_TERMS = ["havsvakt", "cafe lodz", "#tjuvar", "straße", "море", "l’ete", "a1"]
_PIECES = st.sampled_from(
    [
        "havsvakt", "HAVSVAKT", "Hávsvakt", "h̊avsvakt", "ＨＡＶＳＶＡＫＴ", "Café\nŁódź", "CAFE  lodz", "#Tjuvar", "＃tjuvar",
        "tjuvar", "STRASSE", "straẞe", "Straße", "МОРЕ", "море", "L’ÉTÉ", "A1", "ﬁne", "İ", "\\", '"', "🎉", "\u200d", "x", " ",
        "\t", "/", "#", "_", "ß",
    ]
)  # fmt: skip
_FOLDED = [terms.typed(one, is_tag=one.startswith("#")) for one in _TERMS]
_MATCHER = Matcher(Wanted(1, number, one) for number, one in enumerate(_FOLDED))


@given(st.lists(_PIECES, max_size=8).map("".join) | st.text(max_size=60), st.booleans())
def test_nothing_that_names_a_topic_is_dropped(text: str, spelled: bool) -> None:
    raw = json.dumps({"text": text}, ensure_ascii=spelled).encode("utf-8", "replace")
    text = json.loads(raw)["text"]
    sieve = Sieve(_FOLDED)
    if _MATCHER.names(haystack(text, ())):
        assert sieve.passes(raw)
        assert sieve.passes_words(text)


@given(st.text(max_size=60))
def test_folding_is_that_of_the_kit(text: str) -> None:
    if all(sign < "\U00010000" for sign in text):
        assert terms.fold(text) == kit.fold(text)


def test_what_names_nobody_is_dropped_unread() -> None:
    sieve = Sieve(["havsvakt"])
    assert not sieve.passes(b'{"text":"nothing of ours"}')
    assert sieve.passes(b'{"text":"HavsVakt!"}')
    assert not sieve.passes_words("rien à voir, été")


def test_without_terms_nothing_is_read() -> None:
    assert not Sieve([]).passes("é".encode())


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Havsvakt is late", True),
        ("@havsvakt!", True),
        ("(HAVSVAKT)", True),
        ("havsvakten", False),
        ("inhavsvakt", False),
        ("havs vakt", False),
    ],
)
def test_only_whole_words_count(text: str, found: bool) -> None:
    assert terms.stands_in(terms.fold(text), "havsvakt") is found
