"""What somebody said in public that names a topic of ours."""

from typing import ClassVar

from django.db import models

from muster.listening.models.source import Source
from muster.listening.models.topic import Term, Topic
from muster.people.models import IdentityKey


class Mention(models.Model):
    """One post, kept once however often and from wherever it is heard.

    ``key`` is set where the writer’s handle stands on a record; whoever is erased is erased here too.
    """

    source = models.ForeignKey(Source, null=True, on_delete=models.SET_NULL, related_name="+")
    # The network, and what the post is called there: two sources may both hear it.
    network = models.CharField(max_length=10)
    uri = models.CharField(max_length=500)
    # The name of the account that stays when it is renamed, and what it is called today.
    author = models.CharField(max_length=320)
    handle = models.CharField(max_length=320, blank=True, default="")
    name = models.CharField(max_length=200, blank=True, default="")
    text = models.TextField()
    # Folded, without their signs.
    tags = models.JSONField(default=list)
    link = models.CharField(max_length=1000, blank=True, default="")
    # What an answer has to name, as the network told it (ids, the first post of the thread).
    told = models.JSONField(default=dict)
    # What it answers, where it answers something.
    answers = models.CharField(max_length=500, blank=True, default="")
    at = models.DateTimeField()
    heard_at = models.DateTimeField()
    # By triage; both empty until a worker judged it.
    language = models.CharField(max_length=2, blank=True, default="")
    kind = models.CharField(max_length=12, blank=True, default="")
    # A complaint, hate, or plainly bad words: what the alarm counts as negative.
    negative = models.BooleanField(default=False, db_default=False)
    # How many follow the writer; unknown is not nought.
    reach = models.PositiveIntegerField(null=True)
    key = models.ForeignKey(IdentityKey, null=True, on_delete=models.SET_NULL, related_name="+")
    topics: "models.ManyToManyField[Topic, Hearing]" = models.ManyToManyField(
        Topic, through="Hearing", related_name="mentions"
    )
    # The conversation it became, by value: the inbox stands above.
    conversation = models.BigIntegerField(null=True)
    asked_at = models.DateTimeField(null=True)

    class Meta:
        """A post is itself once."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["network", "uri"], name="listening_mention_once"),
            models.CheckConstraint(
                condition=~models.Q(uri="") & ~models.Q(author=""),
                name="listening_mention_is_somebodys",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["-at", "-id"], name="listening_latest"),
            models.Index(fields=["heard_at", "id"], name="listening_heard"),
            models.Index(fields=["key"], name="listening_by_key"),
            models.Index(fields=["id"], name="listening_unjudged", condition=models.Q(kind="")),
        ]

    def __str__(self) -> str:
        """Return the mention as the audit log names it."""
        return f"mention:{self.pk}"


class Hearing(models.Model):
    """That a mention is about a topic, by which term. ``at`` is the mention’s, for the curves."""

    mention = models.ForeignKey(Mention, on_delete=models.CASCADE, related_name="hearings")
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="hearings")
    term = models.ForeignKey(Term, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        """A mention is about a topic once."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["mention", "topic"], name="listening_hearing_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=["topic", "-at", "-mention"], name="listening_hearing_when")
        ]

    def __str__(self) -> str:
        """Return the hearing as the audit log names it."""
        return f"hearing:{self.pk}"
