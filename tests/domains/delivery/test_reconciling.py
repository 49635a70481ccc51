"""The relay’s own log resolves what is unknown, and nothing else (D7)."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from muster.channels.kinds.email import relaylog
from muster.delivery import queries, tokens
from muster.delivery.actions import reconciling
from muster.delivery.models import Outcome, Parcel, Receipt, Recipient, Release
from tests.domains.delivery.conftest import BY, World

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def unknown(world: World) -> Release:
    """Five people, the answer about whom was lost."""
    world.people(5)
    release = world.release()
    parcel = release.parcels.get()
    for recipient in people(release):
        Outcome.objects.create(
            release=release, parcel=parcel, recipient=recipient, kind="unknown", at=NOW
        )
    Parcel.objects.filter(pk=parcel.pk).update(state="finished", finished_at=NOW)
    return release


def people(release: Release) -> list[Recipient]:
    return list(Recipient.objects.filter(snapshot=release.snapshot_id).order_by("position"))


def lines(
    one: Recipient, queue: str, *ends: str, by_path: bool = False, removed: bool = True
) -> list[str]:
    """What Postfix writes of one message."""
    token = tokens.make(tokens.RECIPIENT, one.pk)
    stamp = "2026-11-22T12:00:01.5+00:00 mx postfix"
    named = (
        f"{stamp}/qmgr[2]: {queue}: from=<b-{token}@mail.havsvakt.example>, size=7000, nrcpt=1"
        if by_path
        else f"{stamp}/cleanup[1]: {queue}: message-id=<{token}@mail.havsvakt.example>"
    )
    ended = [
        f"{stamp}/smtp[3]: {queue}: to=<x@y.example>, relay=mx[1.2.3.4]:25, {one}" for one in ends
    ]
    return [named, *ended, *([f"{stamp}/qmgr[2]: {queue}: removed"] if removed else [])]


SENT = "dsn=2.0.0, status=sent (250 2.0.0 Ok)"
GONE = "dsn=5.1.1, status=bounced (host mx said: 550 5.1.1 <x@y.example>: User unknown)"
FULL = "dsn=5.2.2, status=bounced (host mx said: 552 5.2.2 Mailbox full)"
LATER = "dsn=4.4.1, status=deferred (connection timed out)"


def resolve(log: list[str]) -> reconciling.Resolved:
    return reconciling.reconcile(relaylog.read(log), by=BY)


def test_each_unknown_ends_as_the_log_says(unknown: Release) -> None:
    a, b, c, d, e = people(unknown)
    log = [
        *lines(a, "4AbCdE1", LATER, SENT),
        *lines(b, "4AbCdE2", GONE, by_path=True),
        *lines(c, "4AbCdE3", FULL),
        *lines(d, "4AbCdE4", LATER, removed=False),
        "garbage", "Nov 22 12:00:00 mx postfix/smtp[1]: 4ZZZZZZ: to=<q@y>, status=sent (ok)",
    ]  # fmt: skip
    found = resolve(log)
    assert (found.delivered, found.bounced, found.soft) == (1, 1, 1)
    assert (len(found.queued), found.still_unknown) == (1, 2)
    states = [queries.fate(one).state for one in (a, b, c, d, e)]
    assert states == ["delivered", "bounced", "accepted", "unknown", "unknown"]
    assert (queries.tally(unknown).accepted, queries.tally(unknown).unknown) == (3, 2)
    assert Receipt.objects.get(recipient=a).at == datetime(2026, 11, 22, 12, 0, 1, 500_000, UTC)


def test_read_again_it_changes_nothing(unknown: Release) -> None:
    log = [line for n, one in enumerate(people(unknown)) for line in lines(one, f"4AbCdE{n}", SENT)]
    assert resolve(log).delivered == 5
    assert resolve(log).delivered == 0
    assert Receipt.objects.count() == 5


def test_what_is_known_is_left_alone(unknown: Release) -> None:
    one = people(unknown)[0]
    Receipt.objects.create(
        release=unknown, recipient=one, kind="delivered", source="dsn", event="x", at=NOW, heard_at=NOW
    )  # fmt: skip
    assert resolve(lines(one, "4AbCdE1", GONE)).bounced == 0


def test_a_forged_name_in_a_log_is_nobody(unknown: Release) -> None:
    one = people(unknown)[0]
    log = [line.replace("message-id=<r", "message-id=<r1") for line in lines(one, "4AbCdE1", GONE)]
    assert resolve(log).ours == 0


def test_a_queue_id_that_is_used_again_is_another_message(unknown: Release) -> None:
    a, b = people(unknown)[:2]
    assert resolve([*lines(a, "4AbCdE1", SENT), *lines(b, "4AbCdE1", GONE)]).delivered == 1
    assert queries.fate(a).state == "delivered"
    assert queries.fate(b).state == "bounced"


def test_broken_off_in_the_middle_it_goes_on_where_it_was(
    unknown: Release, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = [line for n, one in enumerate(people(unknown)) for line in lines(one, f"4AbCdE{n}", SENT)]
    monkeypatch.setattr(reconciling, "_BATCH", 2)

    def cut() -> Iterator[str]:
        yield from log[: 3 * len(log) // 5]
        raise OSError("the disk is gone")

    with pytest.raises(OSError, match="the disk is gone"):
        reconciling.reconcile(relaylog.read(cut()), by=BY)
    assert queries.tally(unknown).accepted == 2
    assert resolve(log).delivered == 3
    assert queries.tally(unknown).accepted == 5


def test_the_command_reads_files_also_packed(unknown: Release, tmp_path: Path, capsys: Any) -> None:
    text = "\n".join(lines(people(unknown)[0], "4AbCdE1", SENT))
    packed = tmp_path / "mail.log.gz"
    packed.write_bytes(gzip.compress(text.encode()))
    call_command("reconcile", log=str(packed))
    assert "1 were delivered" in capsys.readouterr().out
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("reconcile", log=str(tmp_path / "none.log"))


@given(st.lists(st.text(max_size=200), max_size=20))
def test_whatever_a_log_holds_is_read(log: list[str]) -> None:
    assert len(list(relaylog.read([f"mx postfix/smtp[1]: 4ABCDE: {one}" for one in log]))) <= 40
