"""Which messages a mail names as its ancestors, and what its subject is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.inbox import threads


def test_nearest_ancestor_first_each_once() -> None:
    found = threads.ancestors("<c@x>", "<a@x> <b@x>\n <c@x>")
    assert found == ["c@x", "b@x", "a@x"]


def test_a_list_of_references_reads_the_same() -> None:
    assert threads.ancestors("", ["<a@x>", "<b@x>"]) == ["b@x", "a@x"]


def test_ten_thousand_references_are_cut_not_followed() -> None:
    assert len(threads.ancestors("", " ".join(f"<{n}@x>" for n in range(10_000)))) == 50


@pytest.mark.parametrize(
    ("subject", "base"),
    [
        ("Re: October letter", "October letter"),
        ("RE: Re: AW: October letter", "October letter"),
        ("Odp: List październikowy", "List październikowy"),
        ("R: RIF: Lettera", "Lettera"),
        ("TR : Lettre", "Lettre"),
        ("Re[3]: October letter", "October letter"),
        ("Fwd: Re: x", "x"),
        ("Really: no prefix", "Really: no prefix"),
        ("", ""),
    ],
)
def test_base_subject(subject: str, base: str) -> None:
    assert threads.base_subject(subject) == base


def test_an_answer_has_one_re() -> None:
    assert threads.reply_subject("Re: Re: Odp: x") == "Re: x"


def test_a_long_chain_keeps_its_root_and_its_end() -> None:
    cut = threads.chain([f"{n}@x" for n in range(60)], "parent@x")
    assert cut[0] == "0@x"
    assert cut[-1] == "parent@x"
    assert len(cut) == 20


@given(st.text(max_size=300))
def test_bare_is_one_storable_line(raw: str) -> None:
    kept = threads.bare(raw)
    assert len(kept) <= 250
    assert "\x00" not in kept
    assert "\n" not in kept
