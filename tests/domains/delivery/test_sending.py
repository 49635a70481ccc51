"""From people to outcomes, in training: nothing leaves, everything adds up."""

from typing import Any

import pytest

from muster.activity import queries as activity
from muster.delivery import actions, preview, queries
from muster.delivery.actions import parcels
from muster.delivery.models import CaughtMessage, Kind, Outcome, Parcel, Recipient
from muster.delivery.pump import run_until_idle
from muster.people import actions as people
from muster.people.models import IdentityKey, Person
from tests.domains.delivery.conftest import BY, World


def test_everyone_who_said_yes_gets_one_message(world: World) -> None:
    world.people(3)
    world.make.person(consent=False)
    release = world.release()
    run_until_idle()
    tally = queries.tally(release)
    assert (tally.accepted, tally.total, tally.together, tally.completed) == (3, 3, 3, True)
    assert CaughtMessage.objects.count() == 3
    facts = activity.timeline(list(Recipient.objects.values_list("key_id", flat=True)), limit=20)
    assert [fact.kind for fact in facts].count("message.accepted") == 3


def test_the_parts_are_asked_for_in_one_breath_so_that_they_add_up_at_every_moment(
    world: World, django_assert_num_queries: Any
) -> None:
    world.people(7)
    release = world.release(waves=(3,), soak_minutes=3000)
    run_until_idle()
    assert release.snapshot.size == 7
    with django_assert_num_queries(1):
        tally = queries.tally(release)
    assert (tally.accepted, tally.pending, tally.together) == (3, 4, 7)


def test_what_was_previewed_is_what_was_caught(world: World) -> None:
    world.people(1, given_name="Zażółć")
    document = world.document()
    release = world.release(document)
    run_until_idle()
    [caught] = CaughtMessage.objects.all()
    [recipient] = Recipient.objects.all()
    seen = preview.unfold(bytes(caught.raw))
    shown = preview.render(world.body(release.snapshot), recipient.merge)
    assert seen.subject == shown.subject == "[Training] Beach clean"
    stop = seen.text.partition("/stop/")[2].split()[0]
    assert seen.text.replace(stop, "preview") == shown.text
    assert seen.html.replace(stop, "preview") == shown.html
    assert "Zażółć" in seen.text
    assert queries.recipient_of(caught.message_id) == recipient


def test_stopping_after_the_freeze_holds_back(world: World) -> None:
    world.people(3)
    release = world.release()
    first, second, _third = Recipient.objects.order_by("position")
    key = IdentityKey.objects.get(pk=first.key_id)
    people.withdraw(key_id=key.pk, purpose="news", source="test", by=BY)
    people.suppress(kind="email", value=second.address, reason="bounce", by=BY)
    run_until_idle()
    tally = queries.tally(release)
    assert (tally.accepted, tally.suppressed, tally.together) == (1, 2, 3)


def test_a_key_without_its_fingerprint_is_held_back_all_the_same(world: World) -> None:
    world.people(3)
    IdentityKey.objects.update(address_mac=None)
    before, after, _free = IdentityKey.objects.filter(kind="email").order_by("id")
    people.suppress(kind="email", value=before.value, reason="bounce", by=BY)
    release = world.release()
    assert release.snapshot.size == 2
    people.suppress(kind="email", value=after.value, reason="bounce", by=BY)
    run_until_idle()
    tally = queries.tally(release)
    assert (tally.accepted, tally.suppressed) == (1, 1)


def test_every_address_has_its_fingerprint_beside_it(world: World) -> None:
    world.people(2)
    for key in IdentityKey.objects.filter(kind="email"):
        assert key.address_mac == people.record.address_mac("email", key.value)


def test_suppressed_and_missing_are_counted_and_left_out(world: World) -> None:
    world.people(2)
    world.people(1, given_name="")
    world.make.person(consent=False)
    person = Person.objects.filter(given_name__gt="").order_by("id").first()
    people.suppress(kind="email", value=person.keys.get().value, reason="bounce", by=BY)
    fields = actions.snapshots.Fields(frozenset({"first_name"}), frozenset({"first_name"}))
    snapshot = world.snapshot(fields=fields)
    assert snapshot.size == 1
    assert snapshot.excluded == {
        "no_consent": 1,
        "suppressed": 1,
        "missing": 1,
        "missing_each": {"first_name": 1},
    }


def test_nobody_is_a_refusal(world: World) -> None:
    world.people(1)
    with pytest.raises(actions.NobodyChosen):
        world.snapshot(members_sql="SELECT id FROM people_person WHERE false")


def test_parcels_are_cut_by_zone_and_add_up(world: World) -> None:
    world.people(3, country="PL", postcode="90-001")
    world.people(2, country="US", postcode="10001")
    release = world.release()
    parcels = Parcel.objects.filter(release=release).order_by("zone")
    assert sum(parcel.size for parcel in parcels) == 5
    assert {parcel.zone for parcel in parcels} >= {"Europe/Warsaw"}
    run_until_idle()
    assert queries.tally(release).accepted == 5
    by_region = queries.tally_by_region(release)
    assert sum(one.accepted for one in by_region.values()) == 5


def test_waves_as_data_keep_the_keyed_order(world: World) -> None:
    world.people(6)
    release = world.release(waves=(1, 2))
    sizes = Parcel.objects.filter(release=release).order_by("number").values_list("wave", "size")
    assert list(sizes) == [(1, 1), (2, 2), (3, 3)]


def test_outcomes_are_append_only(world: World) -> None:
    world.people(1)
    world.release()
    run_until_idle()
    with pytest.raises(Exception, match="append-only"):
        Outcome.objects.update(kind=Kind.REFUSED)


def test_s4_two_records_joined_since_they_were_frozen_get_it_once(world: World) -> None:
    world.house()
    world.people(3)
    release = world.release()
    ana, again, bea = Person.objects.order_by("id")
    people.join_people(keep=ana, other=again, by=BY)
    run_until_idle()
    tally = queries.tally(release)
    assert (tally.accepted, tally.suppressed, tally.together) == (2, 1, 3)
    left_out = Outcome.objects.get(kind="suppressed")
    assert (left_out.detail, left_out.recipient.person_id) == (parcels.JOINED, again.pk)
    reached = Outcome.objects.filter(kind="accepted").values_list("recipient__person_id", flat=True)
    assert set(reached) == {ana.pk, bea.pk}


def test_s4_joined_with_a_record_that_is_not_among_them_still_gets_it_once(world: World) -> None:
    world.house()
    world.people(2)
    release = world.release()
    first, second = Person.objects.order_by("id")
    outside = world.make.person(consent=False)
    for one in (first, second):
        people.join_people(keep=outside, other=one, by=BY)
    run_until_idle()
    tally = queries.tally(release)
    assert tally.accepted <= 1
    assert tally.accepted + tally.suppressed == 2
