"""What people said yes and no to: a ledger that only grows, and its present sum."""

from __future__ import annotations

from django.db import models

from muster.people.models.key import IdentityKey
from muster.people.models.person import Person

# Calls and what is noted on our own pages are never sent, and still need a word of the person.
CHANNELS = ("email", "sms", "phone", "web")
STATES = ("granted", "withdrawn", "pending", "paused")


class Wording(models.Model):
    """The very words a person saw when they were asked."""

    text = models.TextField()
    language = models.CharField(max_length=8)
    digest = models.CharField(max_length=64, unique=True)

    def __str__(self) -> str:
        return self.text[:60]


class ConsentEntry(models.Model):
    """One line of the ledger: who, about which channel and purpose, how we know, when."""

    # Who it was then; the key says who it is today. Written by one action beside the key itself,
    # so the database need not look each person up again: it would double the time of an import.
    person = models.ForeignKey(
        Person, on_delete=models.CASCADE, related_name="consents", db_constraint=False
    )
    key = models.ForeignKey(IdentityKey, on_delete=models.CASCADE, related_name="consents")
    channel = models.TextField()
    purpose = models.TextField()
    state = models.TextField()
    wording = models.ForeignKey(Wording, on_delete=models.PROTECT, null=True, related_name="+")
    source = models.TextField()
    evidence = models.TextField(blank=True, default="")
    at = models.DateTimeField()
    actor = models.TextField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=STATES, channel__in=CHANNELS),
                name="people_entry_words",
            )
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.channel} for {self.purpose}"


class ConsentState(models.Model):
    """What holds now for one key and purpose; kept by the action that writes the ledger.

    ``paused`` counts as no until it ends, so a reader who only knows ``granted`` is always safe.
    """

    key = models.ForeignKey(IdentityKey, on_delete=models.CASCADE, related_name="states")
    channel = models.TextField()
    purpose = models.TextField()
    state = models.TextField()
    entry = models.ForeignKey(
        ConsentEntry, on_delete=models.CASCADE, related_name="+", db_constraint=False
    )
    at = models.DateTimeField()
    paused_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "purpose"], name="people_state_once"),
            models.CheckConstraint(
                condition=models.Q(state__in=STATES, channel__in=CHANNELS),
                name="people_state_words",
            ),
            models.CheckConstraint(
                condition=(models.Q(state="paused") & models.Q(paused_until__isnull=False))
                | (~models.Q(state="paused") & models.Q(paused_until=None)),
                name="people_state_pause_ends",
            ),
        ]
        indexes = [
            models.Index(
                fields=["paused_until"],
                condition=models.Q(state="paused"),
                name="people_state_paused",
            )
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.channel} for {self.purpose}"


class Suppression(models.Model):
    """An address nothing may go to. It holds a keyed fingerprint, so it outlives an erasure."""

    channel = models.TextField()
    address_mac = models.CharField(max_length=64)
    reason = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "address_mac"], name="people_suppressed_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.channel}: {self.reason}"
