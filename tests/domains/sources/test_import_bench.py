"""The bench plays the real path; its counts must be right at any size, its time only at full size."""

import pytest

from muster.proof.benches import import_

pytestmark = pytest.mark.django_db


def test_a_small_bench_counts_right():
    figures = import_.measure(120, lambda: None)
    assert figures["people_added"] == figures["rows"] == 120
    assert figures["second_import_changes"] == 0
    assert figures["max_rss_mb"] > 0


def test_the_list_is_the_same_every_time():
    assert b"".join(import_.list_of(50)) == b"".join(import_.list_of(50))
