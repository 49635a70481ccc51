"""One reading serves all who watch; while the database fails the last one stands with its moment."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import OperationalError

from muster.drives import live
from tests.domains.drives.givers import drive, give, minute

if TYPE_CHECKING:
    from tests.cast import Cast

pytestmark = pytest.mark.django_db


def test_many_looks_are_one_reading(cast: Cast) -> None:
    seals = drive(cast.olga)
    first = live.look(seals)
    give(seals)
    assert live.look(seals) is first


def test_a_database_that_fails_leaves_the_last_reading(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    seals = drive(cast.olga)
    give(seals)
    first = live.look(seals)

    def fail(_number: int) -> live.Reading:
        raise OperationalError("away")

    monkeypatch.setattr(live, "FRESH", 0.0)
    monkeypatch.setattr(live, "read", fail)
    live._kept[seals.pk].until = 0.0
    assert live.look(seals) is first
    assert first.count.online == 1000


def test_without_any_reading_the_fault_is_told(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    seals = drive(cast.olga)

    def fail(_number: int) -> live.Reading:
        raise OperationalError("away")

    monkeypatch.setattr(live, "read", fail)
    with pytest.raises(OperationalError):
        live.look(seals)


def test_late_reports_are_told_and_those_of_training_are_not(cast: Cast) -> None:
    from muster.drives import reports
    from muster.gifts.models import Report

    now = minute(20)
    for gateway, number in (("practice", "1"), ("stripe", "2")):
        assert reports.delay(now) is None
        Report.objects.create(
            gateway=gateway, number=number, kind="x", said={}, at=minute(10), received_at=minute(19)
        )
    assert reports.delay(now) == minute(19) - minute(10)
    assert reports.delay(minute(60)) is None
