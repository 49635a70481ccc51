"""What halts by itself, who is told, and who may let it go on."""

from datetime import timedelta
from functools import partial

import pytest

from muster.accounts.queries import organisation
from muster.delivery import actions, letters, queries
from muster.delivery.actions import waves
from muster.delivery.models import Halt, LetterRow, Parcel, Release, SeedSend, Wave
from muster.delivery.pump import run_until_idle
from muster.kit import clock, faults
from muster.kit.actors import Named
from muster.kit.faults import InjectedFault
from tests.cast import Cast
from tests.domains.delivery.conftest import BY, World
from tests.domains.delivery.test_gates_look import say


@pytest.fixture
def sent(world: World) -> Release:
    """Twelve people have it, and two more wait for the next wave."""
    world.people(14)
    release = world.release(waves=(12,), soak_minutes=3000)
    run_until_idle()
    return release


def test_evidence_halts_and_tells_whom_it_concerns(sent: Release, cast: Cast) -> None:
    assert not waves.tend(clock.now())
    say(sent, "replied", 3)
    assert waves.tend(clock.now())
    sent.refresh_from_db()
    stopped = Halt.objects.get(release=sent)
    assert (sent.state, stopped.metric, stopped.by) == ("halted", "replied", "system:gates")
    assert (stopped.evidence["x"], stopped.evidence["n"]) == (3, 12)
    assert stopped.evidence["e"] > 1000
    told = LetterRow.objects.filter(kind="halted-by-evidence")
    assert cast.bo.email in set(told.values_list("address", flat=True))
    words = letters.single(told.get(address=cast.bo.email), organisation())
    assert "Wrote back: 3 of 12" in words.text
    assert not waves.tend(clock.now())
    assert Halt.objects.count() == 1


def test_all_at_once_is_watched_too(world: World) -> None:
    world.people(8)
    release = world.release()
    run_until_idle()
    # As if one more person still waited, in a broadcast that is under way.
    Parcel.objects.filter(release=release).update(state="pending", finished_at=None, size=9)
    Wave.objects.filter(release=release).update(passed_at=None, ended_at=None)
    say(release, "stopped", 3)
    assert waves.tend(clock.now())
    release.refresh_from_db()
    assert release.state == "halted"


def test_thanks_are_no_alarm(sent: Release) -> None:
    say(sent, "thanked", 12)
    say(sent, "delivered", 12)
    assert not waves.tend(clock.now())


def test_whoever_let_it_go_on_last_time_does_not_do_so_again(sent: Release) -> None:
    ana, bo = Named("staff:1"), Named("staff:2")
    say(sent, "replied", 3)
    waves.tend(clock.now())
    sent.refresh_from_db()
    actions.resume(release=sent, by=ana)
    # The same answers do not halt it a second time: somebody has looked at them.
    assert not waves.tend(clock.now())
    halted = actions.halts.halt(release=sent, by=BY, metric="bounced")
    with pytest.raises(actions.SameHandAgain):
        actions.resume(release=sent, by=ana)
    sent.refresh_from_db()
    assert sent.state == "halted"
    actions.resume(release=sent, by=bo)
    actions.halt(release=sent, by=BY)
    actions.resume(release=sent, by=bo)
    assert halted.release_id == sent.pk


def test_usual_rates_are_fixed_at_the_first_look(sent: Release) -> None:
    waves.tend(clock.now())
    sent.refresh_from_db()
    assert sent.baselines["replied"] == 0.001


@pytest.fixture
def silent(world: World) -> Release:
    """A live release whose first wave is out, with seeds in its plan and none on the list."""
    world.house(mode="live")
    world.people(4)
    release = world.release(waves=(2,), soak_minutes=1, seeds=True)
    Parcel.objects.filter(release=release, wave=1).update(
        state="finished", finished_at=clock.db_now()
    )
    return release


def test_no_data_is_not_good_news(silent: Release, cast: Cast) -> None:
    assert waves.tend(clock.now())
    later = clock.now() + timedelta(minutes=2)
    assert waves.tend(later)
    assert not waves.tend(later)
    silent.refresh_from_db()
    assert silent.open_wave == 1
    gates = queries.gates(silent)
    assert len([one for one in gates.feeds if not one.alive]) == 3
    letter = LetterRow.objects.filter(kind="wave-held", address=cast.bo.email).get()
    assert "Add one in the settings" in letters.single(letter, organisation()).text


def test_real_people_prove_a_feed_as_well_as_seeds(silent: Release) -> None:
    waves.tend(clock.now())
    for kind in ("bounced", "stopped", "automatic"):
        say(silent, kind, 1)
    assert waves.tend(clock.now() + timedelta(minutes=2))
    silent.refresh_from_db()
    assert silent.open_wave == 2
    assert not SeedSend.objects.exists()


@pytest.mark.parametrize("point", ["wave.promote.before_commit", "wave.plan.before_commit"])
def test_broken_in_the_middle_nothing_is_left(
    world: World, monkeypatch: pytest.MonkeyPatch, point: str
) -> None:
    world.people(3)
    document = world.document(waves=(1,))
    promoting = point == "wave.promote.before_commit"
    if promoting:
        release = world.release(document)
        Parcel.objects.filter(release=release, wave=1).update(
            state="finished", finished_at=clock.db_now()
        )
        waves.tend(clock.now())
    monkeypatch.setattr(faults, "ARMED", f"{point}:1:raise")
    monkeypatch.setattr(faults, "_seen", {})
    step = partial(waves.tend, clock.now()) if promoting else partial(world.release, document)
    with pytest.raises(InjectedFault):
        step()
    assert not Release.objects.filter(open_wave=2).exists()
    assert Wave.objects.filter(number=2, opened_at=None).exists() == promoting
    assert Release.objects.exists() == promoting


def test_what_is_over_is_not_looked_at_again(silent: Release) -> None:
    waves.tend(clock.now())
    waves.tend(clock.now() + timedelta(minutes=2))
    assert waves.unfinished() == [silent]
    # Its time ran out while it was held: nothing of it waits any more.
    Parcel.objects.filter(release=silent).update(state="finished", finished_at=clock.db_now())
    assert waves.unfinished() == []
