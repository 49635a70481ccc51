"""The canary of the full story, drawn again from other people: each draw has readers of its own.

The plan is the one of the whole story (its canary, its trickle, its soak), and everything is the real way of a
broadcast; only the rest, whom a halted canary never reaches, is left out of each snapshot.
"""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from muster.proof import crowd
from muster.proof.stories.slip.runs import UNNAMED
from muster.proof.stories.slip.town import Town

if TYPE_CHECKING:
    from muster.delivery.models import Release

BESIDES: Final = 1_500  # people after the canary, so that a second wave waits
_REGIONS: Final = ("PL-14", "FR-IDF", "GB-ENG", "IT-25")
_SENDER: Final = 447_398_000_000
_LONG: Final = 7200.0


def draw(town: Town, many: int, *, of: int) -> list[int]:
    """How many were reached before each of so many canaries halted; the plan is that of ``of`` people."""
    town.humans()
    releases = [_let_go(town, number, of) for number in range(many)]
    town.stage.wait("every canary", lambda: not _sending(releases), _LONG)
    time.sleep(2)
    return sorted(len(town.taken(release)) for release in releases)


def _let_go(town: Town, number: int, of: int) -> Release:
    """Sealed, asked, approved by two, cleared and released, like any other."""
    from muster.accounts.queries import organisation
    from muster.approvals import actions as approvals
    from muster.broadcasts import actions, composing
    from muster.broadcasts.actions.submitting import facts, freeze
    from muster.delivery import actions as delivery
    from muster.delivery import documents
    from muster.delivery.gates.plan import default_plan

    plan = default_plan(of, "sms", "live")
    tag, ana = f"draw {number}", town.staff["ana"]
    crowd.invent(plan.waves[0] + BESIDES, channel="sms", regions=_REGIONS, tag=tag)
    made = actions.declare(
        title=tag, declared_text="all of them", declared_size=of, by=ana,
        session_mac="authors", channel="sms",
    )  # fmt: skip
    audience = town.audience(tag, {"is": "has", "trait": "tag", "value": tag})
    actions.choose_audience(broadcast_id=made.pk, audience=audience, by=ana, session_mac="authors")
    words = {"subject": "Clean-up", "body": UNNAMED}
    made = actions.edit(broadcast_id=made.pk, changes=words, by=ana, session_mac="authors")
    body = composing.document_body(made, organisation(), freeze(made, by=ana))
    # A number of its own: what is usual is counted by sender, and no draw may teach another.
    body = replace(body, sms_sender=f"{_SENDER + number:+d}", **_of_the_whole(plan))
    document = documents.seal(subject=made.reference, body=body, by=ana)
    approvals.open_round(
        subject=made.reference, digest=document.digest, by=ana,
        facts=facts(made, body, by=ana, session_mac="authors"),
    )  # fmt: skip
    town.approve(made, "bo", "cleo")
    clearance = approvals.clear(subject=made.reference, digest=document.digest, by=ana)
    return delivery.release(document_id=document.pk, clearance_id=clearance.pk, by=ana)


def _of_the_whole(plan: Any) -> dict[str, Any]:
    parts: dict[str, Any] = plan.parts()
    return parts | {"waves": plan.waves[:1]}


def _sending(releases: list[Release]) -> bool:
    from muster.delivery.models import Parcel

    waiting = Parcel.objects.filter(release__in=releases, release__state="sending")
    return waiting.exclude(state="finished").exists()
