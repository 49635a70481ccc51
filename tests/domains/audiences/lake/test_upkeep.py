"""The lake is kept: what arrived is folded in when it is much or the lake is old, and a check tells its state."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection

from muster.activity import actions as activity
from muster.activity import registry
from muster.activity.facts import NewFact
from muster.audiences import queries
from muster.audiences.definition import Did, Everyone, Group
from muster.audiences.lake import building, holding, layout, upkeep
from muster.kit import clock
from muster.kit.scope import Scope, entered
from muster.people.models import IdentityKey

if TYPE_CHECKING:
    from pathlib import Path

    from tests.make import Make

pytestmark = pytest.mark.django_db(transaction=True)
VISITED = Group("all", (Did("page.viewed"),))


@pytest.fixture(autouse=True)
def _lake(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.MUSTER_LAKE = tmp_path / "lake"
    monkeypatch.setattr(holding, "GOOD_FOR", 0.0)
    holding.forget()
    if "page.viewed" not in registry.kinds():
        registry.declare("page.viewed", words="x")


def _visit(make: Make, **of: Any) -> None:
    key = IdentityKey.objects.get(person=make.person(**of))
    at = datetime.now(UTC) - timedelta(days=1)
    activity.append([NewFact("page.viewed", key.pk, at, "test", ref="/a")])


def test_it_begins_with_whoever_wants_one(make: Make) -> None:
    _visit(make)

    assert upkeep.fold_if_needed() is None
    assert layout.current(layout.home()) is None
    assert upkeep.health().ok


def test_little_waits_and_an_old_lake_is_folded(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    _visit(make)
    first = building.rebuild(layout.home())
    _visit(make)
    assert upkeep.fold_if_needed() is None

    later = clock.now() + upkeep.OLDEST + timedelta(minutes=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    folded = upkeep.fold_if_needed()

    assert folded is not None
    assert folded.facts == first.facts + upkeep_facts(first.xid)
    assert not upkeep.waiting(folded).people


def upkeep_facts(xid: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM activity_fact WHERE xid >= %s::text::xid8", [str(xid)])
        return int(cursor.fetchone()[0])


def test_a_lake_that_missed_something_is_not_used(make: Make) -> None:
    _visit(make)
    held = building.rebuild(layout.home())
    from muster.audiences import live, lookup

    world = lookup.world([Everyone()])
    assert live.count(Everyone(), Scope.EVERYONE, world=world) == 1

    # Another lake was folded later, and what this one still had to hear is gone.
    upkeep._forget_before(held.xid + 1_000_000)
    assert live.count(Everyone(), Scope.EVERYONE, world=world) is None
    upkeep._forget_before(0)


def test_the_web_counts_its_own_regions_from_the_lake(make: Make) -> None:
    _visit(make, postcode="90-001")
    building.rebuild(layout.home())
    _visit(make, country="FR", postcode="75001", region="FR-IDF")

    for regions, many in ((frozenset({"PL-10"}), 1), (frozenset({"FR-IDF"}), 1), (frozenset(), 0)):
        scope = Scope(regions=regions)
        with entered(scope):
            assert queries.count(VISITED, scope) == many
            assert queries.measure(VISITED, scope).fit == many


def test_the_check_tells_age_and_size(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    _visit(make)
    building.rebuild(layout.home())

    assert upkeep.health().ok
    later = clock.now() + timedelta(hours=7)
    monkeypatch.setattr(clock, "now", lambda: later)
    found = upkeep.health()
    assert not found.ok
    assert "lake rebuild" in found.fix
