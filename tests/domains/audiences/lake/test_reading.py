"""Words are found in a column, however the file holds them."""

from __future__ import annotations

import pyarrow as pa
import pytest

from muster.audiences.lake.reading import stands

WORDS = ["EUR", None, "PLN", "EUR"]


@pytest.mark.parametrize("kind", [pa.string(), pa.dictionary(pa.int32(), pa.string())])
def test_a_word_stands_where_it_was_written(kind: pa.DataType) -> None:
    some, others = (pa.array(words, pa.string()).cast(kind) for words in (WORDS, ["GBP", "EUR"]))
    column = pa.chunked_array([some.slice(1), others])

    assert stands(column, "EUR").tolist() == [False, False, True, False, True]
    assert stands(column, "USD").tolist() == [False] * 5
    assert stands(pa.chunked_array([], kind), "EUR").tolist() == []
