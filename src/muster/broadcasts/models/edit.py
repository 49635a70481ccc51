"""Who changed which field when: the lineage that keeps an editor from approving (A6)."""

from django.conf import settings
from django.db import models

from muster.broadcasts.models.broadcast import Broadcast


class Edit(models.Model):
    broadcast = models.ForeignKey(Broadcast, models.PROTECT, related_name="edits")
    field = models.CharField(max_length=40)
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)
    staff = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    session_mac = models.CharField(max_length=43, blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["broadcast", "at"], name="edit_lineage")]

    def __str__(self) -> str:
        return f"{self.field} of {self.broadcast_id} by {self.staff_id}"
