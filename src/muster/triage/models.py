"""What staff said a message is, and each time something was learnt from it. ``actions`` writes it, nothing else."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from muster.triage.kinds import Kind

_KINDS = [(kind.value, kind.value) for kind in Kind]


class Correction(models.Model):
    """One message as it is compared, without names, links and numbers, and what it is.

    ``origin`` names the message in the words of whoever holds it ("inbox:12"); it goes when the message goes.
    """

    origin = models.CharField(max_length=60, unique=True)
    said = models.TextField()
    language = models.CharField(max_length=2)
    kind = models.CharField(max_length=12, choices=_KINDS)
    judged = models.CharField(max_length=12, choices=_KINDS)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        """The newest are the ones a page shows."""

        indexes: ClassVar = [models.Index(fields=["-at"], name="triage_newest")]

    def __str__(self) -> str:
        """Return the correction as the audit log names it."""
        return f"correction:{self.pk}"


class Lesson(models.Model):
    """One time of learning, from how many corrections. A process that knows an older one learns anew."""

    learnt_at = models.DateTimeField()
    corrections = models.PositiveIntegerField()
    newest = models.DateTimeField(null=True)

    def __str__(self) -> str:
        """Return the lesson as the audit log names it."""
        return f"lesson:{self.pk}"
