"""One thing and then another, found by one sorted number for a person and a moment, as a naive search finds it."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from muster.audiences.lake import persons, rows
from muster.audiences.lake.rows import Rows

# From one day to all that a moment can say, so that one person or all of them fit into one number.
SPANS = (10, 10**14, 2**60, 2**62)


@st.composite
def deeds(draw: st.DrawFn) -> list[tuple[int, int]]:
    moments = st.one_of(st.integers(0, 12), st.sampled_from([*SPANS, *(one - 3 for one in SPANS)]))
    return draw(st.lists(st.tuples(st.integers(0, 5), moments), min_size=1, max_size=12))


@given(deeds(), deeds(), st.sampled_from([1, 4, 10**13]))
def test_who_did_one_thing_and_then_another(
    before: list[tuple[int, int]], after: list[tuple[int, int]], gap: int
) -> None:
    found = {
        start + int(one)
        for start, who in persons.pairs(_columns(before), _columns(after), gap)
        for one in who
    }
    assert found == {
        who for who, at in before for other, then in after if who == other and at < then <= at + gap
    }


@given(st.lists(st.lists(st.integers(0, 60), max_size=30), max_size=4), st.booleans())
def test_sums_of_keys_add_up(months: list[list[int]], is_sparse: bool) -> None:
    wide = 10**6 if is_sparse else 1
    facts = [np.asarray(month, np.int64) * wide for month in months]
    told = rows.added([rows.per_key(Rows(keys)) for keys in facts])
    every, times = np.unique(np.concatenate([np.zeros(0, np.int64), *facts]), return_counts=True)
    assert told.keys.tolist() == every.tolist()
    assert ([] if told.times is None else told.times.tolist()) == times.tolist()
    sums = rows.added([rows.per_key(Rows(keys, amount=-keys)) for keys in facts])
    assert sums.keys.tolist() == every.tolist()
    assert sums.amount.tolist() == (-every * times).tolist()


def _columns(deeds_: list[tuple[int, int]]) -> tuple[np.ndarray, np.ndarray]:
    return np.asarray([who for who, _at in deeds_]), np.asarray([at for _who, at in deeds_])
