"""From a suggestion to a letter: some are accepted, a message to exactly those is begun, two others agree, it leaves.

What arrived is read from the witness, a mail server that wrote each message down before it answered.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from django.db import transaction

from muster.broadcasts import actions as broadcasts
from muster.delivery.actions import selections
from muster.kit import clock
from muster.people.models import IdentityKey
from muster.proof.stories.dashboard import staff
from muster.proof.stories.dashboard.steps import Step
from muster.proof.witness import log
from muster.volunteering import invitations
from muster.volunteering.actions import inviting, suggesting
from muster.volunteering.actions.inviting import PREFIX
from muster.volunteering.models import Shift, Suggestion, Task

if TYPE_CHECKING:
    from muster.accounts.models import Staff
    from muster.proof.stories.desks import House

ACCEPTED: Final = 6
SUBJECT: Final = "Would you drive on Saturday?"
BODY: Final = """\
Dear {{ first_name | default: "friend" }},

On election day some of us need a ride to the polls. You have a licence and live nearby: will you drive for three hours?
"""


@dataclass(slots=True)
class Invited:
    """What was suggested, accepted and sent, over all tasks."""

    tasks: int = 0
    suggested: int = 0
    accepted: int = 0
    reasons: int = 0
    unqualified: int = 0
    addresses: set[str] = field(default_factory=set)
    steps: list[Step] = field(default_factory=list)


def invite(house: House, tasks: Sequence[Task], by: Staff) -> tuple[dict[str, Any], list[Step]]:
    """For each task: read who fits, say yes to some, and send; returns the figures and what it put on records."""
    done = Invited()
    for task in tasks:
        shift = Shift.objects.select_related("task").get(task=task)
        chosen = _chosen(done, shift, by)
        if chosen:
            _send(house, task, chosen, by)
    sent = _arrived(house, done)
    figures = {
        "tasks": done.tasks,
        "suggested": done.suggested,
        "reasons": done.reasons,
        "unqualified": done.unqualified,
        "accepted_suggestions": done.accepted,
        "invited": len([one for one in sent if one in done.addresses]),
        "invited_besides": len([one for one in sent if one not in done.addresses]),
    }
    return figures, done.steps


def _chosen(done: Invited, shift: Shift, by: Staff) -> list[Suggestion]:
    """Those at the top of the list get a yes, the last a no."""
    found = staff.suggested(shift, by)
    done.tasks += 1
    done.suggested += len(found)
    done.reasons += sum(bool(one.reasons) for one in found)
    done.unqualified += staff.unqualified([one.person.pk for one in found])
    people = [one.person.pk for one in found]
    if not people:
        return []
    rows = suggesting.accept(shift=shift, people=people[:ACCEPTED], by=by, at=clock.now())
    if people[ACCEPTED:]:
        suggesting.decline(shift=shift, people=people[-1:], by=by, at=clock.now())
    done.accepted += len(rows)
    done.steps += [Step(row.key.person_id or 0, "task.offered", str(shift.task)) for row in rows]
    keys = [row.key_id for row in rows]
    mail = IdentityKey.objects.filter(pk__in=keys)
    done.addresses |= set(mail.values_list("value", flat=True))
    return rows


def _send(house: House, task: Task, chosen: Sequence[Suggestion], by: Staff) -> None:
    """A draft with exactly these people; it is checked, two others agree, and it is let go."""
    address = _begun(task, chosen, by)
    house.olga.all_at_once(address)
    house.olga.submit(address)
    for approver in (house.bo, house.cleo):
        page = approver.approve(approver.read(address))
        assert page.status == 200, page.words
    house.olga.release(address)


@transaction.atomic
def _begun(task: Task, chosen: Sequence[Suggestion], by: Staff) -> str:
    reach = invitations.reach(chosen)
    assert not reach.unreachable, reach.unreachable
    now = clock.now()
    choices = [selections.Choice(key, f"{PREFIX}{one.pk}") for one, key in reach.writable]
    selection = selections.select(channel="email", choices=choices, by=by, at=now)
    inviting.invite(suggestions=chosen, selection=selection, by=by, at=now)
    made = broadcasts.answer_chosen(
        selection=selection, title=f"Drivers for {task.region}", subject=SUBJECT, body=BODY,
        declared_text="those whom we accepted", people=selection.size, language="en", purpose="news",
        by=by, session_mac="olga",
    )  # fmt: skip
    return f"/office/broadcasts/{made.pk}/"


def _arrived(house: House, done: Invited) -> list[str]:
    """The address of each message of a broadcast that the witness took, once all are there and the house knows it."""
    stage = house.stage
    assert stage.witness is not None

    def sent() -> list[str]:
        assert stage.witness is not None
        taken = [one for one in stage.witness.accepted() if _is_ours(log.raw(one))]
        return [str(one["to"]) for one in taken]

    def told() -> bool:
        inviting.follow_invitations(at=clock.now())
        waits = Suggestion.objects.filter(accepted_at__isnull=False, asked_at=None)
        return len(sent()) >= done.accepted and not waits.exists()

    stage.wait("the invitations", told)
    return sent()


def _is_ours(raw: bytes) -> bool:
    return b"\nX-Muster-Broadcast:" in raw and SUBJECT.encode() in raw
