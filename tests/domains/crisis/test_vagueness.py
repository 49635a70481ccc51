"""A holding text says what, who and when, in four languages, or the rule says what it leaves open."""

import pytest

from muster.crisis import vagueness
from tests.domains.crisis.rooms import GOOD


def blocking(text: str, who: str = "") -> int:
    return sum(one.blocks for one in vagueness.reasons(text, who=who))


@pytest.mark.parametrize(
    "text",
    [
        "We are checking.",
        "We’re looking into it and will get back to you as soon as possible.",
        "Stiamo verificando, vi faremo sapere al più presto.",
        "Sprawdzamy sprawę i damy znać jak najszybciej.",
        "Nous vérifions et reviendrons vers vous dans les meilleurs délais.",
    ],
)
def test_nothing_said_is_found_in_four_languages(text: str) -> None:
    found = vagueness.reasons(text, who="Samir")
    assert any(not one.blocks for one in found), "the empty phrase is named"
    assert blocking(text, "Samir") >= 2


@pytest.mark.parametrize(
    ("text", "who"),
    [
        (GOOD, "art director Samir"),
        (
            (
                "Hai ragione a chiedere: il manifesto è di un’agenzia. Lucia della nostra redazione ha chiesto i"
                " bozzetti e ti risponde entro le 15:30."
            ),
            "Lucia",
        ),
        (
            (
                "Masz rację, że pytasz. Plakat narysowała agencja; Ewa z redakcji poprosiła o szkice i pokaże je"
                " dziś o godz. 15."
            ),
            "Ewa",
        ),
        (
            (
                "Vous avez raison. L’affiche vient d’une agence ; notre directrice Anne a demandé les croquis et"
                " les montre à 15 h."
            ),
            "la directrice Anne",
        ),
    ],
)
def test_what_who_and_when_pass(text: str, who: str) -> None:
    assert vagueness.reasons(text, who=who) == []


@pytest.mark.parametrize("leaves", ["who", "when"])
def test_each_thing_left_open_is_a_reason(leaves: str) -> None:
    text = GOOD.replace("Samir", "somebody") if leaves == "who" else GOOD.replace("15:30 ", "")
    found = vagueness.reasons(text, who="Samir")
    assert [one.blocks for one in found] == [True]
    assert leaves in found[0].words


def test_a_number_of_things_is_no_hour_and_we_is_nobody() -> None:
    text = (
        "By 3 people we have been told that 250 posters hang in the town, and that is all we know."
    )
    assert len([one for one in vagueness.reasons(text, who="we") if one.blocks]) == 2


def test_an_empty_phrase_beside_what_who_and_when_is_only_a_warning() -> None:
    found = vagueness.reasons(GOOD + " We take this seriously.", who="Samir")
    assert [one.blocks for one in found] == [False]
    assert "we take this seriously" in found[0].words
