"""Where we listen, whether it can be heard, and when it could not."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q


class Source(models.Model):
    """``mark`` is how far we have heard; it is written in the transaction that keeps what was heard."""

    class Kind(models.TextChoices):
        """One folder in ``kinds`` each."""

        BLUESKY = "bluesky"
        MASTODON = "mastodon"
        FEED = "feed"
        HOOK = "hook"

    class State(models.TextChoices):
        """Only somebody switches a source off; nothing does so for a night or a weekend."""

        ON = "on"
        OFF = "off"

    kind = models.CharField(max_length=10, choices=Kind)
    name = models.CharField(max_length=80, unique=True)
    address = models.CharField(max_length=500, blank=True, default="")
    # A token or the secret of a hook, sealed by the master key; nothing shows it again.
    secret = models.BinaryField(null=True)
    # What a hook is called by in its address; nobody can guess it.
    token = models.CharField(max_length=40, null=True, unique=True)  # noqa: DJ001 - only hooks
    mark = models.JSONField(default=dict, db_default={})
    state = models.CharField(max_length=4, choices=State, default=State.ON)
    # When anything at all came from it, or it said that nothing was there.
    heard_at = models.DateTimeField(null=True)
    trouble_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=300, blank=True, default="")
    # How many frames it sent, and how many of them could not be read and were passed over.
    frames = models.BigIntegerField(default=0, db_default=0)
    skipped = models.BigIntegerField(default=0, db_default=0)
    created_at = models.DateTimeField()

    class Meta:
        """Trouble has a moment at which it began."""

        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(trouble_at=None, trouble="")
                | (Q(trouble_at__isnull=False) & ~Q(trouble="")),
                name="listening_trouble_has_a_moment",
            )
        ]

    def __str__(self) -> str:
        """Return the source as the audit log names it."""
        return f"source:{self.pk}"

    @property
    def on(self) -> bool:
        """Tell whether we listen here."""
        return self.state == self.State.ON


class Gap(models.Model):
    """A time in which a source could not be heard. While ``until_at`` is empty it lasts.

    What was missed and fetched later sets ``filled_at``; without it nobody knows what was said, and a
    curve is broken there instead of falling to nought.
    """

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="gaps")
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True)
    filled_at = models.DateTimeField(null=True)
    why = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        """A gap ends after it began, is filled after it ended, and a source has one open gap at most."""

        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(until_at=None) | Q(until_at__gte=F("from_at")),
                name="listening_gap_forward",
            ),
            models.CheckConstraint(
                condition=Q(filled_at=None) | Q(until_at__isnull=False),
                name="listening_gap_ends_before_it_is_filled",
            ),
            models.UniqueConstraint(
                fields=["source"], condition=Q(until_at=None), name="listening_one_open_gap"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["source", "from_at"], name="listening_gap_when")]

    def __str__(self) -> str:
        """Return the gap as the audit log names it."""
        return f"gap:{self.pk}"
