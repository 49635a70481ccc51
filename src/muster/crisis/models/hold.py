"""The one switch of a room: which stop of delivery it pulled, and what stood still from then on.

It has no state of its own: it holds exactly as long as that stop stands, whoever lifts it and wherever.
"""

from typing import ClassVar

from django.conf import settings
from django.db import models

from muster.crisis.models.room import Room
from muster.delivery.models import Release, Stop


class Hold(models.Model):
    """``halted`` are the sends it halted, each of which somebody has to let go on by itself."""

    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="holds")
    stop = models.OneToOneField(Stop, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    halted = models.ManyToManyField(Release, related_name="+")
    # How many starts by themselves were called off; their authors were told.
    starts = models.PositiveIntegerField(default=0)

    class Meta:
        """Read newest first, within one room."""

        indexes: ClassVar = [models.Index(fields=["room", "-at"], name="crisis_holds")]

    def __str__(self) -> str:
        """Return the hold as the audit log names it."""
        return f"room-hold:{self.pk}"

    @property
    def holds(self) -> bool:
        """Tell whether it stands; its ``stop`` has to be at hand."""
        return self.stop.lifted_at is None
