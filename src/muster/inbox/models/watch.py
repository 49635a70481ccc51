"""Who watches a conversation without answering it: it stands among their own, and they are told what comes."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from muster.inbox.models.conversation import Conversation


class Watch(models.Model):
    """One colleague who watches one conversation, and the newest entry of it that they have had before them."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="+")
    staff = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField()
    seen = models.BigIntegerField(default=0)

    class Meta:
        """Once each."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["conversation", "staff"], name="inbox_watched_once")
        ]

    def __str__(self) -> str:
        """Return who watches what."""
        return f"watch:{self.conversation_id}:{self.staff_id}"
