"""People chosen one by one for a message of their own, each with what it answers.

It is a list and never a rule: nobody joins it later. What is sent to them goes through the gate like anything else.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models

from muster.people.models import IdentityKey


class Selection(models.Model):
    """``subject`` names what is sent to them, once there is something; ``settled_at`` when the last was answered."""

    channel = models.CharField(max_length=20)
    size = models.PositiveIntegerField()
    subject = models.CharField(max_length=80, blank=True)
    made_at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject"], condition=~models.Q(subject=""), name="selection_of_a_subject"
            )
        ]

    def __str__(self) -> str:
        return f"selection:{self.pk}"


class Selected(models.Model):
    """One of them, by the key they are written to; ``about`` names what waits for the answer."""

    selection = models.ForeignKey(Selection, models.CASCADE, related_name="people")
    key = models.ForeignKey(IdentityKey, models.CASCADE, related_name="+")
    about = models.CharField(max_length=80)
    at = models.DateTimeField()
    # When what was sent to them was accepted, and what waited was told so.
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["selection", "about"], name="selected_once"),
        ]

    def __str__(self) -> str:
        return f"selected:{self.pk}"
