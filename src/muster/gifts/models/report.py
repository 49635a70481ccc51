"""What a gateway told us, kept before anything follows from it; and the nightly look whether all adds up."""

from __future__ import annotations

from django.db import models


class Report(models.Model):
    """One event of a gateway, once by its number. ``said`` holds what is needed to fold it, never a card."""

    gateway = models.CharField(max_length=16)
    number = models.CharField(max_length=255)
    kind = models.CharField(max_length=80)
    # The payment it names, and the gateway’s own number of the money; either may be missing.
    token = models.CharField(max_length=22, blank=True, default="")
    intent = models.CharField(max_length=255, blank=True, default="")
    said = models.JSONField()
    at = models.DateTimeField()
    received_at = models.DateTimeField()
    folded_at = models.DateTimeField(null=True)
    # Why it could not be folded; it is tried again.
    trouble = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["gateway", "number"], name="gifts_report_once"),
        ]
        indexes = [
            models.Index(
                fields=["id"],
                name="gifts_report_waiting",
                condition=models.Q(folded_at=None),
            ),
            models.Index(fields=["token"], name="gifts_report_token"),
            models.Index(fields=["intent"], name="gifts_report_intent"),
        ]

    def __str__(self) -> str:
        return f"{self.gateway} {self.kind}"


class Check(models.Model):
    """One look whether the books are what the reports and the counted cash add up to."""

    at = models.DateTimeField()
    looked = models.IntegerField()
    # [what, wanted, stands, currency] of each that differs, by value.
    wrong = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"{self.looked} looked at, {len(self.wrong)} wrong"

    @property
    def agrees(self) -> bool:
        """Whether every sum was right."""
        return not self.wrong
