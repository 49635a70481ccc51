"""What we watch for: a topic, the terms that name it, and the rules that say whether a post is about us."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q


class Topic(models.Model):
    """Something said about us is worth hearing everywhere, so a topic has no region."""

    name = models.CharField(max_length=80, unique=True)
    # Heard and counted, but no alarm, and nobody is asked to answer.
    muted = models.BooleanField(default=False, db_default=False)
    # Whether a question or complaint becomes a conversation by itself.
    answered = models.BooleanField(default=True, db_default=True)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        """Return the topic as the audit log names it."""
        return f"topic:{self.pk}"


class Term(models.Model):
    """One way of naming a topic. ``folded`` is what is looked for: no case, no marks, single spaces."""

    class Kind(models.TextChoices):
        """A tag is found with its sign only; an event’s tag only while the event lasts."""

        NAME = "name"
        TAG = "tag"
        EVENT = "event"
        MISSPELLING = "misspelling"

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="terms")
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.NAME)
    text = models.CharField(max_length=100)
    folded = models.CharField(max_length=120)
    starts_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)

    class Meta:
        """A topic is named one way once; only an event begins and ends, and not before it began."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["topic", "kind", "folded"], name="listening_term_once"),
            models.CheckConstraint(condition=~Q(folded=""), name="listening_term_says_something"),
            models.CheckConstraint(
                condition=Q(kind="event", starts_at__isnull=False, ends_at__gt=F("starts_at"))
                | (~Q(kind="event") & Q(starts_at=None, ends_at=None)),
                name="listening_only_events_end",
            ),
        ]

    def __str__(self) -> str:
        """Return the term as the audit log names it."""
        return f"term:{self.pk}"


class Rule(models.Model):
    """Is it about us? Words that must or must not stand in the same post, and whom we do not hear."""

    class Kind(models.TextChoices):
        """Of all ``beside`` words of a topic one is enough; one ``never`` or ``author`` mutes the post."""

        BESIDE = "beside"
        NEVER = "never"
        AUTHOR = "author"

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="rules")
    kind = models.CharField(max_length=8, choices=Kind)
    text = models.CharField(max_length=250)
    folded = models.CharField(max_length=300)

    class Meta:
        """Said once, and something."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["topic", "kind", "folded"], name="listening_rule_once"),
            models.CheckConstraint(condition=~Q(folded=""), name="listening_rule_says_something"),
        ]

    def __str__(self) -> str:
        """Return the rule as the audit log names it."""
        return f"rule:{self.pk}"
