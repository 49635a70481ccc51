"""What the alarm reads: how much was said of a topic in each five minutes, and what stood beside it.

Written with the mentions, in the same transaction. Five minutes without a row are five minutes in which
nothing was heard; whether that is because nothing was said, only the gaps of the sources can tell.
"""

from typing import ClassVar, Final

from django.db import models

BUCKET_SECONDS: Final = 300


class Count(models.Model):
    """``at`` begins a bucket of five minutes by the clock of the posts, in UTC. They outlive the mentions."""

    topic = models.ForeignKey("listening.Topic", on_delete=models.CASCADE, related_name="counts")
    at = models.DateTimeField()
    posts = models.PositiveIntegerField(default=0)
    negative = models.PositiveIntegerField(default=0)
    # Different accounts in this bucket.
    authors = models.PositiveIntegerField(default=0)
    # How many follow those accounts, each once, as far as it is known.
    reach = models.PositiveBigIntegerField(default=0)

    class Meta:
        """One row for a topic and bucket."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["topic", "at"], name="listening_count_once")
        ]

    def __str__(self) -> str:
        """Return the count as a log names it."""
        return f"count:{self.pk}"


class Companion(models.Model):
    """In how many posts of one hour a word, or a tag with its sign (“#thieves”), stood beside a topic."""

    topic = models.ForeignKey(
        "listening.Topic", on_delete=models.CASCADE, related_name="companions"
    )
    # The beginning of the hour, in UTC.
    at = models.DateTimeField()
    word = models.CharField(max_length=60)
    posts = models.PositiveIntegerField(default=0)

    class Meta:
        """One row for a topic, hour and word."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["topic", "at", "word"], name="listening_companion_once")
        ]

    def __str__(self) -> str:
        """Return the companion as a log names it."""
        return f"companion:{self.pk}"
