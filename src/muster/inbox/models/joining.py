"""Two threads made one: which entries moved and how both stood before, so that it can be undone exactly."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from muster.inbox.models.conversation import Conversation


class Joining(models.Model):
    """``source`` was moved into ``target``. Entries are known by their numbers, never by what they say."""

    source = models.OneToOneField(
        Conversation, on_delete=models.CASCADE, related_name="joining", primary_key=True
    )
    target = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="joinings")
    moved = models.JSONField(default=list)
    before = models.JSONField(default=dict)
    last_entry = models.BigIntegerField(default=0)
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        """Nothing is joined with itself."""

        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(source=F("target")), name="inbox_joining_of_two")
        ]

    def __str__(self) -> str:
        """Return what was joined with what."""
        return f"joining conversation:{self.source_id} into conversation:{self.target_id}"
