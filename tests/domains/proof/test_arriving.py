"""The small round of the doors: keepers are killed, calls are repeated, and every message is there once."""

from __future__ import annotations

from pathlib import Path

import pytest

from muster.accounts.models import Organisation
from muster.inbox.models import InboxMessage
from muster.proof import arriving
from tests import processes
from tests.domains.inbox.samples import arrive

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.enable_socket]


@pytest.mark.slow
def test_no_message_is_lost_or_doubled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MUSTER_DATABASE_URL", processes.database_url())
    Organisation.objects.update_or_create(pk=1, defaults={"name": "Havsvakt"})
    figures = arriving.play(tmp_path, processes.nursery(), messages=4, kills=1, seed=7)
    assert (figures["lost"], figures["doubled"]) == (0, 0)
    assert figures["arrived"] == 4 * len(figures["doors"])
    assert figures["kills"] >= 3
    assert {"lmtp", "hook", "form"} <= set(figures["doors"])


def test_the_count_sees_what_is_missing_and_what_is_twice() -> None:
    arrive(text="Once?")
    twice = arrive(text="Twice?").entry
    InboxMessage.objects.create(
        conversation=twice.conversation, direction="in", said="Twice?", at=twice.at
    )
    told = arriving.counted(["Once?", "Twice?", "Never?"])
    assert told == {"arrived": 3, "lost": 1, "doubled": 1}
