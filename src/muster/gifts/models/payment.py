"""What somebody is about to give. It is never counted: only what a gateway reports becomes an entry."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from muster.kit.money import Money
from muster.people.models import IdentityKey, Person


class PaymentQuerySet(models.QuerySet["Payment"]):
    """Phrases for choosing payments."""

    def of(self, person: Person) -> Self:
        """What this person began, by the key it led to or by the address they wrote."""
        addresses = IdentityKey.objects.filter(person=person, kind="email").values("value")
        return self.filter(Q(key__person=person) | Q(email__in=addresses))


class Payment(models.Model):
    """One wish to give, from the button to the gateway’s last word about it.

    Name and address stand here until they are erased or the payment is dropped; a card never does.
    """

    class State(models.TextChoices):
        """What the gateway’s reports add up to; ``started`` until it knows of the payment at all."""

        STARTED = "started"
        WAITING = "waiting"
        PROCESSING = "processing"
        FAILED = "failed"
        EXPIRED = "expired"
        PAID = "paid"

    token = models.CharField(max_length=22, unique=True)
    # The seal of the form: pressed twice, it is the same payment.
    once = models.CharField(max_length=80, unique=True)
    minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    purpose = models.TextField(blank=True, default="")
    # By whose link, and by what way they came, by value.
    relay = models.CharField(max_length=64, blank=True, default="")
    channel = models.CharField(max_length=32, blank=True, default="")
    email = models.TextField(blank=True, default="")
    name = models.CharField(max_length=100, blank=True, default="")
    shown = models.BooleanField(default=False)
    receipt = models.BooleanField(default=False)
    language = models.CharField(max_length=8, default="en")
    # Where it came from, as a keyed fingerprint, so that a row of declined cards is noticed.
    network = models.CharField(max_length=22, blank=True, default="")
    key = models.ForeignKey(IdentityKey, on_delete=models.PROTECT, null=True, related_name="+")
    gateway = models.CharField(max_length=16)
    session = models.CharField(max_length=255, blank=True, default="")
    page = models.TextField(blank=True, default="")
    state = models.CharField(max_length=12, choices=State.choices, default=State.STARTED)
    # Why the last card was declined, as the gateway’s own word.
    failure = models.CharField(max_length=64, blank=True, default="")
    created_at = models.DateTimeField()
    paid_at = models.DateTimeField(null=True)
    receipt_at = models.DateTimeField(null=True)

    objects = PaymentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(minor__gt=0), name="gifts_payment_amount"),
            models.CheckConstraint(
                condition=Q(
                    state__in=("started", "waiting", "processing", "failed", "expired", "paid")
                ),
                name="gifts_payment_state",
            ),
        ]
        indexes = [
            models.Index(fields=["network", "created_at"], name="gifts_payment_network"),
            models.Index(fields=["created_at"], name="gifts_payment_created"),
            models.Index(fields=["email"], name="gifts_payment_email"),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.minor} {self.currency}"

    @property
    def money(self) -> Money:
        """What they chose to give."""
        return Money(self.minor, self.currency)

    @property
    def paid(self) -> bool:
        """Whether the money has arrived."""
        return self.state == self.State.PAID

    @property
    def open(self) -> bool:
        """Whether it can still be paid."""
        return self.state in {self.State.STARTED, self.State.WAITING, self.State.FAILED}
