"""What staff are told by mail about requests and standing clearances, in the same transaction."""

from collections.abc import Iterable

from muster.accounts.models import Staff
from muster.accounts.queries import site_url
from muster.approvals.models import Request, StandingClearance
from muster.kit.letters import Letter, post


def second_wanted(asked: Request, *, to: Iterable[Staff]) -> None:
    """Everyone who could answer hears that somebody asks."""
    link = f"{site_url()}/office/requests/{asked.pk}/"
    for staff in to:
        _post("request-asked", staff, f"{asked.pk}", who=asked.asked_by.name, link=link)


def second_answered(asked: Request) -> None:
    """Whoever asked hears what the second administrator said."""
    _post(
        "request-answered",
        asked.asked_by,
        f"{asked.pk}",
        who=asked.answered_by.name if asked.answered_by else "",
        agreed=asked.outcome == Request.Outcome.APPLIED,
        reason=asked.reason,
        link=f"{site_url()}/office/requests/{asked.pk}/",
    )


def cap_reached(stopped: StandingClearance, *, to: Iterable[Staff]) -> None:
    """The author and everyone who agreed to it hear that it stopped and asks (A19)."""
    link = f"{site_url()}/office/standing/"
    for staff in to:
        _post("standing-stopped", staff, f"{stopped.pk}", subject=stopped.subject, link=link)


def _post(kind: str, to: Staff, about: str, **context: object) -> None:
    post(
        Letter(
            kind=kind,
            to=to.email,
            language=to.language,
            context={"name": to.name, **context},
            idempotency=f"{kind}:{about}:{to.pk}",
        )
    )
