"""Words kept for answers that are given often, in up to four languages. They are data, never code."""

from django.db import models

from muster.inbox.models.team import Topic


class Macro(models.Model):
    """``texts`` holds a text for each language, which may name the fields of ``inbox.macros`` and no others."""

    name = models.CharField(max_length=60, unique=True)
    topic = models.ForeignKey(Topic, null=True, on_delete=models.SET_NULL, related_name="+")
    texts = models.JSONField(default=dict)

    def __str__(self) -> str:
        """Return the name staff gave it."""
        return self.name
