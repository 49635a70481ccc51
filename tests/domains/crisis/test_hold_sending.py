"""The switch against a real pump and a real server: it stops within delivery’s bound, and nothing goes on by itself."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from muster.crisis import actions
from muster.crisis import queries as crisis
from muster.delivery import actions as delivery
from muster.delivery import queries
from muster.delivery.actions import stops
from muster.delivery.models import Release
from muster.proof.witness.process import Witness
from tests.domains.crisis.rooms import minutes, opened
from tests.domains.delivery.conftest import World
from tests.domains.delivery.test_crash import _pump

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cast import Cast
    from tests.make import Make

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.enable_socket]

PEOPLE = 150
# Half a second always, and a little for the witness on a busy machine (H2).
BOUND = 0.6


def test_a_running_send_stops_within_its_bound_and_waits_for_its_own_approver(
    make: Make, cast: Cast, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    world = World(make, monkeypatch)
    world.house(mode="live")
    world.people(PEOPLE)
    release, room = world.release(), opened(cast.olga)
    with Witness.start(tmp_path / "slow.log", "--delay-ms", "20") as slow:
        pump = _pump(slow)
        deadline = time.monotonic() + 60
        while len(slow.accepted()) < 20 and time.monotonic() < deadline:
            time.sleep(0.02)
        held = actions.hold(room=room, by=cast.olga, at=minutes(1))
        committed = time.time()
        assert list(held.halted.all()) == [release]
        pump.wait(timeout=60)
        late = [line for line in slow.accepted() if float(line["at"]) > committed]
        assert all(float(line["at"]) - committed < BOUND for line in late)
        named = {one.recipient.address for one in queries.in_flight_at_halt(release)}
        assert {line["to"] for line in late} <= named, "what was on its way is named"
        arrived = len(slow.accepted())
        assert 20 <= arrived < PEOPLE

        # Who may lift it is proved elsewhere; here nobody of the cast has the second factor of a live house.
        stops.lift(by=cast.bo)
        assert crisis.standing_hold() is None
        assert _pump(slow).wait(timeout=60) == 0
        release.refresh_from_db()
        assert release.state == Release.State.HALTED
        assert len(slow.accepted()) == arrived, "lifting let nothing go on"

        delivery.resume(release=release, by=cast.bo)
        assert _pump(slow).wait(timeout=60) == 0
        tally = queries.tally(release)
        assert tally.accepted + tally.unknown == PEOPLE
        assert slow.duplicates() == []
