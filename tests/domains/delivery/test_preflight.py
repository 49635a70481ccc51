"""What stops a message before anyone is asked, and what it is told."""

import pytest

from muster.delivery import preflight, traits_named
from muster.delivery.documents import Wording
from muster.people import actions as people
from muster.people.models import Person
from tests.domains.delivery.conftest import BY, World


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


@pytest.mark.parametrize("kind", traits_named.KINDS)
def test_a18_each_kind_of_thing_a_person_can_be_is_held_against_its_readers(
    lodz: World, kind: str
) -> None:
    one = lodz.make.person(consent=True)
    people.hold_trait(person_id=one.pk, kind=kind, value="Harbour watch", by=BY)
    [told] = [
        one
        for one in _findings(lodz, "Dear Harbour watch,\n\nHavsvakt calls.")
        if one.code == "trait"
    ]
    assert (told.level, "75 %" in told.words) == ("block", True)
    # Once most of them are that, it may speak to them.
    for other in Person.objects.exclude(pk=one.pk)[:2]:
        people.hold_trait(person_id=other.pk, kind=kind, value="Harbour watch", by=BY)
    assert "trait" not in _codes(lodz, "Dear Harbour watch,\n\nHavsvakt calls.")


def test_a18_what_only_people_who_do_not_get_it_are_still_stops_it(lodz: World) -> None:
    for _number in range(9):
        lodz.make.person(consent=False, tags=("boat driver",))
    assert "trait" in _codes(lodz, "Dear boat drivers, Havsvakt needs you.")


@pytest.mark.parametrize("number", [2, 3, 4])
def test_a18_it_blocks_from_more_than_half_who_live_elsewhere(lodz: World, number: int) -> None:
    lodz.people(number, country="FR", postcode="35000")
    here, there = (
        "place" in _codes(lodz, f"Havsvakt comes to {place} on Saturday.")
        for place in ("Łódzkie", "Bretagne")
    )
    assert (here, there) == (number > 3, number < 3)


def test_a18_the_subject_is_read_as_well(lodz: World) -> None:
    assert "place" in _codes(lodz, "Havsvakt calls.", subject="Bretagne on Saturday")


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
