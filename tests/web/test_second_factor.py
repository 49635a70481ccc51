"""Every weighty address, asked by staff of a weighty role who showed no second factor.

The permission matrix asks as people who have just shown one. Here nobody has, and everything is live.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from allauth.mfa.models import Authenticator

from muster.accounts import stepup
from muster.accounts.models import Organisation
from muster.web.gate import gate_of
from tests import matrix

pytestmark = pytest.mark.django_db

SET_UP = "/office/account/#factors"
# What staff reach without a second factor: the way to set one up, and pages of their own.
WITHOUT = {
    "office/",
    "office/account/",
    "office/account/app/",
    "office/account/codes/",
    "office/account/factors/<int:factor_id>/removal/",
    "office/account/language/",
    "office/account/passkeys/",
    "office/account/password/",
    "office/account/sessions/<int:session_id>/end/",
    "office/account/sessions/others/end/",
    "office/confirm/",
    "office/keys/",
    "office/parts/",
    "office/tour/",
}


@pytest.fixture
def live() -> None:
    """Second factors are asked for from the first live step on."""
    Organisation.objects.create(pk=1, mode="live")


def gates() -> dict[str, Any]:
    """The gate of every address that is for staff alone."""
    mounted = {route: gate_of(view) for route, view in matrix.patterns()}
    return {route: gate for route, gate in mounted.items() if gate and gate.staff_only}


def answers(client: Any, method: str, routes: dict[str, str]) -> dict[str, tuple[str, str]]:
    """Each path asked for, by address, and where it leads, or its status if it leads nowhere."""
    nowhere = matrix.House()
    told = {}
    for route in routes:
        path = nowhere.path(route, matrix.ABSENT)
        answer = client.generic(method, path)
        told[route] = path, answer.headers.get("Location", str(answer.status_code))
    return told


def test_without_one_every_address_leads_to_setting_it_up(
    client_for: Any, cast: Any, live: None
) -> None:
    routes = {route: gate.permission for route, gate in gates().items() if gate.weighty}
    told = answers(client_for(cast.ada, how=stepup.PASSWORD), "POST", routes)
    assert len(told) > len(WITHOUT)
    assert {route: place for route, (_path, place) in told.items() if place != SET_UP} == {}


def test_one_that_is_set_up_has_to_be_shown(client_for: Any, cast: Any, live: None) -> None:
    Authenticator.objects.create(user=cast.ada, type=Authenticator.Type.TOTP, data={})
    # The door is one for all, so that one address of each permission is enough.
    some = {gate.permission: route for route, gate in gates().items() if gate.weighty}
    routes = {route: permission for permission, route in some.items()}
    told = answers(client_for(cast.ada, how=stepup.PASSWORD), "GET", routes)
    door = "/office/confirm/?next="
    wrong = {
        route: place
        for route, (path, place) in told.items()
        if place != door + quote(path, safe="")
    }
    assert len(told) > 1
    assert wrong == {}


def test_what_asks_for_no_second_factor_is_written_down() -> None:
    assert {route for route, gate in gates().items() if not gate.weighty} == WITHOUT
