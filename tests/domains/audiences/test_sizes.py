"""Sizes by day: kept once a night, seen by region, and never a zero where nobody counted."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from muster.audiences import actions, sizes
from muster.audiences.actions.sizing import KEPT_DAYS, keep_sizes
from muster.audiences.definition import EMPTY, Everyone
from muster.audiences.models import Size
from muster.kit.actors import system
from muster.kit.scope import Scope, entered
from muster.web.office.audiences import growth

if TYPE_CHECKING:
    from tests.cast import Cast
    from tests.make import Make

pytestmark = pytest.mark.django_db
BY = system("test")
LODZ = Scope(regions=frozenset({"PL-10"}))


def test_each_reader_sees_the_sum_of_their_regions(cast: Cast, make: Make) -> None:
    for _ in range(3):
        make.person()
    make.person(country="FR", postcode="75001", region="FR-IDF")
    audience = actions.create(name="All", definition=Everyone(), by=cast.ana)
    empty = actions.create(name="None", definition=EMPTY, by=cast.ana)
    now = timezone.now()
    assert [keep_sizes(by=BY, at=now), keep_sizes(by=BY, at=now)] == [2, 2]

    def seen(which: object, scope: Scope) -> list[int]:
        found = sizes.kept(which, scope, since=now.date())  # type: ignore[arg-type]
        return [one.people for one in found]

    assert [seen(audience, Scope.EVERYONE), seen(audience, LODZ)] == [[4], [3]]
    # Counted and nobody is zero; it is not the same as not counted.
    assert [seen(empty, Scope.EVERYONE), seen(audience, Scope.NOBODY)] == [[0], [0]]
    with entered(LODZ):
        assert set(Size.objects.values_list("region", flat=True)) == {"*", "PL-10"}


def test_old_days_go(cast: Cast) -> None:
    actions.create(name="All", definition=Everyone(), by=cast.ana)
    now = timezone.now()
    keep_sizes(by=BY, at=now - timedelta(days=KEPT_DAYS + 1))
    keep_sizes(by=BY, at=now)

    assert {one.day for one in Size.objects.all()} == {now.date()}


def test_a_day_nobody_counted_is_a_gap_and_a_change_is_marked(cast: Cast, make: Make) -> None:
    make.person()
    audience = actions.create(name="All", definition=Everyone(), by=cast.ana)
    now = timezone.now()
    for days in (12, 11, 10, 8, 7, 6, 5, 4, 3):
        keep_sizes(by=BY, at=now - timedelta(days=days))
    found = growth.of(audience, cast.olga, 1)

    assert (found.usual, found.times, found.everybody, found.most) == (1, 1.0, 1, 1)
    assert len(found.lines) == 3
    assert found.changes == []
    changed = actions.change(audience=audience, name="All", definition=EMPTY, by=cast.ana)
    later = growth.of(changed, cast.olga, 0)
    assert (later.usual, later.changes) == (None, ["100.00"])
