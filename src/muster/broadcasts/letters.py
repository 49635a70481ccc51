"""What staff are told by mail about a broadcast, in the transaction of what they are told of."""

from muster.accounts.models import Staff
from muster.accounts.queries import site_url
from muster.approvals.models import Decision
from muster.approvals.queries import possible_approvers
from muster.broadcasts.models import Broadcast, Submission
from muster.kit.letters import Letter, post


def asked(broadcast: Broadcast, submission: Submission) -> None:
    """Everyone who may decide on it hears that it waits."""
    round_ = submission.round
    if not round_.needed:
        return
    for one in possible_approvers(round_.asked):
        if one.can:
            _post("approval-asked", one.staff, broadcast, f"{round_.pk}", size=round_.size)


def answered(broadcast: Broadcast, answer: Decision) -> None:
    """The author, and whoever submitted it, hear what somebody decided and why."""
    told = {broadcast.author, answer.round.submitted_by}
    for staff in sorted(told, key=lambda one: one.pk):
        _post(
            "approval-answered",
            staff,
            broadcast,
            f"{answer.pk}",
            kind=answer.kind,
            who=answer.staff.name,
            reason=answer.reason,
        )


def missed(broadcast: Broadcast, submission: Submission, why: str) -> None:
    """Whoever wrote and submitted it hears that it did not start by itself, and why."""
    told = {broadcast.author, submission.staff}
    for staff in sorted(told, key=lambda one: one.pk):
        _post("start-missed", staff, broadcast, f"{submission.pk}", reason=why)


def _post(letter: str, to: Staff, broadcast: Broadcast, about: str, **context: object) -> None:
    link = f"{site_url()}/office/broadcasts/{broadcast.pk}/approve/"
    post(
        Letter(
            kind=letter,
            to=to.email,
            language=to.language,
            context={
                "name": to.name,
                "author": broadcast.author.name,
                "title": broadcast.title,
                "link": link,
                **context,
            },
            idempotency=f"{letter}:{about}:{to.pk}",
        )
    )
