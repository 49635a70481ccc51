"""What a page foresees is what freezing would freeze, and looking keeps nothing."""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING

import pytest
from django.db import transaction

from muster.delivery import actions
from muster.delivery.liquid import Fields
from muster.delivery.models import Recipient, Snapshot
from muster.kit.actors import system
from muster.kit.scope import Scope
from muster.people.actions import suppress
from muster.people.models import IdentityKey

if TYPE_CHECKING:
    from tests.domains.delivery.conftest import World

pytestmark = pytest.mark.django_db

CHOICE = {
    "subject": "broadcast:1",
    "members_sql": "SELECT id FROM people_person",
    "params": (),
    "channel": "email",
    "purpose": "news",
    "fields": Fields(used=frozenset({"first_name"}), required=frozenset({"first_name"})),
}
COUNTED = ("size", "per_region", "per_language", "excluded")


@pytest.mark.parametrize("scope", [Scope.EVERYONE, Scope(regions=frozenset({"PL-10"}))])
def test_what_is_foreseen_is_what_is_frozen(world: World, scope: Scope) -> None:
    world.house()
    world.people(3, postcode="90-001")
    world.people(2, country="FR", postcode="75001", region="FR-IDF", language="fr")
    world.make.person(postcode="90-001", consent=False)
    world.make.person(postcode="90-001", consent=True, given_name="")
    closed = IdentityKey.objects.filter(kind="email").order_by("pk")[0]
    suppress(kind="email", value=closed.value, reason="bounce", by=system("test"))

    with transaction.atomic():
        seen = actions.foresee_snapshot(**CHOICE, scope=scope)
        assert not Snapshot.objects.exists()
        assert not Recipient.objects.exists()
    frozen = actions.take_snapshot(**CHOICE, scope=scope, by=system("test"))

    assert [getattr(seen, name) for name in COUNTED] == [getattr(frozen, name) for name in COUNTED]
    assert frozen.size
    assert frozen.excluded["missing"]


def test_nobody_is_foreseen_as_nobody(world: World) -> None:
    world.house()
    with pytest.raises(actions.NobodyChosen):
        actions.foresee_snapshot(**CHOICE, scope=Scope.NOBODY)


def test_w1_who_comes_first_is_drawn_by_a_keyed_hash(world: World) -> None:
    world.house()
    world.people(12, postcode="90-001")
    frozen = actions.take_snapshot(**CHOICE, scope=Scope.EVERYONE, by=system("test"))
    people = list(frozen.recipients.order_by("position").values_list("person_id", flat=True))

    def place(person: int) -> bytes:
        return hmac.digest(frozen.seed.encode(), str(person).encode(), "sha256")[:8]

    assert people == sorted(people, key=place)
