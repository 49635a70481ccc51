"""The bench of audiences invents people, asks in four hands and judges; here its own parts are asked."""

from argparse import Namespace
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from muster.audiences.definition import text
from muster.proof.benches.choosing import asked, crowd, deeds, edits, picture, verdict
from muster.proof.benches.choosing.baselines import Answer
from muster.proof.benches.choosing.playing import Measured
from muster.proof.benches.choosing.reading import digest

NOW = datetime(2026, 3, 15, 12, 30, 20, tzinfo=UTC)
REGIONS = ["FR-BRE", "IT-25", "PL-10", "PL-22"]


@pytest.fixture
def people() -> crowd.Crowd:
    return crowd.gather(3_000, REGIONS, NOW)


@pytest.fixture
def done(people: crowd.Crowd) -> deeds.Deeds:
    kinds, sources, refs = (
        {name: place for place, name in enumerate(names, 1)} for names in deeds.names()
    )
    return deeds.Deeds(people, deeds.Numbers(kinds, sources, refs), 60_000, NOW)


def test_every_key_has_a_number_of_its_own(people: crowd.Crowd) -> None:
    keys = [number for rows in crowd.keys(people) for number in rows["id"].to_pylist()]
    assert sorted(keys) == list(range(1, len(keys) + 1))
    assert len({v for rows in crowd.keys(people) for v in rows["value"].to_pylist()}) == len(keys)


def test_nobody_came_after_now(people: crowd.Crowd) -> None:
    assert people.came.max() <= crowd.micros(NOW)


def test_who_can_something_is_somebody(people: crowd.Crowd) -> None:
    owners = np.concatenate([rows["person_id"].to_numpy() for rows in crowd.traits(people)])
    assert owners.min() >= 1
    assert owners.max() <= people.count


def test_a_month_is_the_same_whoever_asks(people: crowd.Crowd, done: deeds.Deeds) -> None:
    again = deeds.Deeds(people, done.numbers, done.facts, NOW)
    last = again.month(again.months[-1])
    assert again.month("2025-06").equals(done.month("2025-06"))
    assert last.equals(done.month("2026-03"))


def test_all_months_together_are_all_facts_and_none_is_still_to_come(done: deeds.Deeds) -> None:
    months = [done.month(name) for name in done.months]
    assert len(months) == deeds.MONTHS
    assert abs(sum(map(len, months)) - done.facts) <= deeds.MONTHS * len(deeds.SHARES)
    latest = max(month["moment"].to_numpy().max() for month in months)
    assert latest <= np.datetime64(NOW.replace(tzinfo=None), "us")


def test_every_fact_lies_in_its_month_and_hangs_on_a_key(done: deeds.Deeds) -> None:
    keys = {number for rows in crowd.keys(done.crowd) for number in rows["id"].to_pylist()}
    month = done.month("2025-06")
    assert {f"{moment:%Y-%m}" for moment in month["moment"].to_pylist()} == {"2025-06"}
    assert set(month["key"].to_pylist()) <= keys


def test_only_gifts_have_an_amount_and_each_has_a_currency(done: deeds.Deeds) -> None:
    month = done.month("2025-06")
    gave = done.numbers.kinds["gift.received"]
    for row in month.select(["kind", "amount", "currency"]).to_pylist():
        has = row["kind"] == gave
        assert (row["amount"] is not None, row["currency"] is not None) == (has, has)


def test_few_do_much(done: deeds.Deeds) -> None:
    keys = np.concatenate([done.month(name)["key"].to_numpy() for name in done.months])
    many = np.sort(np.unique(keys, return_counts=True)[1])[::-1]
    assert many[: len(many) // 10].sum() > many.sum() / 4


@pytest.mark.parametrize("question", asked.QUESTIONS, ids=lambda one: one.name)
def test_our_own_words_can_be_read(question: asked.Question) -> None:
    text.read(asked.text(question, NOW))


def test_every_edit_changes_one_thing_that_can_be_read() -> None:
    pairs = list(edits.of(NOW))
    assert {one.name for one in asked.QUESTIONS} == set(edits.CHANGES)
    for before, after in pairs:
        assert text.read(before) != text.read(after)


def test_windows_begin_where_our_own_do() -> None:
    told = asked.moments(NOW)
    assert told["week"] == datetime(2026, 3, 8, 12, 30, tzinfo=UTC)
    assert told["since"] == datetime(2023, 6, 19, tzinfo=UTC)


def test_who_is_found_is_told_apart() -> None:
    assert digest([3, 1, 2]) == digest([1, 2, 3])
    assert digest([1, 2, 4]) != digest([1, 2, 3])
    assert digest([]).startswith("0 ")


def test_the_95th_of_a_hundred() -> None:
    assert verdict._p95([float(n) for n in range(1, 101)]) == 95
    assert verdict._p95([7.0]) == 7


def _measured(**changes: object) -> Measured:
    one = {"ms": 10.0, "list_ms": 20.0, "members": digest([1, 2]), "listed": digest([1, 2])}
    hand = {"ms": 10.0, "members": digest([1, 2])}
    said = {
        "ours": {"a": one}, "by_hand": {"a": hand}, "edit_ms": [5.0], "cached_ms": [1.0], "answer_ms": [9.0],
        "fresh": [0.4], "by_sql": [], "web_mb": 300,
    }  # fmt: skip
    lake = SimpleNamespace(manifest=SimpleNamespace(facts=5), seconds=1.0, mb=1.0)
    held = {
        "postgres_mb": 20.0, "exported": lake, "great": lake, "by_hand": {"a": Answer(80.0, [2, 1])},
        "peers": {"a": Answer(500.0)}, "first": said, "last": said, "parts": {"rebuild": 1.0},
    } | changes  # fmt: skip
    return Measured(Namespace(people=1, rate=5_000, patience=0.5), **held)  # type: ignore[arg-type]


def test_whoever_was_stopped_counts_as_a_lower_bound() -> None:
    found = verdict.figures(_measured(), full=False)
    assert found["ok"]
    assert found["times_peer_sql"] == 50
    assert found["peer_sql_stopped"] == ["a"]
    assert found["missed"] == ["export_facts_per_second"]


def test_speed_is_judged_at_full_size_only() -> None:
    assert not verdict.figures(_measured(), full=True)["ok"]


def test_one_hand_that_finds_somebody_else_fails_it() -> None:
    found = verdict.figures(_measured(by_hand={"a": Answer(80.0, [1, 2, 3])}), full=False)
    assert not found["same_members"]
    assert not found["ok"]


def test_growth_is_held_against_that_of_the_facts() -> None:
    grown = [(25, {"a": 10.0, "b": 10.0}), (100, {"a": 20.0, "b": 60.0})]
    assert verdict.figures(_measured(growth=grown), full=False)["growth_factor"] == 1.5


def test_the_picture_has_a_line_for_each_question(tmp_path: Path) -> None:
    file = tmp_path / "growth.svg"
    picture.draw(str(file), [(25, {"a": 10.0, "b": 10.0}), (100, {"a": 20.0, "b": 60.0})])
    tree = ET.fromstring(file.read_text())
    assert len(tree.findall("{http://www.w3.org/2000/svg}polyline")) == 2
