"""The bench of response statistics: both ways of counting agree, and what is absent is null."""

import gzip
import os
from pathlib import Path

import pytest

from muster.proof.benches.triaging import threads

HEAD = "tweet_id,author_id,inbound,created_at,text,response_tweet_id,in_response_to_tweet_id"
ROWS = (
    "1,a,True,2026-10-13T12:00:00+00:00,Where is it?,2,",
    "2,us,False,2026-10-13T12:20:00+00:00,Here.,,1",
    "3,b,True,2026-10-13T12:00:00+00:00,Hello?,,",
    "4,c,True,2026-10-13T12:00:00+00:00,And?,5,99",
    "5,us,False,2026-10-13T13:00:00+00:00,Yes.,,4",
    "6,us,False,2026-10-13T12:01:00+00:00,To nobody.,,98",
)


def test_small_threads(tmp_path):
    (tmp_path / "complaints").mkdir()
    with gzip.open(tmp_path / "complaints" / "support_threads_2500.csv.gz", "wt") as file:
        file.write("\n".join((HEAD, *ROWS)))
    assert threads.measure(tmp_path) == {
        "stats_exact": True,
        "threads": 3,
        "threads_answered": 2,
        "parents_missing": 1,
        "response_rate": 0.666667,
        "first_response_half_minutes": 40.0,
        "first_response_ninety_minutes": 60.0,
    }


def test_without_the_material_nothing_is_said(tmp_path):
    assert threads.measure(tmp_path) == {"stats_exact": None, "threads": 0}


def test_the_published_threads():
    shared = Path(os.environ.get("MUSTER_SHARED", Path(__file__).parents[4] / "shared"))
    if not (shared / "data" / "complaints").exists():
        pytest.skip("the published threads are not here")
    assert threads.measure(shared / "data")["stats_exact"]
