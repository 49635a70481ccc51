"""The four runs of the slip, and the correction. Each returns what the witness saw."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from muster.proof import crowd
from muster.proof.stories.slip import naive
from muster.proof.stories.slip.town import ALL, MEANT, PLACE, SEEDS, Town
from muster.proof.witness.process import Witness

if TYPE_CHECKING:
    from muster.broadcasts.models import Broadcast
    from muster.delivery.models import Release

Figures = dict[str, Any]
NAMED: Final = f"{PLACE}: come to the clean-up on Saturday at ten. Bring gloves!"
UNNAMED: Final = "Coast: come to the clean-up on Saturday at ten. Bring gloves!"
_LONG: Final = 7200.0
_SETTLED: Final = 2.0


def without_gates(town: Town) -> Figures:
    """A loop over everybody."""
    with Witness.start(town.stage.home / "naive.jsonl", "--no-fsync") as witness:
        began = time.monotonic()
        reached = naive.reach(_numbers(town.people), NAMED, witness)
        seconds = time.monotonic() - began
    # Two million lines are not needed any more.
    witness.path.unlink()
    return {"reached_without_gates": reached, "seconds_without_gates": round(seconds, 1)}


def _numbers(people: int) -> Iterator[str]:
    return (crowd.address(number, "sms") for number in range(1, people + 1))


def declared(town: Town) -> Figures:
    """Declared for 4,000 and aimed at everybody: refused; then with the number changed: refused again."""
    from muster.approvals.models import Round
    from muster.broadcasts import actions
    from muster.broadcasts.errors import DeclaredSizeDiffers, NotReady

    before = town.texts()
    broadcast = _drafted(town, len(town.meant), NAMED)
    by_size = _refused(town, broadcast, DeclaredSizeDiffers)
    actions.edit(
        broadcast_id=broadcast.pk, changes={"declared_size": town.people}, by=town.staff["ana"],
        session_mac="authors",
    )  # fmt: skip
    by_text = _refused(town, broadcast, NotReady)
    rounds = Round.objects.filter(subject=broadcast.reference).count()
    return {
        "reached_declared": town.texts() - before,
        "stopped_by_size": by_size,
        "stopped_by_text": by_text,
        "approvers_asked": rounds,
    }


def by_canary(town: Town) -> tuple[Figures, Release]:
    """Approved anyway by two careless people: the canary’s own readers stop it, unless they are too few for that."""
    town.humans()
    broadcast = _approved(town, plan="default")
    release = town.release(broadcast)
    town.stage.wait("the canary to halt it", lambda: _halted(release) or not _open(release), _LONG)
    town.stage.wait("what was in hand", lambda: town.still(release))
    time.sleep(_SETTLED)
    taken = town.taken(release)
    figures: Figures = {
        "reached_canary": len(taken.keys() - town.meant),
        "halted_by": "",
        "time_to_halt": None,
    }
    for stop in release.halts.all():
        seconds = stop.at.timestamp() - min(taken.values())
        figures |= {"halted_by": stop.metric, "time_to_halt": round(seconds * 60 / town.minute)}
    return figures, release


def by_hand(town: Town, chance: random.Random) -> tuple[Figures, Broadcast]:
    """All at once, at full speed, until somebody presses Halt."""
    from muster.broadcasts import actions
    from muster.delivery import queries

    # Nobody answers within seconds: people take the time that people take.
    town.humans(pace=5.0)
    broadcast = _approved(town, plan="at_once")
    before = town.witness.state()["accepted"]
    release = town.release(broadcast)
    # Asked of its counter: reading through what two million got would take until the gates halt it themselves.
    first = before + len(SEEDS)
    town.stage.wait("the first text", lambda: town.witness.state()["accepted"] > first, _LONG)
    time.sleep(chance.uniform(0.3, 2.0))
    asked = time.monotonic()
    stop = actions.halt(broadcast=broadcast, by=town.staff["bo"], reason="That is not for them")
    took = time.monotonic() - asked
    town.stage.wait("what was in hand", lambda: town.still(release))
    time.sleep(_SETTLED)
    taken = town.taken(release)
    after = {who: at for who, at in taken.items() if at > stop.at.timestamp()}
    listed = {
        one.recipient.address
        for one in queries.in_flight_at_halt(release)
        if one.kind == "accepted"
    }
    figures = {
        "wrongly_reached": len(taken.keys() - town.meant),
        "accepts_after_halt": len(after),
        "named_after_halt": len(after.keys() & listed),
        "halt_call_ms": round(took * 1000, 1),
        "last_accept_ms": round(1000 * max((at - stop.at.timestamp() for at in after.values()), default=0.0), 1),
    }  # fmt: skip
    return figures, broadcast


def corrected(town: Town, original: Broadcast) -> Figures:
    """To exactly those it reached, less those it was meant for and those who said stop since."""
    from muster.broadcasts import actions
    from muster.delivery import queries

    # Whoever still wants to answer does it now, so that the counts stand still.
    town.humans()
    town.stage.wait("the last answer", town.heard_out, _LONG)
    release = queries.release_of(original.reference)
    assert release is not None
    reached = town.taken(release).keys()
    stopped = {str(line["to"]) for line in town.witness.echoes() if line["kind"] == "stop"}
    made = actions.correct(
        broadcast_id=original.pk, by=town.staff["ana"], session_mac="authors",
        spared=town.audiences[MEANT],
    )  # fmt: skip
    actions.submit(broadcast_id=made.pk, by=town.staff["ana"], session_mac="authors")
    town.approve(made, "bo")
    mended = town.stage.wait("it to start by itself", lambda: queries.release_of(made.reference))
    town.stage.wait("the correction", lambda: not _open(mended), _LONG)
    told = town.taken(mended).keys()
    expected = reached - town.meant - stopped
    return {
        "corrected": len(told),
        "said_stop": len((reached - town.meant) & stopped),
        "rightly_reached": len(reached & town.meant),
        "corrected_exactly": told == expected,
        "corrected_missing": len(expected - told),
        "corrected_too_many": len(told - expected),
    }


def answers(town: Town) -> Figures:
    """What people wrote, as the witness sent it, beside what lies in the inbox."""
    from muster.inbox.models import InboxMessage

    # The correction has readers, too; and an answer is taken a moment before it is noted as given.
    town.stage.wait("the last answer", town.heard_out, _LONG)
    time.sleep(_SETTLED)
    said = [line for line in town.witness.echoes() if line["what"] == "reply"]
    human = [line for line in said if line["kind"] != "stop"]
    arrived = InboxMessage.objects.filter(direction="in").exclude(said="")
    return {
        "replies": len(human),
        "replies_taken": sum(200 <= int(line["answer"]) < 300 for line in human),
        "replies_in_inbox": arrived.count(),
        "kinds": sorted({str(line["kind"]) for line in human}),
    }


def _drafted(town: Town, size: int, text: str, **changes: Any) -> Broadcast:
    from muster.broadcasts import actions

    ana = town.staff["ana"]
    made = actions.declare(
        title="Clean-up", declared_text=f"volunteers in {PLACE}", declared_size=size, by=ana,
        session_mac="authors", channel="sms",
    )  # fmt: skip
    actions.choose_audience(
        broadcast_id=made.pk, audience=town.audiences[ALL], by=ana, session_mac="authors"
    )
    return actions.edit(
        broadcast_id=made.pk,
        changes={"subject": "Clean-up", "body": text} | changes,
        by=ana,
        session_mac="authors",
    )


def _approved(town: Town, *, plan: str) -> Broadcast:
    from muster.broadcasts import actions

    made = _drafted(town, town.people, UNNAMED, plan=plan)
    actions.submit(broadcast_id=made.pk, by=town.staff["ana"], session_mac="authors")
    # All at once takes one more.
    town.approve(made, "bo", "cleo", *(["dora"] if plan == "at_once" else []))
    return made


def _refused(town: Town, broadcast: Broadcast, why: type[Exception]) -> bool:
    from muster.broadcasts import actions

    try:
        actions.submit(broadcast_id=broadcast.pk, by=town.staff["ana"], session_mac="authors")
    except why:
        return True
    return False


def _halted(release: Release) -> bool:
    release.refresh_from_db()
    return str(release.state) == "halted"


def _open(release: Release) -> bool:
    return bool(release.parcels.exclude(state="finished").exists())
