"""How long everything about money is kept."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from muster.gifts.models import Check, Payment, Report
from muster.kit import retention


def start() -> None:
    """Declare it; called once when the application is ready."""
    retention.declare(*_money(), *_reports())


def _money() -> tuple[retention.Holding, ...]:
    return (
        retention.Holding(
            "gifts.entries",
            _("Gifts and refunds"),
            _("Accounts must stand for as long as tax law asks; an erasure takes the name off"),
            told=True,
            covers=("gifts.Entry", "gifts.Hat", "gifts.CashCount", "gifts.Pledge", "gifts.Refund"),
        ),
        retention.Holding(
            "gifts.payments",
            _("Gifts that were begun and never paid"),
            _("Long enough to help whoever asks what became of it"),
            told=True,
            days=30,
            least=3,
            most=365,
            covers=("gifts.Payment",),
            rows=lambda: Payment.objects.filter(entries=None, refunds=None).exclude(
                state="processing"
            ),
            column="created_at",
        ),
    )


def _reports() -> tuple[retention.Holding, ...]:
    return (
        retention.Holding(
            "gifts.reports",
            _("What payment systems reported"),
            _("A bank may dispute a gift for more than a year; sums are compared with these"),
            days=730,
            least=550,
            covers=("gifts.Report",),
            rows=Report.objects.all,
            column="received_at",
        ),
        retention.Holding(
            "gifts.checks",
            _("Whether the books agreed, night by night"),
            _("So that a difference can be dated"),
            days=400,
            covers=("gifts.Check",),
            rows=Check.objects.all,
            column="at",
        ),
    )
