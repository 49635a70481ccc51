"""How long what we sent is kept, and why."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from muster.kit.retention import Holding, declare

SNAPSHOT: Final = (
    "delivery.Recipient",
    "delivery.Outcome",
    "delivery.Receipt",
    "delivery.ContactSlot",
    "delivery.CaughtMessage",
)


def start() -> None:
    """Declare every class delivery holds. What still waits to leave is never too old."""
    from muster.delivery.models import Direct, LetterRow

    declare(
        Holding(
            "delivery.letters",
            _("Letters about confirming, passwords and links"),
            _("A year, so that we can tell whether one ever arrived"),
            covers=("delivery.LetterRow",),
            days=365,
            least=30,
            rows=lambda: LetterRow.objects.exclude(state="waiting"),
            column="ended_at",
        ),
        Holding(
            "delivery.answers",
            _("What we answered one person, as it was sent"),
            _("As long as closed conversations; the thread shows the same words"),
            covers=("delivery.Direct",),
            days=730,
            least=30,
            rows=lambda: Direct.objects.filter(state="done"),
            column="at",
        ),
        _selections(),
        *_aside(),
    )


def _selections() -> Holding:
    from muster.delivery.models import Selected

    return Holding(
        "delivery.selections",
        _("Who was chosen one by one for a message of their own"),
        _("As long as who got a broadcast; then only how many there were"),
        covers=("delivery.Selected",),
        days=90,
        least=30,
        rows=Selected.objects.all,
        column="at",
    )


def _aside() -> tuple[Holding, ...]:
    from muster.delivery.actions import early, reducing
    from muster.delivery.models import EarlyReceipt, Snapshot

    return (
        Holding(
            "delivery.snapshots",
            _("Who got which broadcast, and how it ended"),
            _("Long enough for every answer and complaint; then only counts stay"),
            told=True,
            covers=SNAPSHOT,
            days=reducing.KEPT.days,
            fixed=True,
            own_job=True,
            rows=lambda: Snapshot.objects.filter(reduction=None),
            column="created_at",
        ),
        Holding(
            "delivery.early",
            _("Reports about messages we do not know yet"),
            _("A report may come before we wrote down what it is about"),
            covers=("delivery.EarlyReceipt",),
            days=early.KEPT.days,
            fixed=True,
            own_job=True,
            rows=EarlyReceipt.objects.all,
            column="heard_at",
        ),
        Holding(
            "delivery.seeds",
            _("Our own seed addresses"),
            _("They belong to us, not to supporters, and go when somebody takes them off"),
            covers=("delivery.Seed",),
        ),
    )
