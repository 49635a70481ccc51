"""The lake holds what the tables hold, sorted, and is replaced as a whole."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import duckdb
import pytest
from django.core.management import call_command

from muster.activity import actions as activity
from muster.activity import registry
from muster.activity.facts import NewFact
from muster.audiences.lake import building, exporting, layout
from muster.people.models import IdentityKey, Suppression
from muster.people.suppressing import address_mac

if TYPE_CHECKING:
    from pathlib import Path

    from tests.make import Make

pytestmark = pytest.mark.django_db(transaction=True)
MOMENTS = [datetime(2026, month, day, 12, tzinfo=UTC) for month in (3, 4) for day in (9, 2)]


@pytest.fixture(autouse=True)
def _kinds() -> None:
    for name in ("page.viewed", "gift.received"):
        if name not in registry.kinds():
            registry.declare(name, words=name)


def _settled(make: Make) -> list[int]:
    """Two people with facts in two months."""
    activity.make_months(first=MOMENTS[0].date(), last=MOMENTS[-1].date())
    keys = [IdentityKey.objects.get(person=make.person(tags=["diver"])).pk for _ in range(2)]
    activity.append(
        [NewFact("page.viewed", key, at, "test", ref="/b") for key in keys for at in MOMENTS]
        + [NewFact("gift.received", keys[1], MOMENTS[0], "test", amount=300, currency="EUR")]
    )
    return keys


def _rows(folder: Path, *files: str, what: str = "*") -> list[tuple[Any, ...]]:
    paths = [str(folder / file) for file in files]
    with duckdb.connect() as engine:
        return engine.execute(f"SELECT {what} FROM read_parquet(?)", [paths]).fetchall()


def test_a_month_is_sorted_and_whole(make: Make, tmp_path: Path) -> None:
    _settled(make)

    manifest = building.rebuild(tmp_path)

    months = {month.name: month for month in manifest.months}
    assert months["2026-03"].facts == 5
    assert months["2026-04"].facts == 4
    rows = _rows(tmp_path, months["2026-03"].file, what="kind, ref, key, moment")
    asked = [row[:3] for row in rows]
    assert asked == sorted(asked)
    assert datetime.fromisoformat(months["2026-03"].first) == min(row[3] for row in rows)
    assert datetime.fromisoformat(months["2026-03"].latest) == max(row[3] for row in rows)


def test_what_is_read_out_is_the_log_and_each_connection_asks_for_itself(make: Make) -> None:
    _settled(make)

    with exporting.snapshot() as moment, exporting.readers(moment) as pair:
        beside = pair.begin(lambda mine: mine.table("keys").read_all().num_rows)
        facts = pair.each(lambda name, mine: (name, mine.facts(name).read_all().num_rows))

    assert beside.result() == IdentityKey.objects.filter(person__isnull=False).count()
    read = dict(facts)
    assert (read["2026-03"], read["2026-04"]) == (5, 4)


def test_totals_sum_up_all_months_per_key(make: Make, tmp_path: Path) -> None:
    keys = _settled(make)

    manifest = building.rebuild(tmp_path)

    rows = _rows(tmp_path, manifest.tables["totals"], what="key, currency, times, amount, latest")
    gift = (keys[1], "EUR", 1, 300, MOMENTS[0].replace(tzinfo=None))
    visits = [(key, None, 4, None, max(MOMENTS).replace(tzinfo=None)) for key in keys]
    assert {gift, *visits} <= set(rows)


def test_the_records_are_in_it(make: Make, tmp_path: Path) -> None:
    keys = _settled(make)
    one = IdentityKey.objects.get(pk=keys[0])
    Suppression.objects.create(
        channel="email",
        address_mac=address_mac(one.kind, one.value),
        reason="bounce",
        at=MOMENTS[0],
    )

    tables = building.rebuild(tmp_path).tables

    assert len(_rows(tmp_path, tables["people"])) == 2
    assert {row[0] for row in _rows(tmp_path, tables["keys"], what="id")} >= set(keys)
    assert _rows(tmp_path, tables["traits"], what="DISTINCT kind, value") == [("tag", "diver")]
    assert _rows(tmp_path, tables["shut"]) == [("email", keys[0])]


def test_a_new_state_replaces_the_old_as_a_whole(make: Make, tmp_path: Path) -> None:
    _settled(make)
    first = building.rebuild(tmp_path)
    second = building.rebuild(tmp_path)

    assert layout.current(tmp_path) == second
    assert not first.files() & second.files()
    # Whoever reads the state before may finish; the one before that is gone.
    building.rebuild(tmp_path)
    kept = {path.name for path in tmp_path.glob("*.parquet")}
    assert second.files() <= kept
    assert not first.files() & kept


def test_two_never_build_at_once(tmp_path: Path) -> None:
    with building._alone(tmp_path), pytest.raises(building.AlreadyBuilding):
        building.rebuild(tmp_path)


def test_another_format_is_no_lake(tmp_path: Path) -> None:
    assert layout.current(tmp_path) is None
    (tmp_path / layout.MANIFEST).write_text('{"format": 0}')
    assert layout.current(tmp_path) is None


def test_the_command_builds_and_tells(
    make: Make, settings: Any, tmp_path: Path, capsys: Any
) -> None:
    _settled(make)
    settings.MUSTER_LAKE = tmp_path / "lake"
    call_command("lake", "status")
    assert "PostgreSQL answers alone" in capsys.readouterr().out

    call_command("lake", "rebuild")

    assert " facts of " in capsys.readouterr().out
    assert layout.current(tmp_path / "lake") is not None
