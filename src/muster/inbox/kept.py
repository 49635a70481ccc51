"""How long what people write to us is kept, and why."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from muster.kit.retention import Holding, declare


def start() -> None:
    """Declare every class the inbox holds. A conversation that is open is never too old."""
    declare(_closed(), _cases(), _held())


def _closed() -> Holding:
    from muster.inbox.models import Conversation

    return Holding(
        "inbox.closed",
        _("Closed conversations"),
        _("Two years, so that whoever answers can read what was said before"),
        told=True,
        covers=(
            "inbox.Conversation",
            "inbox.InboxMessage",
            "inbox.Wait",
            "inbox.Dialogue",
            "inbox.Proposal",
            "inbox.Resolution",
            "inbox.Escalation",
        ),
        days=730,
        least=30,
        batch=500,
        rows=lambda: Conversation.objects.filter(state="closed"),
        column="closed_at",
    )


def _cases() -> Holding:
    from muster.inbox.models import Case

    return Holding(
        "inbox.cases",
        _("Closed cases"),
        _("Three years, so that others learn from them"),
        covers=("inbox.Case",),
        days=1095,
        least=30,
        batch=500,
        rows=lambda: Case.objects.exclude(closed_at=None),
        column="closed_at",
    )


def _held() -> Holding:
    from muster.inbox.models import Arrival
    from muster.inbox.models.arrival import KEPT

    return Holding(
        "inbox.held",
        _("Messages held back or handed aside"),
        _("Long enough to let in what was held back by mistake"),
        covers=("inbox.Arrival",),
        days=KEPT.days,
        fixed=True,
        own_job=True,
        rows=lambda: Arrival.objects.filter(sealed__isnull=False),
        column="at",
    )
