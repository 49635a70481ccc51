"""The second half: everybody whom a text hit writes back at once, and exactly they get the apology.

Nobody halts this text, as nobody did in 2014. The answers come through the gateway’s hook, a worker says what
they are, and what goes to all who wrote is a broadcast to chosen people that others approve.
"""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING, Any, Final

from muster.proof import crowd
from muster.proof.benches.answering import crowd as answers
from muster.proof.stories.slip import apology
from muster.proof.stories.slip.town import ELSEWHERE, Town

if TYPE_CHECKING:
    from muster.broadcasts.models import Broadcast

HIT: Final = "hit"
SLIP: Final = "Coast: we meet at the pier on Saturday at ten."
_LONG: Final = 7200.0

Figures = dict[str, Any]


def played(town: Town, many: int) -> Figures:
    """Hit so many people, take in what they answer, and say sorry to exactly them."""
    town.humans(replies=0, stops=0)
    numbers, slip = _hit(town, many)
    figures = _written_back(town, numbers, slip) | apology.apologised(town, slip)
    return figures | {"still_waiting": _waiting(town, slip)}


def _hit(town: Town, many: int) -> tuple[set[str], Broadcast]:
    """More people with telephones, and a text that reaches every one of them."""
    from muster.broadcasts import actions

    theirs = crowd.invent(many, channel="sms", regions=ELSEWHERE, tag=HIT)
    crowd.look_again()
    numbers = {crowd.address(number, "sms") for number in theirs}
    ana = town.staff["ana"]
    whom = town.audience(HIT, {"is": "has", "trait": "tag", "value": HIT})
    made = actions.declare(
        title="At the pier", declared_text="everybody at the coast", declared_size=many, by=ana,
        session_mac="authors", channel="sms",
    )  # fmt: skip
    actions.choose_audience(broadcast_id=made.pk, audience=whom, by=ana, session_mac="authors")
    made = actions.edit(
        broadcast_id=made.pk, changes={"subject": "Pier", "body": SLIP, "plan": "at_once"}, by=ana,
        session_mac="authors",
    )  # fmt: skip
    assert _sent(town, made) == numbers, "the text did not reach everybody"
    return numbers, made


def _sent(town: Town, made: Broadcast) -> set[str]:
    """Ask for approval, be approved by as many as it takes, let go; returns whom the witness took one for."""
    from muster.broadcasts import actions, queries

    actions.submit(broadcast_id=made.pk, by=town.staff["ana"], session_mac="authors")
    for name in ("bo", "cleo", "dora"):
        made.refresh_from_db()
        if queries.state(made).status.value != "approved":
            town.approve(made, name)
    release = town.release(made)
    town.stage.wait(
        "the last of them", lambda: not release.parcels.exclude(state="finished").exists(), _LONG
    )
    return set(town.taken(release))


def _written_back(town: Town, numbers: set[str], slip: Broadcast) -> Figures:
    """Everybody answers at once, some calls of the gateway come twice; then each is sorted into a queue."""
    from muster.inbox.models import Conversation, InboxMessage

    secret, ours = os.environ["MUSTER_SMS_HOOK_SECRET"], os.environ["MUSTER_SMS_SENDER"]
    paths, began = answers.calls(sorted(numbers), secret, ours), time.monotonic()
    refused = answers.write_back(town.stage.port, paths)
    entries = InboxMessage.objects.filter(conversation__about=slip.reference, direction="in")
    town.stage.wait(
        "the last to be sorted", lambda: not entries.filter(sorted=False).exists(), _LONG
    )
    threads = Conversation.objects.filter(about=slip.reference)
    kinds = threads.values_list("kind", flat=True)
    return {
        "wrote_back": entries.count(),
        "refused": refused,
        "wrote_back_seconds": round(time.monotonic() - began, 1),
        "queued": threads.filter(state="open").count(),
        "sorted_as": {kind: list(kinds).count(kind) for kind in sorted(set(kinds))},
    }


def _waiting(town: Town, slip: Broadcast) -> int:
    """How many still wait once a worker, who looks each minute, has seen for whom it was accepted."""
    from muster.inbox.models import Wait

    waiting = Wait.objects.filter(conversation__about=slip.reference, ended_at=None)
    town.stage.wait("their waits to end", lambda: not waiting.exists(), _LONG)
    return waiting.count()


def went_well(figures: Figures, many: int) -> bool:
    """Everybody was heard once and got exactly one apology, every wait ended, and every click was counted."""
    heard = figures["wrote_back"] == figures["queued"] == figures["answered_them"] == many
    sorry = figures["apologies"] == many and figures["apology_exactly"]
    left = figures["refused"] or figures["still_waiting"]
    return bool(heard and sorry and figures["clicks_counted"] and not left)
