"""People join: an address and a postcode, a button in a mail, and at once they belong to the team of their region.

Here a whole day of them comes by the same steps as one by one: what a pressed button makes true, and the house
follows. A few dozen more come by the real pages (``visitors``).
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.db import transaction

from muster.activity import actions as activity
from muster.activity.facts import NewFact
from muster.groups import actions as groups
from muster.groups.models import Membership
from muster.kit import actors
from muster.people import actions as people
from muster.people import wordings
from muster.people.actions.joining import SOURCE
from muster.people.known import Claim, Known
from muster.people.models import IdentityKey
from muster.people.purposes import NEWS
from muster.proof.stories.dashboard.deeds import Member
from muster.proof.stories.dashboard.steps import Step
from muster.proof.stories.dashboard.volunteers import COUNTRY, Volunteer

HOUSE: Final = "Coast"
_SITE: Final = actors.system("site")
_PATIENCE: Final = 60.0
# As they come in life; thousands in one transaction would rewrite the rows of their teams thousands of times.
AT_ONCE: Final = 200


def join(day: Sequence[Volunteer], *, at: datetime) -> tuple[list[Member], list[Step]]:
    """They confirm and are placed, some hundred at a time; returns who they are now, and their steps."""
    members: list[Member] = []
    steps: list[Step] = []
    for start in range(0, len(day), AT_ONCE):
        some = _confirmed(day[start : start + AT_ONCE], at)
        placed = _placed(some, at)
        members += some
        steps += [step for one in some for step in _steps(one, placed)]
    return members, steps


def _steps(one: Member, placed: dict[int, int]) -> tuple[Step, ...]:
    return (
        Step(one.person, "person.joined"),
        Step(one.person, "address.confirmed"),
        # Whoever was not placed lacks a step that this says they took.
        Step(one.person, "group.joined", f"group:{placed.get(one.key, 0)}"),
    )


def _placed(members: Sequence[Member], at: datetime) -> dict[int, int]:
    """The team of each, by key. The house follows the log up to whatever is still being written beside us."""
    until = time.monotonic() + _PATIENCE
    while True:
        groups.follow(at=at)
        held = Membership.objects.filter(key__in=[one.key for one in members], left_at=None)
        placed = dict(held.values_list("key", "group"))
        if len(placed) == len(members) or time.monotonic() > until:
            return placed
        time.sleep(0.05)


@transaction.atomic
def _confirmed(day: Sequence[Volunteer], at: datetime) -> list[Member]:
    told = [_known(one, at) for one in day]
    found = people.resolve(known=told, source=SOURCE, by=_SITE, at=at, told_as="person.joined")
    members = [
        Member(one, result.person_id or 0, result.key_ids[0])
        for one, result in zip(day, found, strict=True)
    ]
    keys = [one.key for one in members]
    IdentityKey.objects.filter(pk__in=keys).update(verified_at=at)
    activity.append([NewFact("address.confirmed", key, at, SOURCE) for key in keys])
    return members


def _known(one: Volunteer, at: datetime) -> Known:
    """What the form says, and a tick for news."""
    yes = Claim(
        "email",
        NEWS,
        "granted",
        at,
        "confirmed from the mailbox",
        wordings.sign_up_news(HOUSE),
        "en",
    )
    fields = {
        "given_name": one.given,
        "country": COUNTRY,
        "postcode": one.postcode,
        "language": "en",
    }
    return Known(keys=[("email", one.email)], fields=fields, consents=[yes])


def telephones(members: Sequence[Member], *, at: datetime) -> list[Member]:
    """Some tell their number and their whole name to a colleague at a stall, who writes a list."""
    told = [one for one in members if one.who.rung]
    rows = [
        Known(
            keys=[("email", one.who.email), ("phone", one.who.phone)],
            fields={"given_name": one.who.given, "family_name": one.who.family},
        )
        for one in told
    ]
    by = actors.system("import")
    found = people.resolve(known=rows, source="Stall lists", by=by, at=at)
    phones = {one.person: result.key_ids[1] for one, result in zip(told, found, strict=True)}
    return [Member(one.who, one.person, one.key, phones.get(one.person, 0)) for one in members]
