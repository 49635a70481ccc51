"""Ways in that we fetch from ourselves: how far we have read, and whether each is heard of."""

from __future__ import annotations

from datetime import timedelta

import pytest

from muster.audit.models import Entry
from muster.inbox import actions, doors
from muster.inbox.models import Door
from muster.kit import clock
from tests.domains.inbox.samples import NOON, later

pytestmark = pytest.mark.django_db
OURS = doors.Way("imap", words="The mailbox", is_set=lambda: True, fix="Start it.")
NOT_OURS = doors.Way("imap", words="The mailbox", is_set=lambda: False, fix="Start it.")


def verbs() -> list[str]:
    return list(
        Entry.objects.filter(subject="door:imap").order_by("id").values_list("verb", flat=True)
    )


def test_a_mark_stays_until_a_new_one_is_read() -> None:
    assert doors.mark("imap") == {}
    actions.heard(name="imap", mark={"uid": 7}, at=NOON)
    actions.heard(name="imap", at=later(1))
    assert doors.mark("imap") == {"uid": 7}
    assert Door.objects.get().heard_at == later(1)


def test_only_trouble_that_begins_or_ends_is_news() -> None:
    actions.heard(name="imap", at=NOON)
    for hours in (1, 2):
        actions.failed(name="imap", trouble="connection refused", at=later(hours))
    assert Door.objects.get().trouble_at == later(1)
    for hours in (3, 4):
        actions.heard(name="imap", at=later(hours))
    assert verbs() == ["door.shut", "door.opened"]
    assert (Door.objects.get().trouble_at, Door.objects.get().trouble) == (None, "")


def test_trouble_does_not_move_the_mark() -> None:
    actions.heard(name="imap", mark={"uid": 7}, at=NOON)
    actions.failed(name="imap", trouble="x\x00\r\n" * 900, at=later(1))
    assert doors.mark("imap") == {"uid": 7}
    assert "\n" not in Door.objects.get().trouble


def test_what_is_not_set_up_is_well() -> None:
    assert doors.question(NOT_OURS).ok


def test_a_door_that_was_never_heard_of_has_its_fix() -> None:
    finding = doors.question(OURS)
    assert (finding.ok, finding.blocking, finding.fix) == (False, False, "Start it.")
    assert "never" in finding.words


@pytest.mark.parametrize(("minutes", "well"), [(2, True), (14, True), (16, False), (600, False)])
def test_silence_is_told_with_its_minutes_and_its_reason(minutes: int, *, well: bool) -> None:
    actions.heard(name="imap", at=clock.now() - timedelta(minutes=minutes))
    actions.failed(name="imap", trouble="connection refused", at=clock.now())
    finding = doors.question(OURS)
    assert finding.ok == well
    assert str(minutes) in finding.words
    assert "connection refused" in finding.words
