"""What a page foresees is what freezing would freeze, and looking keeps nothing."""

from __future__ import annotations

import hashlib
import hmac
import json
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


@pytest.mark.parametrize("known", [True, False], ids=["fingerprint kept", "key from before"])
def test_places_follow_one_another_whoever_is_left_out(world: World, known: bool) -> None:
    world.house()
    world.people(12, postcode="90-001")
    world.make.person(postcode="90-001", consent=True, given_name="")
    world.make.person(postcode="90-001", consent=False)
    emails = IdentityKey.objects.filter(kind="email").order_by("pk")
    closed = list(emails[:3])
    for one in closed:
        suppress(kind="email", value=one.value, reason="bounce", by=system("test"))
    if not known:
        emails.update(address_mac=None)

    frozen = actions.take_snapshot(**CHOICE, scope=Scope.EVERYONE, by=system("test"))

    assert (frozen.size, frozen.excluded["suppressed"]) == (9, 3)
    assert (frozen.excluded["no_consent"], frozen.excluded["missing"]) == (1, 1)
    rows = frozen.recipients.order_by("position")
    assert list(rows.values_list("position", flat=True)) == list(range(9))
    assert not {one.pk for one in closed} & set(rows.values_list("key_id", flat=True))
    for row in rows:
        written = json.dumps(row.merge, ensure_ascii=False)
        assert row.merge_digest == hashlib.sha256(written.encode()).hexdigest()[:32]
