"""Each time a broadcast was sealed and put to approvers: which document, round, by whom."""

from django.conf import settings
from django.db import models

from muster.approvals.models import Round
from muster.broadcasts.models.broadcast import Broadcast
from muster.delivery.models import Document


class Submission(models.Model):
    broadcast = models.ForeignKey(Broadcast, models.PROTECT, related_name="submissions")
    number = models.PositiveSmallIntegerField()
    document = models.OneToOneField(Document, models.PROTECT, related_name="+")
    round = models.OneToOneField(Round, models.PROTECT, related_name="+")
    staff = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["broadcast", "number"], name="submission_number_once"),
        ]

    def __str__(self) -> str:
        return f"submission {self.number} of {self.broadcast_id}"
