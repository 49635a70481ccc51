"""Money that somebody here decided to give back; it counts once the gateway says that it went."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from muster.gifts.models.payment import Payment
from muster.kit.money import Money


class Refund(models.Model):
    """One decision to pay back, who made it and why. The ledger knows nothing of it until it is reported."""

    class State(models.TextChoices):
        """``asked`` before the gateway answered; it may then have taken the order or refused it."""

        ASKED = "asked"
        TAKEN = "taken"
        REFUSED = "refused"

    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="refunds")
    # The number of the gift at the gateway.
    about = models.CharField(max_length=255)
    minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    reason = models.CharField(max_length=300)
    actor = models.TextField()
    actor_name = models.CharField(max_length=150, blank=True, default="")
    # The seal of the page it was confirmed on: pressed twice, it is the same refund.
    once = models.CharField(max_length=80, unique=True)
    number = models.CharField(max_length=255, blank=True, default="")
    state = models.CharField(max_length=8, choices=State.choices, default=State.ASKED)
    detail = models.CharField(max_length=300, blank=True, default="")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(minor__gt=0), name="gifts_refund_amount"),
            models.CheckConstraint(
                condition=Q(state__in=("asked", "taken", "refused")), name="gifts_refund_state"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.minor} {self.currency}"

    @property
    def money(self) -> Money:
        """What is to go back."""
        return Money(self.minor, self.currency)
