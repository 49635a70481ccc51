"""After a halt our own relay keeps back what it still has: best effort, told apart, never counted as halted (H6)."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from muster.delivery import actions, queries, tokens
from muster.delivery.actions import relayholds
from muster.delivery.models import Recipient, RelayHold, Release
from tests.domains.delivery.conftest import BY, World

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)

# Postfix as seen from outside: a queue in a file, and postsuper that moves entries in it.
POSTQUEUE = '#!/bin/sh\ncat "$(dirname "$0")/queue"\n'
POSTSUPER = '#!/bin/sh\n{ echo "$1 $2"; cat; echo; } >> "$(dirname "$0")/asked"\n'


class Postfix:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name, text in (("postqueue", POSTQUEUE), ("postsuper", POSTSUPER)):
            (folder / name).write_text(text)
            (folder / name).chmod(0o755)

    def queue(self, *entries: tuple[str, str, str]) -> None:
        lines = [
            json.dumps({"queue_name": where, "queue_id": queue_id, "sender": sender})
            for queue_id, where, sender in entries
        ]
        (self.folder / "queue").write_text("\n".join([*lines, '{"queue_name": "act', ""]))

    def asked(self) -> list[str]:
        path = self.folder / "asked"
        return path.read_text().split() if path.exists() else []


@pytest.fixture
def postfix(tmp_path: Path, settings: Any) -> Postfix:
    settings.MUSTER_RELAY_HOLD = str(tmp_path / "postsuper")
    return Postfix(tmp_path)


@pytest.fixture
def release(world: World) -> Release:
    world.house(mode="live")
    world.people(2)
    return world.release()


def path_of(recipient: Recipient) -> str:
    return tokens.return_path(tokens.make(tokens.RECIPIENT, recipient.pk), "mail.havsvakt.example")


def test_only_mail_of_this_release_is_kept_back_and_let_go(
    world: World, postfix: Postfix, release: Release
) -> None:
    a, b = Recipient.objects.filter(snapshot=release.snapshot_id).order_by("id")
    other = world.snapshot(subject="broadcast:2").recipients.order_by("id")[0]
    forged = path_of(a).replace("b-r", "b-r9")
    postfix.queue(
        ("AAAAA1", "active", path_of(a)), ("AAAAA2", "deferred", path_of(b)),
        ("BBBBB1", "active", path_of(other)), ("CCCCC1", "active", "someone@else.example"),
        ("DDDDD1", "active", forged),
    )  # fmt: skip
    actions.halt(release=release, by=BY)
    before = queries.tally(release)
    assert relayholds.tend(NOW) == 1
    assert postfix.asked() == ["-h", "-", "AAAAA1", "AAAAA2"]
    hold = queries.relay_hold(queries.latest_halt(release))
    assert hold is not None
    assert (hold.held, hold.words) == (2, "")
    assert queries.tally(release) == before
    assert relayholds.tend(NOW) == 0

    postfix.queue(("AAAAA1", "hold", path_of(a)), ("BBBBB1", "hold", path_of(other)))
    actions.resume(release=release, by=BY)
    assert relayholds.tend(NOW) == 1
    assert postfix.asked()[4:] == ["-H", "-", "AAAAA1"]
    hold.refresh_from_db()
    assert hold.freed == 1
    assert relayholds.tend(NOW) == 0


def test_without_postfix_it_says_so_and_nothing_breaks(
    release: Release, settings: Any, tmp_path: Path
) -> None:
    settings.MUSTER_RELAY_HOLD = str(tmp_path / "postsuper")
    actions.halt(release=release, by=BY)
    assert relayholds.tend(NOW) == 1
    assert "FileNotFoundError" in RelayHold.objects.get().words
    assert relayholds.tend(NOW) == 0


def test_a_relay_that_refuses_is_told(postfix: Postfix, release: Release) -> None:
    (postfix.folder / "postqueue").write_text('#!/bin/sh\necho "not permitted" >&2\nexit 1\n')
    actions.halt(release=release, by=BY)
    relayholds.tend(NOW)
    assert RelayHold.objects.get().words == "not permitted"


def test_where_it_is_not_set_nobody_is_asked(release: Release) -> None:
    actions.halt(release=release, by=BY)
    assert relayholds.tend(NOW) == 0
    assert not RelayHold.objects.exists()
