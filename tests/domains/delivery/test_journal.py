"""The journal: what it says after a crash, and whom it lets read it."""

import time
from datetime import UTC, datetime, timedelta

import pytest

from muster.channels.base import Receipt
from muster.delivery.models import Kind
from muster.delivery.pump import journal
from muster.delivery.pump.buckets import Bucket, Destinations


def test_it_is_read_back_as_it_was_left(tmp_path) -> None:
    path = tmp_path / "w.journal"
    mine = journal.Journal(path, fresh=True)
    slot = mine.free()
    slot.begin(41, 3)
    slot.leaving(0)
    slot.ended(0, Kind.ACCEPTED, 250)
    slot.leaving(1)
    mine.close(remove=False)
    will = journal.Journal(path, fresh=False)
    found = will.slot_of(41)
    assert [found.entry(n).state for n in range(3)] == [2, journal.IN_FLIGHT, journal.UNTOUCHED]
    assert found.entry(0).code == 250
    assert found.handed_at(1) is not None
    assert found.size == 3
    assert will.of_this_boot
    will.close(remove=True)
    assert not path.exists()


def test_a_halt_in_the_same_millisecond_finds_what_was_accepted_after_it() -> None:
    slot = journal.loose(1)
    slot.leaving(0)
    time.sleep(0.0002)
    halted = datetime.now(UTC)
    slot.ended(0, Kind.ACCEPTED, 250)
    assert slot.moment(slot.entry(0).ended_us) > halted
    handed = slot.handed_at(0)
    assert handed is not None
    assert handed < halted


def test_ends_are_rounded_up_and_departures_down() -> None:
    """What is doubtful by less than the clock tells apart is named (H3)."""
    for _try in range(200):
        slot = journal.loose(1)
        before = datetime.now(UTC)
        slot.leaving(0)
        slot.ended(0, Kind.ACCEPTED, 250)
        assert slot.moment(slot.entry(0).ended_us) > before
        handed = slot.handed_at(0)
        assert handed is not None
        # The two clocks it is told from may drift apart by microseconds between one reading and the next.
        assert handed <= datetime.now(UTC) + timedelta(milliseconds=1)


def test_h3_moments_are_those_of_the_database_also_for_whoever_takes_over(tmp_path) -> None:
    path = tmp_path / "w.journal"
    mine = journal.Journal(path, fresh=True)
    slot = mine.free()
    # Its clock is 30 ms ahead of ours, as it may be on another host.
    slot.begin(41, 2, skew=0.030)
    slot.leaving(0)
    slot.ended(0, Kind.ACCEPTED, 250)
    slot.leaving(1)
    slot.accepted(1, 250)
    theirs = datetime.now(UTC) + timedelta(milliseconds=30)
    mine.close(remove=False)
    found = journal.Journal(path, fresh=False)
    left = found.slot_of(41)
    for index in (0, 1):
        assert abs(left.moment(left.entry(index).ended_us) - theirs) < timedelta(milliseconds=25)
    found.close(remove=True)


def test_h3_what_was_plainly_accepted_has_the_time_of_the_database_as_well() -> None:
    """The short way of a 250 and the long way of every other answer say one and the same moment."""
    slot = journal.loose(2)
    slot.begin(41, 2, skew=-3600.0)
    before = datetime.now(UTC) - timedelta(hours=1)
    slot.accepted(0, 250)
    slot.ended(1, Kind.REFUSED, 550)
    short, long = (slot.moment(slot.entry(index).ended_us) for index in (0, 1))
    assert before - timedelta(seconds=1) < short <= long < short + timedelta(minutes=1)
    assert (slot.entry(0).state, slot.entry(0).code) == (journal.KINDS[Kind.ACCEPTED], 250)


def test_a_parcel_may_be_in_hand_for_days() -> None:
    slot = journal.loose(1)
    slot.began -= 3 * 86_400
    slot._since -= 3 * 86_400
    slot.leaving(0)
    slot.ended(0, Kind.ACCEPTED, 250)
    assert abs((slot.moment(slot.entry(0).ended_us) - datetime.now(UTC)).total_seconds()) < 1


def test_the_living_are_left_alone(tmp_path) -> None:
    path = tmp_path / "w.journal"
    mine = journal.Journal(path, fresh=True)
    with pytest.raises(journal.Busy):
        journal.Journal(path, fresh=False)
    mine.close(remove=False)


def test_another_boot_is_not_believed(tmp_path, monkeypatch) -> None:
    path = tmp_path / "w.journal"
    journal.Journal(path, fresh=True).close(remove=False)
    monkeypatch.setattr(journal, "boot_id", lambda: "another")
    will = journal.Journal(path, fresh=False)
    assert not will.of_this_boot
    will.close(remove=False)


def test_what_is_no_journal_is_unreadable(tmp_path) -> None:
    path = tmp_path / "w.journal"
    path.write_bytes(b"short")
    with pytest.raises(journal.Unreadable):
        journal.Journal(path, fresh=False)


def test_slots_run_out_and_come_back(tmp_path) -> None:
    mine = journal.Journal(tmp_path / "w.journal", fresh=True)
    slots = []
    while slot := mine.free():
        slot.begin(len(slots) + 1, 1)
        slots.append(slot)
    assert len(slots) == journal.SLOTS
    slots[0].release()
    assert mine.free() is slots[0]
    mine.close(remove=True)


def test_a_destination_that_asks_for_rest_gets_longer_and_longer_rest() -> None:
    busy = Receipt(0, "temporary", 421, "421 4.7.0 slow down")
    places = Destinations()
    places.heard("slow.example", busy, 0.0)
    assert places.wait("slow.example", 0.0) == pytest.approx(1.0)
    places.heard("slow.example", busy, 1.0)
    assert places.wait("slow.example", 1.0) == pytest.approx(2.0)
    assert places.wait("quick.example", 1.0) <= 0
    places.heard("slow.example", Receipt(0, "accepted", 250), 3.0)
    assert places.wait("slow.example", 3.0) <= 0
    places.heard("slow.example", Receipt(0, "temporary", 450, "450 4.2.1 mailbox"), 3.0)
    assert places.wait("slow.example", 3.0) <= 0


def test_a_bucket_gives_no_more_than_its_rate() -> None:
    bucket = Bucket(10.0)
    taken = sum(bucket.take(n / 100) for n in range(1000))
    assert 95 <= taken <= 111
