"""One look at one link of a message that is being sent."""

from __future__ import annotations

from django.db import models

from muster.delivery.models.release import Release


class LinkCheck(models.Model):
    """The status it answered with; nothing where nobody answered."""

    release = models.ForeignKey(Release, models.PROTECT, related_name="link_checks")
    url = models.CharField(max_length=500)
    status = models.PositiveSmallIntegerField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["release", "at"], name="link_check_of_release")]

    def __str__(self) -> str:
        return f"status {self.status} for release {self.release_id}"
