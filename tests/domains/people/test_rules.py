"""Pure rules: whose record keys belong to, and when a word about consent counts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.people import consent_rules, matching
from muster.people.consent_rules import Present
from muster.people.keys import CAPS, Key
from muster.people.known import Claim

NOW = datetime(2026, 10, 1, tzinfo=UTC)
KEYS = st.builds(
    Key,
    st.sampled_from(["external", "email", "phone", "browser"]),
    st.sampled_from(["s:1", "s:2", "s:3", "t:1", "t:2"]),
)
RECORDS = st.lists(st.lists(KEYS, min_size=1, max_size=4), max_size=25)


@given(RECORDS)
def test_a_key_never_moves_and_twice_is_the_same(records: list[list[Key]]) -> None:
    book, numbers = matching.Book(), iter(range(1, 999))
    for keys in records:
        before = dict(book.owner)
        matching.place(keys, book, lambda: next(numbers))
        for key, person in before.items():
            assert person is None or book.owner[key] == person
    for keys in records:
        placed = matching.place(keys, book, lambda: next(numbers))
        known = {book.owner.get(key) for key in keys if key.kind != "browser"}
        assert not known or placed.person in known
        assert not placed.made


@given(RECORDS)
def test_nobody_outgrows_the_caps(records: list[list[Key]]) -> None:
    book, numbers = matching.Book(), iter(range(1, 999))
    for keys in records:
        matching.place(keys, book, lambda: next(numbers))
    for theirs in book.namespaces.values():
        for namespace, count in theirs.items():
            assert count <= CAPS[namespace.partition(":")[0]]


def claim(state: str, days: int, evidence: str = "") -> Claim:
    return Claim("email", "news", state, NOW + timedelta(days=days), evidence)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("present", "said", "verdict"),
    [
        (None, claim("granted", 0), "apply"),
        ("granted", claim("granted", 5), "same"),
        ("withdrawn", claim("granted", -1, "form"), "held"),
        ("withdrawn", claim("granted", 1), "held"),
        ("withdrawn", claim("granted", 1, "  "), "held"),
        ("withdrawn", claim("granted", 0, "form"), "held"),
        ("withdrawn", claim("granted", 1, "form"), "apply"),
        ("withdrawn", claim("pending", 1, "form"), "held"),
        ("granted", claim("withdrawn", 1), "apply"),
        ("granted", claim("withdrawn", -1), "held"),
        ("paused", claim("granted", 1, "form"), "held"),
        ("paused", claim("withdrawn", 1), "apply"),
        ("pending", claim("granted", 1, "form"), "apply"),
        ("pending", claim("granted", 1), "held"),
    ],
)
def test_when_a_word_counts(present: str | None, said: Claim, verdict: str) -> None:
    now = Present(present, NOW) if present else None
    assert consent_rules.decide(now, said) == verdict
