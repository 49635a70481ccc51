"""Real bounces and complaints never start a clock, whatever their shape."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import pytest

from muster.inbox import intake
from muster.inbox.models import Arrival, Conversation, Wait

SHARED = (
    Path(os.environ.get("MUSTER_SHARED", Path(__file__).parents[4] / "shared"))
    / "data"
    / "email"
    / "bounces"
)

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        not SHARED.exists(), reason="the shared mail samples are not on this machine"
    ),
]


def test_no_report_of_a_machine_waits_for_an_answer() -> None:
    samples = sorted(SHARED.glob("*.eml"))
    verdicts = Counter(
        intake.take(one.read_bytes(), return_path=None, recipients=["hello@news.example"])
        for one in samples
    )
    assert set(verdicts) == {intake.Verdict.STORED}
    outcomes = Counter(Arrival.objects.values_list("outcome", flat=True))
    waiting = Wait.objects.count()
    # Some old servers write like people: no report type, no null sender, no telling header.
    assert waiting <= 0.05 * len(samples), (outcomes, _who())
    assert outcomes[Arrival.Outcome.BOUNCE] >= 0.6 * len(samples), outcomes


def _who() -> list[str]:
    return list(Conversation.objects.filter(state="open").values_list("subject", flat=True))
