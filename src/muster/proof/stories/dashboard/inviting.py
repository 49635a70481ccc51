"""From a suggestion to a letter, by the pages of the office: some are accepted, a message to exactly those is begun,
others agree, it leaves.

What arrived is read from the witness, a mail server that wrote each message down before it answered.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from muster.broadcasts import queries as broadcasts
from muster.broadcasts.models import Broadcast
from muster.kit import clock
from muster.people.models import IdentityKey
from muster.proof.stories.dashboard import staff
from muster.proof.stories.dashboard.steps import Step
from muster.proof.witness import log
from muster.volunteering.actions import follow_invitations
from muster.volunteering.models import Suggestion, Task

if TYPE_CHECKING:
    from muster.proof.browser import Page
    from muster.proof.stories.desks import House

ACCEPTED: Final = 6
SUBJECT: Final = "Would you drive on Saturday?"
BODY: Final = """\
Dear {{ first_name | default: "friend" }},

On election day some of us at Coast give neighbours a ride to the polls. You have a licence and live nearby: will you
drive for three hours?
"""


@dataclass(slots=True)
class Invited:
    """What was suggested, accepted and sent, over all tasks."""

    tasks: int = 0
    suggested: int = 0
    declined: int = 0
    unqualified: int = 0
    approvals: int = 0
    accepted: list[Suggestion] = field(default_factory=list)


def invite(house: House, tasks: Sequence[Task]) -> tuple[dict[str, Any], list[Step]]:
    """For each task: read who fits, say yes to some, and send; returns the figures and what it put on records."""
    done = Invited()
    for task in tasks:
        done.tasks += 1
        if _decided(done, house, task):
            _send(done, house, task)
    wanted = _addresses(done)
    sent = _arrived(house, len(done.accepted))
    figures = {
        "tasks": done.tasks,
        "suggested": done.suggested,
        "unqualified": done.unqualified,
        "accepted_suggestions": len(done.accepted),
        "declined_suggestions": done.declined,
        "approvals": done.approvals,
        "invited": sum(one in wanted for one in sent),
        "invited_besides": sum(one not in wanted for one in sent),
    }
    steps = [
        Step(one.key.person_id or 0, "task.offered", str(one.shift.task)) for one in done.accepted
    ]
    return figures, steps


def _decided(done: Invited, house: House, task: Task) -> bool:
    """Those at the top of the list get a yes, the last a no; whether anybody was accepted."""
    address = f"/office/tasks/{task.pk}/people/"
    page = house.olga.browser.get(address)
    people = _listed(page)
    done.suggested += len(people)
    done.unqualified += staff.unqualified(people)
    if not people:
        return False
    page = house.olga.browser.send(
        page, f"{address}decisions/", who=[str(one) for one in people[:ACCEPTED]], decision="accept"
    )
    if people[ACCEPTED:]:
        last = str(_listed(page)[-1])
        house.olga.browser.send(page, f"{address}decisions/", who=[last], decision="decline")
        done.declined += 1
    rows = Suggestion.objects.filter(shift__task=task, accepted_at__isnull=False)
    done.accepted += rows.select_related("key", "shift__task").order_by("rank")
    return True


def _listed(page: Page) -> list[int]:
    """The people a page offers to be ticked, in its order."""
    assert page.status == 200, page.words
    ticks = [one for one in page.tree.iter("input") if one.get("name") == "who"]
    return [int(one.get("value")) for one in ticks]


def _send(done: Invited, house: House, task: Task) -> None:
    """The draft gets words of its own and is checked, others agree as many as the house asks for, and it is let go."""
    page = house.olga.browser.get(f"/office/tasks/{task.pk}/people/")
    begun = house.olga.browser.send(page, f"/office/tasks/{task.pk}/invitations/")
    found = re.fullmatch(r"(/office/broadcasts/(\d+)/)check/", begun.path)
    assert found, begun.words
    address, broadcast = found[1], Broadcast.objects.get(pk=found[2])
    house.olga.write(address, subject=SUBJECT, body=BODY)
    house.olga.all_at_once(address)
    house.olga.submit(address)
    for approver in (house.bo, house.cleo):
        standing = broadcasts.state(broadcast).standing
        if standing is None or not standing.enough:
            page = approver.approve(approver.read(address))
            assert page.status == 200, page.words
            done.approvals += 1
    house.olga.release(address)


def _addresses(done: Invited) -> set[str]:
    """The mailboxes of those who were accepted."""
    people = [one.key.person_id for one in done.accepted]
    keys = IdentityKey.objects.filter(person__in=people, kind="email")
    return set(keys.values_list("value", flat=True))


def _arrived(house: House, many: int) -> list[str]:
    """The address of each message of a broadcast that the witness took, once the house has noted all of them."""
    stage = house.stage

    def sent() -> list[str]:
        assert stage.witness is not None
        taken = [
            one for one in stage.witness.accepted() if b"\nX-Muster-Broadcast:" in log.raw(one)
        ]
        return [str(one["to"]) for one in taken]

    def noted() -> bool:
        # What a worker does each minute.
        follow_invitations(at=clock.now())
        waits = Suggestion.objects.filter(accepted_at__isnull=False, asked_at=None)
        return len(sent()) >= many and not waits.exists()

    stage.wait("the invitations", noted)
    return sent()
