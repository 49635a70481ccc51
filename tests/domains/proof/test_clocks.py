"""T6: clocks jump. Nothing leaves outside its window, no living worker is robbed, and approvals keep the database’s time."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from muster.approvals.errors import NeedsAnotherApprover
from muster.broadcasts import actions as broadcasts
from muster.delivery import fence
from muster.delivery.actions import parcels
from muster.delivery.models import Parcel, Release
from muster.delivery.pump import locks, recovery
from muster.delivery.pump.presses import Presses
from muster.kit import clock
from tests.domains.broadcasts.conftest import stages  # noqa: F401
from tests.domains.delivery.conftest import World, world  # noqa: F401

pytestmark = pytest.mark.django_db

OPENS, CLOSES = time(8), time(21)
# Warsaw, Paris, London, New York, Honolulu, Pago Pago: half a day and more apart.
REGIONS = ("PL-10", "FR-IDF", "GB-ENG", "US-NY", "US-HI", "US-AS")
WARSAW = ZoneInfo("Europe/Warsaw")
# The hour that is skipped and the one that comes twice, a leap day, midnight, noon, both edges of the window.
MOMENTS = [
    datetime(2027, 3, 28, 2, 30, tzinfo=WARSAW),
    datetime(2027, 3, 28, 7, 59, 59, tzinfo=WARSAW),
    datetime(2027, 3, 28, 8, 0, 1, tzinfo=WARSAW),
    datetime(2027, 10, 31, 2, 30, fold=0, tzinfo=WARSAW),
    datetime(2027, 10, 31, 2, 30, fold=1, tzinfo=WARSAW),
    datetime(2027, 10, 31, 20, 59, tzinfo=WARSAW),
    datetime(2028, 2, 29, 12, 0, tzinfo=UTC),
    datetime(2028, 2, 29, 23, 59, 59, tzinfo=UTC),
    datetime(2027, 6, 1, 21, 0, 1, tzinfo=WARSAW),
]
JUMPS = [timedelta(hours=1), timedelta(hours=-1), timedelta(seconds=90), timedelta(seconds=-90)]


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch):
    """Set business time to a moment; the database’s own stays where it is."""

    def jump(moment: datetime) -> None:
        ahead = moment.astimezone(UTC) - clock.db_now()
        monkeypatch.setenv(clock.OFFSET_VARIABLE, str(ahead.total_seconds()))

    return jump


def _claim_all(worker: str = "here") -> list[str]:
    token, zones = fence.in_database(), []
    assert token is not None
    while (parcel := parcels.claim(worker=worker, channels=["email"], token=token)) is not None:
        zones.append(parcel.zone)
    return zones


def _within(zone: str, moment: datetime) -> bool:
    return OPENS <= moment.astimezone(ZoneInfo(zone)).time() <= CLOSES


@pytest.mark.parametrize("moment", MOMENTS, ids=str)
def test_after_any_jump_just_those_whose_day_it_is_are_written_to(world, at, moment) -> None:  # noqa: F811
    for region in REGIONS:
        world.people(1, region=region)
    at(moment - timedelta(minutes=30))
    release = world.release(window_from="08:00", window_to="21:00")
    sent, outside = set(), 0
    for jump in (timedelta(0), *JUMPS):
        at(moment + jump)
        claimed = _claim_all()
        outside += sum(not _within(zone, clock.now()) for zone in claimed)
        sent |= set(claimed)
        waiting = set(
            Parcel.objects.filter(release=release, state="pending").values_list("zone", flat=True)
        )
        # Whoever still waits has no day now: the rule holds nobody back without a reason, either.
        assert not [zone for zone in waiting if _within(zone, clock.now())]
    assert outside == 0
    assert len(sent) + len(waiting) == len(REGIONS)


def test_a_month_later_nothing_leaves_any_more(world, at) -> None:  # noqa: F811
    world.people(2)
    release = world.release()
    at(clock.db_now() + timedelta(days=30))
    token = fence.in_database()
    parcel = parcels.claim(worker="here", channels=["email"], token=token)
    # It is taken in hand only to be ended: its time was over long ago (D11).
    assert parcel is None or parcel.not_after < clock.now()
    assert Release.objects.get(pk=release.pk).not_after < clock.now()


@pytest.mark.parametrize("jump", [*JUMPS, timedelta(days=30), timedelta(days=-30)], ids=str)
def test_no_jump_robs_a_worker_that_lives(world, at, tmp_path: Path, jump) -> None:  # noqa: F811
    world.people(2)
    world.release()
    assert _claim_all("the-living")
    at(clock.db_now() + jump)
    # One without a journal here may live on another computer: the database’s clock says how long (not ours).
    assert recovery.recover(tmp_path, Presses(), worker="the-other") == 0
    with locks.session("the-living"):
        assert recovery.recover(tmp_path, Presses(), worker="the-other") == 0
    assert Parcel.objects.filter(worker="the-living", state="claimed").exists()


def test_an_approval_lives_by_the_database_and_not_by_the_story(stages, at, monkeypatch) -> None:  # noqa: F811
    approved = stages.approved()
    at(clock.db_now() + timedelta(days=3))
    digest = stages.digest(approved)
    broadcasts.release(broadcast_id=approved.pk, digest=digest, by=stages.cast.olga)
    monkeypatch.delenv(clock.OFFSET_VARIABLE)
    late = stages.approved()
    real = clock.db_now
    monkeypatch.setattr(clock, "db_now", lambda: real() + timedelta(hours=25))
    with pytest.raises(NeedsAnotherApprover):
        broadcasts.release(broadcast_id=late.pk, digest=stages.digest(late), by=stages.cast.olga)
