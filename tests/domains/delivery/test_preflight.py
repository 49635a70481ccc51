"""What stops a message before anyone is asked, and what it is told."""

import pytest

from muster.delivery import preflight
from muster.delivery.documents import Wording
from tests.domains.delivery.conftest import World


def _codes(world: World, text: str, *, level: str = "block", subject: str = "Saturday", **values):
    snapshot = world.snapshot()
    wording = Wording(language="en", subject=subject, text=text)
    found = preflight.check(world.body(snapshot, texts=(wording,), **values), snapshot)
    return [one.code for one in found if one.level == level]


@pytest.fixture
def lodz(world: World) -> World:
    world.people(3, country="PL", postcode="90-001")
    return world


def test_a_good_message_has_nothing_against_it(lodz: World) -> None:
    assert _codes(lodz, 'Hi {{ first_name | default: "you" }}, come to Łódzkie.') == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Hi {first_name}", "braces"),
        ("Hi {{ nickname }}", "fields"),
        ("{% for x in y %}{% endfor %}", "fields"),
        ("[Sign](http://havsvakt.example/)", "https"),
        ("   ", "text"),
        ("All of Bretagne meets on Saturday", "place"),
    ],
)
def test_what_blocks(lodz: World, text: str, code: str) -> None:
    assert code in _codes(lodz, text)


def test_the_share_who_live_elsewhere_is_said(lodz: World) -> None:
    lodz.people(1, country="FR", postcode="35000")
    snapshot = lodz.snapshot()
    wording = Wording(language="en", subject="x", text="Come to Bretagne")
    found = preflight.check(lodz.body(snapshot, texts=(wording,)), snapshot)
    assert "75 % live elsewhere" in " ".join(one.words for one in found)


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"identity": "Havsvakt"}, "identity"),
        ({"sender_address": ""}, "sender"),
        ({"site_url": "http://havsvakt.example"}, "site"),
        ({"return_domain": ""}, "return"),
        ({"purpose": "fun"}, "purpose"),
        ({"size": 7}, "size"),
        ({"subject": "broadcast:1", "reply_to": "nowhere"}, "reply-to"),
    ],
)
def test_what_the_frame_lacks(lodz: World, values: dict, code: str) -> None:
    snapshot = lodz.snapshot()
    body = lodz.body(snapshot, **values)
    assert code in [one.code for one in preflight.check(body, snapshot) if one.level == "block"]


def test_a_missing_fallback_is_advice(lodz: World) -> None:
    assert "fallback" in _codes(lodz, "Hi {{ first_name }}", level="advice")


def test_a_live_message_cannot_carry_the_mark_of_training(lodz: World) -> None:
    assert "training" in _codes(lodz, "Hello", subject="[Training] Hello")


def test_words_must_name_a_place_or_who_we_are(lodz: World) -> None:
    assert "named" in _codes(lodz, "Come at nine, gloves from us.")
    for text in ("Come with Havsvakt at nine.", "Come to Łódzkie at nine."):
        assert "named" not in _codes(lodz, text)
    assert "named" not in _codes(lodz, "Come at nine.", subject="HAVSVAKT calls")
    assert "named" in _codes(lodz, "Havsvaktmästare come at nine.")
    assert "named" not in _codes(lodz, 'Come to {{ region | default: "us" }} at nine.')


def test_a18_speaking_to_people_most_of_them_are_not_stops_it(lodz: World) -> None:
    lodz.make.person(tags=("rope rescue",))
    lodz.make.person(consent=True, tags=("driver",), language="pl")
    said = {
        "Dear drivers,\n\nHavsvakt needs you.": "drivers”; 75 %",
        "To our Rope rescue: Havsvakt needs you.": "Rope rescue”; 100 %",
        "Polish speakers!\nHavsvakt needs you.": "Polish”; 75 %",
    }
    for text, words in said.items():
        found = _findings(lodz, text)
        [told] = [one for one in found if one.code == "trait"]
        assert (told.level, words in told.words) == ("block", True)


def test_a18_what_is_only_spoken_of_is_advice(lodz: World) -> None:
    lodz.make.person(consent=True, tags=("rope rescue",))
    [told] = [
        one
        for one in _findings(lodz, "Dear friend,\n\nHavsvakt shows rope rescue on Sunday.")
        if one.code == "trait"
    ]
    assert (told.level, "75 %" in told.words) == ("advice", True)


def test_a18_what_most_of_them_have_may_be_named(lodz: World) -> None:
    for _number in range(4):
        lodz.make.person(consent=True, tags=("boat driver",))
    assert "trait" not in _codes(lodz, "Dear boat drivers, Havsvakt needs you.")
    assert "trait" not in _codes(lodz, "Dear rope rescuers, Havsvakt needs you.")


def _findings(world: World, text: str) -> list[preflight.Finding]:
    snapshot = world.snapshot()
    wording = Wording(language="en", subject="Saturday", text=text)
    return preflight.check(world.body(snapshot, texts=(wording,)), snapshot)
