"""The sentence: what people read is what the compiler selects, in words that can be translated."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from muster.audiences import sentence
from muster.audiences.asks import ASK
from muster.audiences.definition import (
    EMPTY,
    KINDS,
    Broadcast,
    Condition,
    Country,
    Definition,
    Did,
    DidNot,
    Everyone,
    From,
    Gave,
    Group,
    Has,
    Joined,
    Known,
    LastDid,
    LastGave,
    Lives,
    Member,
    Messaged,
    Near,
    Reachable,
    Replied,
    SaidYes,
    Scored,
    Speaks,
    Sum,
    Then,
)
from muster.audiences.definition.conditions import rules
from muster.audiences.marks import Part
from muster.audiences.scores import Line
from muster.audiences.world import Saved, Tally, World

WORLD = World(
    now=datetime(2026, 11, 20, tzinfo=UTC),
    regions={"PL-10": "Łódzkie", "PL-14": "Mazowieckie"},
    purposes={"news": "News and invitations"},
    scores={4: Tally("Activity", (Line("gift.received", 5, 365),))},
    broadcasts={"5": "Beach day"},
    audiences={7: Saved("Old friends", EMPTY)},
)
LODZ = Lives(("PL-10",))


def _said(definition: Definition) -> str:
    return sentence.in_words(definition, "en", WORLD)


def test_the_example_of_the_handbook() -> None:
    definition = Group("all", (LODZ, Gave("at_least", 1000, "EUR", 90), Messaged("was_not", 7)))

    assert _said(definition) == (
        "People who live in Łódzkie and gave at least 10 EUR in the last 90 days"
        " and were not messaged in the last 7 days"
    )


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        (Lives(("PL-14", "PL-10")), "live in Mazowieckie or Łódzkie"),
        (Country("PL"), "live in Poland"),
        (Near("PL", "90-001", 25), "live within 25 km of 90-001 in Poland"),
        (Has("tag", "diver"), "have the tag diver"),
        (Has("skill", "cook"), "have the skill cook"),
        (SaidYes("email", "news"), "said yes to e-mail: News and invitations"),
        (Reachable("sms"), "have a mobile number that works"),
        (Did("page.viewed", "/beach", 3, 30), "visited the page “/beach” at least 3 times in the last 30 days"),
        (Did("page.viewed"), "visited the website"),
        (Did("search.made", "seals", 1, 1), "searched for “seals” in the last 1 day"),
        (DidNot("page.viewed", "/beach"), "did not visit the page “/beach”"),
        (DidNot("page.viewed", "", 3, 7), "visited the website fewer than 3 times in the last 7 days"),
        (Did("person.joined", "", 2), "have a sign-up in their record at least 2 times"),
        (DidNot("odd.kind"), "do not have “odd.kind” in their record"),
        (Did("page.viewed", "", 2, 7, ("coast", "beach")), "visited the website at an address with “coast” or “beach” at least 2 times in the last 7 days"),
        (Did("gift.received", "", 1, None, ("boats",), 1000, None, "EUR"), "gave for “boats” with an amount of at least 10 EUR"),
        (DidNot("gift.received", "", 1, 30, (), 100, 2000, "PLN"), "did not give with an amount from 1 PLN to 20 PLN in the last 30 days"),
        (Did("shift.done", "", 3, 90), "did a shift at least 3 times in the last 90 days"),
        (Broadcast("received", "5"), "got the broadcast “Beach day”"),
        (Broadcast("replied", "any", 30), "answered a broadcast in the last 30 days"),
        (Broadcast("followed", "5"), "came to a page of ours from the broadcast “Beach day”"),
        (Broadcast("followed", "any", 30), "came to a page of ours from a broadcast in the last 30 days"),
        (Scored(4, "at_least", 20), "have at least 20 in the score “Activity”"),
        (Known("language", "lacks"), "have no known language"),
        (LastDid("page.viewed", "more_than", 30), "visited the website, the last time more than 30 days ago"),
        (LastDid("search.made", "within", 7, "seals"), "searched for “seals”, the last time within the last 7 days"),
        (Sum("gift.received", "at_least", 5000, "EUR", 365, "", ("boats",)), "gave for “boats” with amounts of together at least 50 EUR in the last 365 days"),
        (Then("page.viewed", "/give", (), "gift.received", "", (), 7), "visited the page “/give” and then, within 7 days, gave"),
        (Gave("at_most", 1050, "PLN"), "gave something, but together at most 10.5 PLN"),
        (LastGave(400), "last gave more than 400 days ago"),
        (Joined("since", date(2026, 3, 31)), "joined on March 31, 2026 or later"),
        (Joined("before", date(2026, 3, 31)), "joined before March 31, 2026"),
        (Messaged("was", 1), "got a message from us in the last 1 day"),
        (Replied(), "answered a message"),
        (Member(7), "are in the audience “Old friends”"),
        (From("import:12"), "came from import:12"),
        (Speaks("pl"), "read Polish"),
    ],
)  # fmt: skip
def test_each_condition_has_words(condition: Condition, words: str) -> None:
    assert _said(Group("all", (condition,))) == f"People who {words}"


def test_groups_have_words() -> None:
    tag, skill = Has("tag", "a"), Has("skill", "b")
    a, b, home = "have the tag a", "have the skill b", "live in Łódzkie"

    assert _said(Everyone()) == "Everyone"
    assert _said(EMPTY) == "People who choose a condition"
    assert _said(Group("any", (tag, skill))) == f"People who {a} or {b}"
    assert _said(Group("none", (tag, skill))) == f"Everyone but people who {a} or {b}"
    assert (
        _said(Group("all", (LODZ, Group("any", (tag, skill)))))
        == f"People who {home} and ({a} or {b})"
    )
    assert (
        _said(Group("all", (LODZ, Group("none", (tag, skill)))))
        == f"People who {home}, but not people who {a} or {b}"
    )
    assert (
        _said(Group("all", (Group("none", (tag,)), Group("none", (skill,)))))
        == f"Everyone but people who {a}, but not people who {b}"
    )
    assert (
        _said(Group("any", (LODZ, Group("none", (tag, skill)))))
        == f"People who {home} or are none of the people who ({a} or {b})"
    )


def test_values_stand_in_parts_of_their_own() -> None:
    assert sentence.in_parts(Group("all", (LODZ, Has("tag", ""))), "en", WORLD) == [
        Part("People who live in "),
        Part("Łódzkie", "value"),
        Part(" and have the tag "),
        Part("choose a tag, a skill or a team", "empty"),
    ]


def test_nobody_can_write_a_mark_or_a_placeholder_into_a_sentence() -> None:
    nasty = Has("tag", "\ue000{first}\ue002 {0} %s")

    assert (
        _said(Group("all", (nasty, LODZ)))
        == "People who have the tag {first} {0} %s and live in Łódzkie"
    )


def test_every_field_that_is_needed_has_words_to_ask_for_it() -> None:
    wanted = {
        (name, field)
        for name, kind in KINDS.items()
        for field, rule in rules(kind).items()
        if rule.needed
    }

    assert wanted == set(ASK)


@pytest.mark.parametrize("language", ["en", "it", "pl", "fr"])
def test_every_condition_speaks_every_language_even_when_empty(language: str) -> None:
    for kind in KINDS.values():
        assert sentence.in_words(Group("all", (kind(),)), language, WORLD)
