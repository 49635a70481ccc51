"""The text form: every definition comes back from its text, and what cannot be read says where."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from muster.audiences.definition import (
    KINDS,
    Everyone,
    Gave,
    Group,
    Has,
    Lives,
    Malformed,
    canonical,
    conditions,
    load,
    text,
)
from muster.audiences.definition.conditions import rules
from muster.audiences.definition.rules import Codes, Day, OneOf, Phrases, Text, Whole
from muster.audiences.definition.tree import as_json
from tests.domains.audiences.towns import definitions

MIXED = """\
# Who gave lately near the coast
all {
  lives in region PL-10, PL-14
  none { reads fr in audience 12 }
  gave at least 10.50 EUR within 90 days
  got no message within 7 days
  any {
    has tag "coast watch"
    did page.viewed about "/beach" at least 2 times within 30 days
    never did search.made
  }
}
"""


def _anything() -> st.SearchStrategy[object]:
    """Every kind of condition with any values its rules allow, gaps too."""
    field = {
        Text: st.text(max_size=8),
        Codes: st.lists(st.text(max_size=5), max_size=3),
        Phrases: st.lists(st.text(max_size=8), max_size=3),
        Day: st.one_of(st.none(), st.dates().filter(lambda d: 1900 <= d.year <= 2200).map(str)),
    }

    def value(rule: object) -> st.SearchStrategy[object]:
        if isinstance(rule, Whole):
            return st.one_of(st.none(), st.integers(rule.least, rule.most))
        if isinstance(rule, OneOf):
            return st.sampled_from(["", *rule.options])
        return field[type(rule)]  # type: ignore[index]

    return st.one_of(
        [
            st.fixed_dictionaries(
                {"is": st.just(name), **{n: value(rule) for n, rule in rules(kind).items()}}
            )
            for name, kind in KINDS.items()
        ]
    )


# The first text of a process waits for the parser to be made.
@settings(deadline=None)
@given(definitions)
def test_every_definition_comes_back_from_its_text(definition: object) -> None:
    assert text.read(text.write(definition)) == definition  # type: ignore[arg-type]


@settings(deadline=None)
@given(st.lists(_anything(), max_size=3))
def test_any_value_comes_back(items: list[dict[str, object]]) -> None:
    try:
        definition = load({"all": items})
    except Malformed:
        return
    assert text.read(text.write(definition)) == definition


@settings(deadline=None)
@given(st.text(alphabet=st.sampled_from([*MIXED, '"', "\\", "}", "?"]), max_size=120))
def test_any_text_is_read_or_refused_in_words(written: str) -> None:
    try:
        found = text.read(written)
    except Malformed:
        return
    assert text.read(text.write(found)) == found


def test_a_text_says_what_json_says() -> None:
    definition = text.read(MIXED)

    assert isinstance(definition, Group)
    assert [one.IS for _place, one in conditions(definition)] == [
        "lives", "speaks", "member", "gave", "messaged", "has", "did", "did_not",
    ]  # fmt: skip
    assert Gave("at_least", 1050, "EUR", 90) in definition.items
    assert Lives(("PL-10", "PL-14")) in definition.items


def test_a_text_is_written_as_it_was_read() -> None:
    again = text.write(text.read(MIXED))

    assert canonical(text.read(again)) == canonical(text.read(MIXED))
    assert '  any {\n    has tag "coast watch"\n' in again


def test_everyone_is_a_word_of_its_own() -> None:
    assert text.read(" everyone\n") == Everyone()
    assert text.write(Everyone()) == "everyone\n"
    with pytest.raises(Malformed, match="line 1"):
        text.read("all { everyone }")


def test_every_kind_of_condition_has_a_text() -> None:
    for kind in KINDS.values():
        assert text.read(text.write(Group("all", (kind(),)))) == Group("all", (kind(),))


def test_what_is_not_chosen_is_a_question_mark() -> None:
    assert (
        text.write(Group("all", (Has(), Lives()))) == "all {\n  has tag ?\n  lives in region ?\n}\n"
    )


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("", "ends too early"),
        ("all {", "ends too early"),
        ("all {\n  lives in Poland\n}", "line 2: “Poland"),
        ("all { reads pl } }", "line 1: “}” cannot be read here"),
        ('all { has tag "a\\q" }', "not well quoted"),
        ("all { answered within 0 days }", "1 › days: write a number from 1 to 3650"),
        ("all { answered within soon days }", "1 › days: write a whole number"),
        ("all { gave at least 1.999 EUR }", "1 › minor: write a whole number"),
        ("all { has hat red }", "choose one of these"),
        ("all { " * 9 + "}" * 9, "groups may stand 4 deep"),
        ("all { " + "reads pl " * 41 + "}", "at most 40 conditions"),
        ("x" * 20_001, "too long"),
    ],
)
def test_what_cannot_be_read_says_where_and_why(written: str, words: str) -> None:
    with pytest.raises(Malformed, match=words):
        text.read(written)


def test_the_page_about_audiences_explains_every_condition_as_text() -> None:
    page = Path(__file__).parents[3].joinpath("docs", "audiences.md").read_text("utf-8")
    block = page.split("```text\n", 1)[1].split("```", 1)[0]
    said = {as_json(one)["is"] for _place, one in conditions(text.read(block))}

    assert said == set(KINDS)
