"""A small house in which many want to decide at once: staff with every hat on, three people to write to."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from muster.accounts.models import Organisation, RoleGrant, Staff
from muster.audiences import actions as audiences
from muster.audiences.definition import Everyone
from muster.broadcasts import actions
from muster.kit.actors import system
from muster.kit.scope import entered
from muster.people import actions as people

if TYPE_CHECKING:
    from muster.audiences.models import Audience
    from muster.broadcasts.models import Broadcast

BY: Final = system("races")
PEOPLE: Final = 3
WORDS: Final = {
    "subject": "Beach clean",
    "body": "Havsvakt cleans the beach on Saturday.",
    "plan": "at_once",
}


def staff(name: str, *roles: str) -> Staff:
    """Somebody for every region, with these hats on."""
    made: Staff = Staff.objects.create(
        email=f"{name}@races.example", name=name.title(), every_region=True
    )
    for role in roles:
        RoleGrant.objects.create(staff=made, role=role)
    return made


def furnish(by: Staff) -> Audience:
    """Who we are, a few who said yes, and an audience of everyone: it takes two approvers."""
    Organisation.objects.update_or_create(
        pk=1,
        defaults={
            "name": "Havsvakt",
            "legal_address": "Pier 1, Malmö",
            "sender_name": "Havsvakt",
            "sender_address": "post@havsvakt.example",
            "reply_domain": "reply.havsvakt.example",
            "site_url": "http://localhost:8000",
            "mode": "training",
        },
    )
    _people()
    return audiences.create(name="Everyone", definition=Everyone(), by=by)


def written(audience: Audience, *, by: Staff) -> Broadcast:
    """A broadcast with words and an audience, not yet put to anybody."""
    with entered(by.scope):
        made = actions.declare(
            title="Beach clean",
            declared_text="everyone",
            declared_size=PEOPLE,
            by=by,
            session_mac=by.name,
        )
        actions.choose_audience(broadcast_id=made.pk, audience=audience, by=by, session_mac=by.name)
        actions.edit(broadcast_id=made.pk, changes=WORDS, by=by, session_mac=by.name)
    return made


def _people() -> None:
    known = [
        people.Known(
            keys=(("email", f"person{number}@people.example"),),
            fields={"given_name": "Jan", "country": "PL", "postcode": "90-001", "language": "en"},
            consents=(),
            tags=(),
        )
        for number in range(PEOPLE)
    ]
    found = people.resolve(known=known, source="races", by=BY, at=datetime.now(UTC))
    for one in found:
        people.grant(
            key_id=one.key_ids[0], channel="email", purpose="news", evidence="races", by=BY
        )
