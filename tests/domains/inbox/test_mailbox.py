"""Mail fetched from a real server: every message once, whatever breaks, and the mailbox untouched."""

from __future__ import annotations

import smtplib
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from imap_tools import MailBoxUnencrypted

from muster.accounts.models import Organisation
from muster.audit.models import Entry
from muster.delivery.pump import run_until_idle
from muster.inbox import actions, doors, fetching, intake
from muster.inbox.models import Conversation, Door, InboxMessage
from muster.kit import clock
from muster.proof import postbox
from muster.proof.postbox import Postbox
from muster.proof.witness.process import Witness
from tests import trials
from tests.cast import make_cast
from tests.domains.inbox.postboxes import (
    OURS,
    follower,
    following,
    killed,
    letter,
    numbers,
    post,
    stored,
    until,
    until_marked,
    until_stored,
)
from tests.domains.inbox.samples import sent_to
from tests.domains.inbox.test_lmtp import door

__all__ = ["door"]

if TYPE_CHECKING:
    from tests.make import Make

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.enable_socket,
    pytest.mark.skipif(bool(postbox.missing()), reason=postbox.missing() or "-"),
]
POINTS = [
    "mailbox.after_fetch",
    "receive.before_commit",
    "receive.after_commit",
    "mailbox.before_mark",
]


@pytest.fixture
def box(socket_enabled: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Postbox]:
    # How long we wait between two tries is not what is proved here.
    monkeypatch.setattr(fetching, "_BETWEEN_TRIES", 0.05)
    with Postbox() as running:
        yield running


def test_what_comes_is_in_the_inbox_at_once_and_the_mailbox_is_untouched(box: Postbox) -> None:
    post(box, 1, 1)
    with following(box):
        until_stored(1)
        began = time.monotonic()
        post(box, 2, 3)
        until_stored(3)
        # The server says so itself; nobody asks it again and again.
        assert time.monotonic() - began < 10
    assert stored() == numbers(1, 2, 3)
    with MailBoxUnencrypted("127.0.0.1", box.imap).login(OURS, postbox.WORD) as reader:
        flags = [flag for one in reader.fetch(mark_seen=False) for flag in one.flags]
    assert set(flags) <= {"\\Recent"}


def test_a_full_mailbox_gives_only_what_is_new_since_the_chosen_day(box: Postbox) -> None:
    old, full = clock.now() - timedelta(days=40), trials.number(10_000)
    box.fill(OURS, (letter(10_000 + n) for n in range(full)), at=old.timestamp())
    post(box, 1, 2)
    with following(box, since=clock.now().date() - timedelta(days=3)):
        until_marked(full + 2)
        post(box, 3, 3)
        until_marked(full + 3)
    assert stored() == numbers(1, 2, 3)


def test_without_a_chosen_day_it_begins_today(box: Postbox) -> None:
    yesterday = clock.now() - timedelta(days=2)
    box.fill(OURS, [letter(7)], at=yesterday.timestamp())
    post(box, 1, 1)
    with following(box):
        until_marked(2)
    assert stored() == numbers(1)


def test_the_wait_runs_from_when_the_mailbox_took_it(box: Postbox) -> None:
    came = clock.now() - timedelta(hours=30)
    box.fill(OURS, [letter(1)], at=came.timestamp())
    with following(box, since=came.date()):
        until_stored(1)
    asked = Conversation.objects.get().waits.get().asked_at
    assert abs(asked - came) < timedelta(seconds=2)


@pytest.mark.parametrize("point", POINTS)
def test_a_kill_loses_nothing_and_doubles_nothing(box: Postbox, point: str) -> None:
    post(box, 1, 5)
    killed(box, f"{point}:3:kill9")
    killed(box, f"{point}:2:kill9")
    with following(box):
        until_marked(5)
    assert stored() == numbers(1, 2, 3, 4, 5)


@pytest.mark.parametrize("action", ["drop_db", "raise"])
@pytest.mark.parametrize(
    "point", ["receive.before_commit", "receive.after_commit", "mailbox.before_mark"]
)
def test_a_database_that_goes_away_costs_nothing(box: Postbox, point: str, action: str) -> None:
    if (point, action) == ("mailbox.before_mark", "raise"):
        pytest.skip("an error outside the storing of a message ends the process, as a kill does")
    post(box, 1, 4)
    running = follower(box, f"{point}:2:{action}")
    try:
        until_marked(4)
    finally:
        running.terminate()
        running.wait(timeout=20)
    assert stored() == numbers(1, 2, 3, 4)
    assert doors.mark(doors.MAILBOX)["aside"] == {}


def test_a_server_that_restarts_is_followed_again(box: Postbox) -> None:
    with following(box):
        post(box, 1, 1)
        until_stored(1)
        box.stop()
        until(lambda: bool(Door.objects.get().trouble), "trouble")
        box.start()
        post(box, 2, 2)
        until_stored(2)
        until(lambda: not Door.objects.get().trouble, "the end of the trouble")
    verbs = Entry.objects.filter(subject="door:imap").order_by("id").values_list("verb", flat=True)
    assert list(verbs) == ["door.shut", "door.opened"]


def test_new_numbers_neither_lose_nor_double(box: Postbox) -> None:
    old = clock.now() - timedelta(days=40)
    box.fill(OURS, [letter(n) for n in range(100, 150)], at=old.timestamp())
    post(box, 1, 3)
    with following(box):
        until_stored(3)
        before = doors.mark(doors.MAILBOX)["validity"]
        box.renumber(OURS)
        post(box, 4, 4)
        until_stored(4)
    assert doors.mark(doors.MAILBOX)["validity"] != before
    assert stored() == numbers(1, 2, 3, 4)


def test_a_message_that_cannot_be_read_waits_there_with_its_reason(
    box: Postbox, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.MUSTER_IMAP_URL = box.url(OURS)
    real = intake.email.parse

    def poisoned(raw: bytes, **more: Any) -> Any:
        if b"Subject: poison" in raw:
            raise RecursionError
        return real(raw, **more)

    monkeypatch.setattr("muster.inbox.intake.email.parse", poisoned)
    post(box, 1, 1)
    box.deliver(letter(2, subject="poison"), sender="x@people.example", to=OURS)
    post(box, 3, 3)
    with following(box):
        until_marked(3)
    assert stored() == numbers(1, 3)
    assert doors.mark(doors.MAILBOX)["aside"]["2"][0] == "RecursionError"
    assert not doors.question(doors.mailbox()).ok
    assert Entry.objects.filter(verb="door.put_aside").count() == 1
    # An update can read it: at its next start it is taken in, once.
    monkeypatch.setattr("muster.inbox.intake.email.parse", real)
    with following(box):
        until_stored(3)
        until(lambda: not doors.mark(doors.MAILBOX)["aside"], "the end of what lay aside")
    assert stored() == numbers(1, 2, 3)


def test_what_is_too_large_is_left_there_and_never_fetched(
    box: Postbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "MAX_RAW", 5_000)
    box.deliver(letter(1) + b"x" * 6_000, sender="x@people.example", to=OURS)
    post(box, 2, 2)
    with following(box):
        until_marked(2)
    assert stored() == numbers(2)
    assert "32 MB" in doors.mark(doors.MAILBOX)["aside"]["1"][0]


def test_hostile_bytes_come_through_a_real_server(box: Postbox) -> None:
    for raw in (
        b"From: \xff <a@b>, <c@d>\r\nMessage-ID: x\r\n\r\n" + b"y" * 300_000,
        b"Subject: =?utf-8?b?" + b"/" * 5_000 + b"?=\r\n\r\nx",
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" * 300,
    ):  # fmt: skip
        box.deliver(raw, sender="x@people.example", to=OURS)
    post(box, 9, 9)
    with following(box):
        until_marked(4)
    assert doors.mark(doors.MAILBOX)["aside"] == {}
    assert InboxMessage.objects.count() == 4


def test_a_follower_ends_when_told(box: Postbox) -> None:
    running = follower(box)
    post(box, 1, 1)
    until_stored(1)
    running.terminate()
    assert running.wait(timeout=20) == 0


def test_a_wrong_password_is_told_and_gives_nothing_away(
    box: Postbox, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.MUSTER_IMAP_URL = box.url(OURS)
    monkeypatch.setattr(postbox, "WORD", "a-wrong-secret")
    with following(box):
        until(lambda: Door.objects.filter(trouble__gt="").exists(), "trouble")
    finding = doors.question(doors.mailbox())
    assert not finding.ok
    assert "never" in finding.words
    assert "a-wrong-secret" not in finding.words


class TestThread:
    """Our answer leaves by SMTP; their reply comes back by LMTP or through a mailbox, into the same thread."""

    @pytest.fixture
    def witness(self, tmp_path: Path, settings: Any) -> Iterator[Witness]:
        Organisation.objects.update_or_create(
            pk=1,
            defaults={
                "name": "Havsvakt",
                "mode": "live",
                "sender_address": OURS,
                "reply_domain": "news.example",
            },
        )
        with Witness.start(tmp_path / "witness.log") as running:
            settings.MUSTER_SMTP_URL = running.url
            yield running

    def answered(self, make: Make, witness: Witness) -> tuple[Conversation, str]:
        """Somebody we wrote to asks, and is answered; the Message-ID is read from what really left."""
        person = make.person(email="ingrid1@people.example")
        intake.store(letter(1, to=sent_to(person)[1]))
        thread = Conversation.objects.get()
        actions.answer(
            conversation=thread,
            text="At ten.",
            by=make_cast().olga,
            at=clock.now(),
            idempotency="a",
        )
        run_until_idle()
        [left] = witness.accepted()
        return thread, left["id"]

    def test_by_lmtp(self, make: Make, witness: Witness, door: int) -> None:
        thread, ours = self.answered(make, witness)
        with smtplib.LMTP("127.0.0.1", door) as client:
            client.sendmail("ingrid1@people.example", [OURS], letter(2, to=ours))
        self.landed(thread)

    def test_by_imap(self, make: Make, witness: Witness, box: Postbox) -> None:
        thread, ours = self.answered(make, witness)
        box.deliver(letter(2, to=ours), sender="ingrid1@people.example", to=OURS)
        with following(box, since=date(2026, 1, 1)):
            until(lambda: InboxMessage.objects.filter(direction="in").count() == 2, "the reply")
        self.landed(thread)

    def landed(self, thread: Conversation) -> None:
        thread.refresh_from_db()
        reply = InboxMessage.objects.filter(direction="in").order_by("-id")[0]
        assert reply.conversation == thread
        assert (reply.proven, thread.proven, thread.state) == (True, True, "open")
