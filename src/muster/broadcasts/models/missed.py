"""A start by itself that was refused: why, and of which submission. A person decides what then."""

from django.db import models

from muster.broadcasts.models.submission import Submission


class MissedStart(models.Model):
    """It is tried once for each submission; after that only people let it go."""

    submission = models.OneToOneField(Submission, models.PROTECT, related_name="missed")
    words = models.TextField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"missed start of submission {self.submission_id}"
