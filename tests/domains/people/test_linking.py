"""T10, matching: which records may be one person, on the labelled sets and on small cases one can read."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from muster.people import linking
from muster.people.linking import fields
from muster.proof.benches import identity
from muster.proof.benches.identifying import crowd


def found(*records: dict[str, Any]) -> list[linking.Pair]:
    rows = [{"person": number, **record} for number, record in enumerate(records)]
    return linking.find(linking.table(rows), at_least=0.0)


def test_few_records_are_weighed_by_what_the_house_came_with() -> None:
    ewa = {"given": "Ewa", "family": "Łęcka", "postcode": "90-001", "email": "ewa77@a.example"}
    [pair] = found(ewa, {**ewa, "given": "ewa", "family": "LECKA", "email": "ewa77@b.example"})
    assert (pair.one, pair.other) == (0, 1)
    assert pair.steps == {"given": "same", "family": "same", "postcode": "same", "email": "alike"}
    assert pair.agreeing == ["name", "home"]
    assert pair.score > linking.AUTOMATIC
    assert linking.may_join_itself(pair)


def test_a_household_and_a_family_name_never_join_themselves() -> None:
    home = {"family": "Nowak", "postcode": "90-001", "street": "Polna 3"}
    [pair] = found({**home, "given": "Jan"}, {**home, "given": "Zofia"})
    assert pair.agreeing == ["home"]
    assert not linking.may_join_itself(pair)


def test_an_address_that_only_repeats_the_name_is_no_news() -> None:
    jan = {"given": "Jan", "family": "Nowak"}
    [pair] = found({**jan, "email": "jan.nowak@a.example"}, {**jan, "email": "nowak-jan@b.example"})
    assert "email" not in pair.weights


def test_two_faces_of_one_person_are_never_compared() -> None:
    faces = [{"person": 7, "given": "Ewa", "family": "Nowak"}] * 2
    assert linking.find(linking.table(faces), at_least=0.0) == []
    assert linking.find(linking.table([])) == []


def test_what_hangs_together_is_one_group() -> None:
    assert linking.group([(5, 3), (9, 8), (3, 1)]) == {5: 1, 3: 1, 1: 1, 9: 8, 8: 8}


@pytest.mark.parametrize("field", fields.FIELDS, ids=lambda field: field.name)
def test_every_field_weighs_closer_values_more(field: fields.Field) -> None:
    weights = [step.yes / step.by_chance for step in field.steps]
    assert all(closer > farther for closer, farther in pairwise(weights))
    assert sum(step.yes for step in field.steps) == pytest.approx(1)
    assert sum(step.by_chance for step in field.steps) == pytest.approx(1, abs=0.01)


@pytest.mark.parametrize("name", ["fake_1000", "febrl_1"])
def test_the_labelled_sets(name: str) -> None:
    figures = identity.measure(name)
    if figures is None:
        pytest.skip("the labelled records are not here (set MUSTER_SHARED to use them)")
    assert figures["precision_auto"] >= identity.LEAST_AUTO
    assert figures["f1"] >= identity.LEAST_F1[name]


def test_a_generated_crowd_is_the_same_every_time() -> None:
    table, truth = crowd.records(1_000)
    again, _truth = crowd.records(1_000)
    assert table.equals(again)
    first, second = linking.find(table), linking.find(again)
    assert [(one.one, one.other) for one in first] == [(one.one, one.other) for one in second]
    itself = [one for one in first if linking.may_join_itself(one)]
    assert len(itself) > 20
    assert all(truth[one.one] == truth[one.other] for one in itself)
