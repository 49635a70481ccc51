"""The command says how many, by whom and as of when; a list is written once and for its owner only."""

from __future__ import annotations

import json
import stat
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq
import pytest
from django.core.management import CommandError, call_command

from muster.audiences.definition import text
from muster.audiences.lake import building, layout
from muster.audiences.lists import by_spark, tables
from muster.kit import clock
from tests.domains.audiences.test_compiler import _save

if TYPE_CHECKING:
    from pathlib import Path

    from tests.make import Make

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _lake_of_its_own(settings: Any, tmp_path: Path) -> None:
    settings.MUSTER_LAKE = tmp_path / "lake"


@pytest.fixture
def divers(make: Make) -> list[int]:
    """Two divers and somebody else, an audience of divers, and one whose only condition is not chosen yet."""
    people = [make.person(tags=tags).pk for tags in (["diver"], ["diver"], [])]
    _save(1, text.read("all { has tag diver }"))
    _save(2, text.read("all { has tag ? }"))
    return people[:2]


def _run(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    call_command("audience", "run", *words, "--json")
    return json.loads(capsys.readouterr().out)


@pytest.mark.parametrize("engine", ["duckdb", "postgres"])
def test_a_list_holds_the_members(
    divers: list[int], engine: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    building.rebuild(layout.home())
    table, plain = tmp_path / "divers.parquet", tmp_path / "divers.csv"

    told = _run(capsys, "audience 1", "--engine", engine, "--to", str(table))
    _run(capsys, "1", "--engine", engine, "--to", str(plain))

    assert (told["count"], told["engine"], told["gaps"]) == (2, engine, [])
    assert pq.read_table(table)["person"].to_pylist() == sorted(divers)
    assert plain.read_text().split() == ['"person"', *map(str, sorted(divers))]
    assert stat.S_IMODE(plain.stat().st_mode) == 0o600


def test_duckdb_knows_what_came_since_and_the_lake_alone_does_not(
    divers: list[int],
    make: Make,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    built = building.rebuild(layout.home()).built_at
    later = clock.now() + timedelta(days=2)
    make.person(tags=["diver"])
    monkeypatch.setattr(clock, "now", lambda: later)

    for engine in ("duckdb", "postgres"):
        told = _run(capsys, "1", "--engine", engine)
        assert (told["count"], told["as_of"]) == (3, later.isoformat())
    assert tables.of_lake().as_of.isoformat() == built


def test_the_words_say_as_of_when_and_why_nobody(
    divers: list[int], capsys: pytest.CaptureFixture[str]
) -> None:
    building.rebuild(layout.home())

    call_command("audience", "run", "1")
    assert "2 people, by duckdb" in capsys.readouterr().out
    call_command("audience", "run", "2")
    said = capsys.readouterr().out
    assert "UTC. Nothing recorded later counts." in said
    assert "It selects nobody: choose a tag, a skill or a team." in said


def test_regions_narrow_a_list(divers: list[int], capsys: pytest.CaptureFixture[str]) -> None:
    building.rebuild(layout.home())

    assert _run(capsys, "1", "--regions", "PL-10")["count"] == 2
    assert _run(capsys, "1", "--regions", "PL-14, FR-IDF")["count"] == 0


def test_what_cannot_be_answered_is_refused(divers: list[int], tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="There is no lake yet"):
        call_command("audience", "run", "1")
    with pytest.raises(CommandError, match="There is no audience “nine”"):
        call_command("audience", "run", "nine")
    (tmp_path / "taken.csv").touch()
    with pytest.raises(CommandError, match="is there already"):
        call_command("audience", "run", "1", "--to", str(tmp_path / "taken.csv"))


def test_without_spark_it_says_how_to_get_it(
    divers: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    building.rebuild(layout.home())
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)

    with pytest.raises(CommandError, match=r"pip install muster\[spark\]"):
        call_command("audience", "run", "1", "--engine", "spark")


@pytest.mark.spark
@pytest.mark.enable_socket
def test_spark_writes_the_same_list(
    divers: list[int], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    lacking = by_spark.missing()
    if lacking:
        pytest.skip(lacking)
    building.rebuild(layout.home())

    told = _run(
        capsys, "1", "--engine", "spark", "--master", "local[1]", "--to", str(tmp_path / "divers")
    )

    assert told["count"] == 2
    assert sorted(pq.read_table(tmp_path / "divers")["person"].to_pylist()) == sorted(divers)
