"""Seeds get it first, by the same lane, and prove that what comes back is heard."""

from datetime import timedelta
from pathlib import Path

import pytest

from muster.delivery import queries, tokens
from muster.delivery.actions import seeds, waves
from muster.delivery.models import CaughtMessage, Outcome, Parcel, Release, SeedSend
from muster.delivery.pump import run_until_idle
from muster.kit import clock
from muster.proof.witness.process import Witness
from tests.domains.delivery.conftest import BY, World

LIST = {
    "bounce@seeds.example": "bounces",
    "stop@seeds.example": "stops",
    "me@seeds.example": "replies",
}


@pytest.fixture
def listed(world: World) -> World:
    for address, role in LIST.items():
        seeds.add(channel="email", address=address, role=role, by=BY)
    world.people(3)
    return world


def test_seeds_come_first_and_are_no_recipients(listed: World) -> None:
    release = listed.release(waves=(1,), seeds=True)
    assert (release.open_wave, release.seeds.count()) == (0, 3)
    assert not waves.tend(clock.now())
    run_until_idle()
    caught = list(CaughtMessage.objects.order_by("id").values_list("address", flat=True))
    assert set(caught[:3]) == set(LIST)
    tally = queries.tally(release)
    assert (tally.accepted, tally.together, Outcome.objects.count()) == (3, 3, 3)
    assert all(one.accepted_at for one in release.seeds.all())
    name = tokens.read(CaughtMessage.objects.order_by("id")[0].message_id)
    assert name is not None
    assert (name.sort, SeedSend.objects.filter(pk=name.id).exists()) == (tokens.SEED, True)


def test_a_plan_without_seeds_asks_none(listed: World) -> None:
    release = listed.release(waves=(1,))
    assert (release.open_wave, release.seeds.count()) == (1, 0)


def test_what_is_heard_proves_only_its_own_way(listed: World) -> None:
    release = listed.release(waves=(1,), seeds=True)
    run_until_idle()
    send = {one.seed.role: one.pk for one in release.seeds.select_related("seed")}
    assert not seeds.heard(send_id=send["stops"], kind="bounced")
    assert seeds.heard(send_id=send["bounces"], kind="bounced")
    assert not seeds.heard(send_id=send["bounces"], kind="bounced")
    assert seeds.heard_from(channel="email", address="ME@seeds.example", kind="automatic")
    assert not seeds.heard_from(channel="email", address="who@seeds.example", kind="replied")
    assert seeds.heard_from(channel="email", address="stop@seeds.example", kind="stopped")


def test_the_list_refuses_what_it_cannot_reach(world: World) -> None:
    seeds.add(channel="sms", address="+48 600 000 000", role="reads", by=BY)
    with pytest.raises(seeds.SeedThere):
        seeds.add(channel="sms", address="+48600000000", role="stops", by=BY)
    for channel, address in (("sms", "600"), ("email", "nobody")):
        with pytest.raises(seeds.NotAnAddress):
            seeds.add(channel=channel, address=address, role="reads", by=BY)


@pytest.mark.django_db(transaction=True)
@pytest.mark.enable_socket
def test_live_seeds_leave_by_the_relay_and_open_the_next_wave_when_heard(
    listed: World, settings, tmp_path: Path
) -> None:
    listed.house(mode="live")
    with Witness.start(tmp_path / "witness.log") as witness:
        settings.MUSTER_SMTP_URL = witness.url
        release = listed.release(waves=(1,), soak_minutes=0, seeds=True)
        run_until_idle()
        arrived = [line["to"] for line in witness.accepted()]
        assert set(arrived[:3]) == set(LIST)
        assert len(arrived) == 4
        assert [one.alive for one in queries.gates(release).feeds] == [False] * 3
        for one in release.seeds.select_related("seed"):
            kind = {"bounces": "bounced", "stops": "stopped"}.get(one.seed.role, "replied")
            assert seeds.heard(send_id=one.pk, kind=kind)
        run_until_idle()
        assert len(witness.accepted()) == 6
        assert witness.duplicates() == []


def test_a_seed_added_late_reaches_what_is_held(world: World) -> None:
    world.people(2)
    release = world.release(waves=(1,), soak_minutes=600, seeds=True)
    run_until_idle()
    seeds.add(channel="email", address="late@seeds.example", role="bounces", by=BY)
    assert waves.tend(clock.now())
    run_until_idle()
    assert release.seeds.get().accepted_at is not None


def test_a_seed_in_the_hands_of_a_dead_worker_comes_back(listed: World) -> None:
    from muster.delivery import fence

    listed.release(waves=(1,), seeds=True)
    token = fence.in_database()
    assert token is not None
    assert len(seeds.take(channels=[], token=token)) == 3
    assert seeds.take(channels=[], token=token) == []
    SeedSend.objects.update(claimed_at=clock.db_now() - seeds.LEASE - timedelta(seconds=1))
    assert len(seeds.take(channels=[], token=token)) == 3
    assert Parcel.objects.filter(state="claimed").count() == 0
    assert Release.objects.get().open_wave == 0


def test_a_stop_link_is_heard_by_the_message_it_stands_in(listed: World) -> None:
    from muster.delivery.actions import stop_links
    from muster.delivery.models import Receipt
    from muster.people import stop_tokens

    release = listed.release(waves=(1,), seeds=True)
    run_until_idle()
    one = release.snapshot.recipients.order_by("id")[0]
    for _press in range(2):
        token = stop_tokens.read(
            stop_tokens.make(key_id=one.key_id, purpose="news", recipient_id=one.pk)
        )
        assert token is not None
        stop_links.stop(token=token)
    assert Receipt.objects.get().kind == "stopped"
    seed = release.seeds.get(seed__role="stops")
    token = stop_tokens.read(stop_tokens.make(key_id=0, purpose="news", recipient_id=seed.pk))
    assert token is not None
    stop_links.stop(token=token)
    seed.refresh_from_db()
    assert seed.heard_at is not None
