"""Six holes, 5: each mailed link has one power, and no token opens another door."""

from __future__ import annotations

from typing import Any

import pytest

from muster.delivery import tokens
from muster.people import stop_tokens
from muster.people.models import ConsentEntry, ConsentState, MailToken, Person
from tests.web.site.test_ask import filled as question
from tests.web.site.test_join import filled
from tests.web.site.test_preferences import ANA, asked

pytestmark = pytest.mark.django_db

DOORS = {
    "stop": ("/stop/{}", "/stop/{}/undo"),
    "confirm": ("/confirm/{}/", "/confirm/{}/renewal/"),
    "preferences": (
        "/preferences/{}/", "/preferences/{}/pause/", "/preferences/{}/stop/",
        "/preferences/{}/language/", "/preferences/{}/copy/",
    ),
    "data": ("/data/{}/",),
    "asked": ("/ask/{}/",),
}  # fmt: skip


def token_in(link: str) -> str:
    return link.partition("?")[0].strip("/").split("/")[1]


@pytest.fixture
def powers(client_for: Any, mailbox: Any, make: Any) -> dict[str, str]:
    """One genuine token of every kind, all of the same person but the sign-up of somebody new."""
    ana: Person = make.person(email=ANA, consent=True, given_name="Ana")
    visitor = client_for()
    found = {}
    found["stop"] = stop_tokens.make(key_id=ana.keys.get(kind="email").pk, purpose="news")
    visitor.post("/preferences/", asked(ANA))
    found["preferences"] = token_in(mailbox.link(ANA))
    visitor.post(f"/preferences/{found['preferences']}/copy/")
    found["data"] = token_in(mailbox.link(ANA))
    visitor.post("/", filled(news="on"))
    found["confirm"] = token_in(mailbox.link(str(filled()["email"])))
    visitor.post("/ask/", question(email=ANA))
    found["asked"] = token_in(mailbox.link(ANA))
    found["message"] = tokens.make(tokens.RECIPIENT, 1)
    return found


def standing() -> tuple[Any, ...]:
    return (
        Person.objects.count(),
        ConsentEntry.objects.count(),
        list(ConsentState.objects.order_by("id").values_list("purpose", "state")),
        MailToken.objects.count(),
    )


@pytest.mark.parametrize("kind", ["stop", "preferences", "data", "confirm", "asked", "message"])
def test_no_token_opens_another_door(client_for: Any, powers: dict[str, str], kind: str) -> None:
    before, visitor = standing(), client_for()
    opened = [
        f"{method} {path}"
        for door, paths in DOORS.items()
        if door != kind
        for path in paths
        for method in ("get", "post")
        if getattr(visitor, method)(path.format(powers[kind])).status_code not in {404, 405}
    ]
    assert opened == []
    assert standing() == before


def test_every_token_opens_its_own(client_for: Any, powers: dict[str, str]) -> None:
    own = {kind: client_for().get(paths[0].format(powers[kind])) for kind, paths in DOORS.items()}
    assert {kind: answer.status_code for kind, answer in own.items()} == dict.fromkeys(DOORS, 200)
