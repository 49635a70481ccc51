"""Left out and why: every person once, whatever stands in the way, and the same sums as the coarse count."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from muster.activity import actions as activity
from muster.activity.facts import NewFact
from muster.audiences import exclusions, queries
from muster.audiences.definition import Everyone
from muster.kit.actors import system
from muster.kit.scope import Scope
from muster.people import actions
from muster.people.models import ConsentState, IdentityKey

if TYPE_CHECKING:
    from muster.people.models import Person
    from tests.make import Make

pytestmark = pytest.mark.django_db
BY = system("test")


def _key(person: Person) -> IdentityKey:
    return IdentityKey.objects.get(person=person, kind="email")


def _shut(person: Person, reason: str) -> None:
    actions.suppress(kind="email", value=_key(person).value, reason=reason, by=BY)


def _settle(make: Make) -> None:
    make.person(consent=True)
    make.person()
    paused, stopped, lately = (make.person(consent=True) for _ in range(3))
    ConsentState.objects.filter(key=_key(paused)).update(
        state="paused", paused_until=timezone.now() + timedelta(days=5)
    )
    actions.withdraw(key_id=_key(stopped).pk, purpose="news", source="test", by=BY)
    activity.append(
        [NewFact("message.accepted", _key(lately).pk, timezone.now() - timedelta(hours=1), "t")]
    )
    for reason in ("bounced", "bounced often", "complained", "stopped", "erased"):
        _shut(make.person(consent=True), reason)
    # The best of several addresses decides.
    second = make.person(consent=True)
    _shut(second, "bounced")
    IdentityKey.objects.create(
        person=second, kind="email", value="b@people.example", created_at=timezone.now()
    )


def test_every_reason_is_told_apart_and_adds_up(make: Make) -> None:
    _settle(make)
    found = exclusions.count(Everyone(), Scope.EVERYONE)

    assert found.channels["email"] == {
        "never": 2, "paused": 1, "withdrawn": 1, "bounced": 2, "complained": 1, "stopped": 1,
        "shut": 1, "lately": 1,
    }  # fmt: skip
    assert found.channels["sms"] == {"no_address": 11}
    assert (found.fit, found.reached("email"), found.reached("sms")) == (11, 1, 0)


def test_the_finer_reasons_add_up_to_the_coarser_ones(make: Make) -> None:
    _settle(make)
    fine = exclusions.count(Everyone(), Scope.EVERYONE).channels["email"]
    coarse = queries.measure(Everyone(), Scope.EVERYONE)

    assert coarse.left_out("email") == {
        "suppressed": sum(fine[one] for one in ("bounced", "complained", "stopped", "shut")),
        "no_consent": sum(fine[one] for one in ("never", "paused", "withdrawn")),
        "lately": fine["lately"],
    }


def test_nobody_out_of_sight_is_counted(make: Make) -> None:
    _settle(make)

    assert exclusions.count(Everyone(), Scope.NOBODY).fit == 0
