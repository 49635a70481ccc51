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
