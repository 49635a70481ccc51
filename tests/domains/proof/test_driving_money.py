"""The small round of what the bench of a drive says about money."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import pytest

from muster.gifts import queries, tasks
from muster.gifts.models import Check, Report
from muster.proof.benches.driving import money

pytestmark = pytest.mark.django_db


def test_shuffled_reports_stand_for_what_came() -> None:
    assert money.mismatches(sequences=40, seed=3) == 0
    assert not Report.objects.filter(folded_at=None).exists()
    tasks.sweep(timestamp=0)
    tasks.again(timestamp=0)
    tasks.check(timestamp=0)
    found = Check.objects.get()
    assert (found.looked, found.wrong) == (40, [])


def test_equal_rows_are_gifts_and_repetition_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = "old,2011-08-04T18:02:45,5.00,1,aa"
    rows = [row, row, "old,2011-08-04T18:02:46,0.10,0,", "new,2012-01-01T00:00:00,300.00,0,bb"]
    file = tmp_path / money.FILE
    file.parent.mkdir(parents=True)
    head = "event,donated_at,amount_usd,with_comment,donor_hash"
    file.write_bytes(gzip.compress("\n".join([head, *rows]).encode()))
    monkeypatch.setenv("MUSTER_SHARED", str(tmp_path))
    monkeypatch.setattr(money, "REDELIVERED", 1.0)
    assert money.replays() == money.Replays(drives=2, exact=2, redelivery_changed=0)
    [total] = queries.sums(["bench:old"])
    assert (total.minor, total.givers) == (1010, 3)


def test_without_the_file_nothing_is_said(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setenv("MUSTER_SHARED", str(tmp_path))
    assert money.replays() is None
