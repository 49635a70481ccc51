"""The definition: strict in, canonical out, and never wider than it reads."""

import json
from datetime import date

import pytest

from muster.audiences.definition import (
    EMPTY,
    Did,
    Everyone,
    Gave,
    Group,
    Joined,
    Lives,
    Malformed,
    Near,
    canonical,
    conditions,
    digest,
    dump,
    load,
)

LODZ = Lives(("PL-10",))
GAVE = Gave("at_least", 1000, "EUR", 90)


def test_json_comes_back_as_it_went() -> None:
    definition = Group(
        "all",
        (
            LODZ,
            GAVE,
            Group("none", (Did("page.viewed", "/x", 3, 30), Joined("since", date(2026, 1, 2)))),
        ),
    )

    assert load(json.dumps(dump(definition))) == definition


def test_everyone_is_a_word_of_its_own() -> None:
    assert load({"is": "everyone"}) == Everyone()
    with pytest.raises(Malformed, match="never inside a group"):
        load({"all": [{"is": "everyone"}]})


def test_no_condition_is_not_everyone() -> None:
    assert load({"all": []}) == EMPTY != Everyone()


def test_empty_fields_are_kept_as_empty() -> None:
    assert load({"all": [{"is": "near", "km": None, "postcode": "  "}]}) == Group("all", (Near(),))


@pytest.mark.parametrize(
    ("raw", "place", "words"),
    [
        ("[", "", "not JSON"),
        ("[]", "", "is an object"),
        ({"is": "lives", "regions": []}, "", "into a group"),
        ({"all": [], "any": []}, "", "“any” means nothing here"),
        ({"most": []}, "", "name a group"),
        ({"all": {}}, "", "holds a list"),
        ({"all": [7]}, "1", "a condition is an object"),
        ({"all": [{"is": "rich"}]}, "1", "no condition “rich”"),
        ({"all": [{"is": ["lives"]}]}, "1", "no condition"),
        ({"all": [{"is": "lives", "region": ["PL-10"]}]}, "1", "“region” means nothing here"),
        ({"all": [{"is": "lives", "regions": "PL-10"}]}, "1 › regions", "give a list"),
        ({"all": [{"is": "lives", "regions": [7]}]}, "1 › regions", "write words"),
        ({"all": [{"is": "lives", "regions": ["x"] * 201}]}, "1 › regions", "at most 200"),
        ({"all": [{"any": [{"is": "near", "km": 501}]}]}, "1.1 › km", "from 1 to 500"),
        ({"all": [{"is": "near", "km": True}]}, "1 › km", "whole number"),
        ({"all": [{"is": "near", "km": 1.5}]}, "1 › km", "whole number"),
        ({"all": [{"is": "has", "trait": "sign"}]}, "1 › trait", "tag, skill"),
        ({"all": [{"is": "has", "value": "a\0b"}]}, "1 › value", "control characters"),
        ({"all": [{"is": "has", "value": "a" * 201}]}, "1 › value", "under 200"),
        ({"all": [{"is": "joined", "day": "31.3.2026"}]}, "1 › day", "2026-03-31"),
        ({"all": [{"is": "joined", "day": "0001-01-01"}]}, "1 › day", "2026-03-31"),
        ({"all": [{"is": "replied"}] * 41}, "41", "at most 40"),
        ({"all": [{"all": [{"all": [{"all": [{"all": []}]}]}]}]}, "1.1.1.1", "4 deep"),
        ("[" * 9_000, "", "not JSON"),
        (" " * 20_001, "", "too long"),
    ],
)
def test_what_cannot_be_read_says_where_and_why(raw: object, place: str, words: str) -> None:
    with pytest.raises(Malformed, match=words) as told:
        load(raw)  # type: ignore[arg-type]

    assert told.value.place == place


def test_order_brackets_and_repeats_do_not_change_the_digest() -> None:
    plain = Group("all", (LODZ, GAVE))

    assert digest(plain) == digest(Group("all", (GAVE, LODZ, GAVE)))
    assert digest(plain) == digest(Group("all", (Group("any", (GAVE,)), Group("all", (LODZ,)))))
    assert canonical(Group("none", (LODZ, GAVE))) == canonical(
        Group("none", (Group("any", (GAVE, LODZ)),))
    )


def test_what_means_something_else_has_another_digest() -> None:
    others = [
        Group("any", (LODZ, GAVE)),
        Group("none", (LODZ, GAVE)),
        Group("none", (Group("all", (LODZ, GAVE)),)),
        Group("all", (LODZ, Group("none", (GAVE,)))),
        Group("all", (LODZ, Gave("at_least", 1001, "EUR", 90))),
        Group("all", (LODZ, GAVE, Group("all"))),
        Everyone(),
        EMPTY,
    ]

    assert len({digest(one) for one in [*others, Group("all", (LODZ, GAVE))]}) == len(others) + 1


def test_places_count_from_one() -> None:
    tree = Group("all", (LODZ, Group("any", (GAVE, LODZ))))

    assert [place for place, _ in conditions(tree)] == ["1", "2.1", "2.2"]
