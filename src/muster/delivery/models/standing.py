"""How our sending domain stands with the world: what its DNS and its signature say, and how warm it is."""

from __future__ import annotations

from django.db import models


class Standing(models.Model):
    """The latest look at one domain: what the DNS said, and when it was asked."""

    domain = models.CharField(max_length=255, unique=True)
    # The records as they came, by question; what they mean is judged whenever somebody reads them.
    findings = models.JSONField(default=list)
    looked_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"standing of {self.domain}"


class SignatureSeen(models.Model):
    """A mail of ours that came back to us, and what its DKIM signature was worth."""

    domain = models.CharField(max_length=255, db_index=True)
    selector = models.CharField(max_length=255)
    verified = models.BooleanField()
    # The headers the signature covers, in lower case.
    covers = models.JSONField(default=list)
    words = models.CharField(max_length=200, blank=True)
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"signature of {self.domain} seen"


class WarmDay(models.Model):
    """How many of one family of mail providers one domain of ours may reach on one day, and did."""

    domain = models.CharField(max_length=255)
    family = models.CharField(max_length=40)
    day = models.DateField()
    ceiling = models.PositiveIntegerField()
    released = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["domain", "family", "day"], name="warm_day_once"),
        ]

    def __str__(self) -> str:
        return f"{self.domain} to {self.family} on {self.day}"
