"""The board of a group: threads, and what was said in each. Plain words, and nothing else."""

from typing import ClassVar

from django.db import models

from muster.groups.models.group import Group
from muster.people.models import IdentityKey


class Thread(models.Model):
    """``posts`` counts what everybody may read; a thread with none is seen by whoever began it alone."""

    group = models.ForeignKey(
        Group, on_delete=models.CASCADE, related_name="threads", db_index=False
    )
    title = models.TextField()
    key = models.ForeignKey(IdentityKey, null=True, on_delete=models.SET_NULL, related_name="+")
    opened_at = models.DateTimeField()
    last_at = models.DateTimeField()
    posts = models.PositiveIntegerField(default=0)
    pinned = models.BooleanField(default=False)
    # Written by whoever may speak for the team; the team page shows the latest.
    news = models.BooleanField(default=False)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        """A board shows what is pinned, then what moved last."""

        indexes: ClassVar = [
            models.Index(
                fields=["group", "pinned", "-last_at", "-id"], name="groups_board_in_order"
            )
        ]

    def __str__(self) -> str:
        """Return the thread as the audit log names it."""
        return f"thread:{self.pk}"


class Post(models.Model):
    """What one member said, under the name they had then. ``waits`` until a moderator has looked at it."""

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="+", db_index=False)
    # The thread’s own, so that the walls need not look it up.
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+", db_index=False)
    key = models.ForeignKey(IdentityKey, null=True, on_delete=models.SET_NULL, related_name="+")
    shown_as = models.TextField(blank=True, default="")
    text = models.TextField()
    at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True)
    links = models.BooleanField(default=False)
    waits = models.BooleanField(default=False)

    class Meta:
        """Read in order, a page at a time."""

        indexes: ClassVar = [models.Index(fields=["thread", "id"], name="groups_posts_in_order")]

    def __str__(self) -> str:
        """Return the post as the audit log names it."""
        return f"post:{self.pk}"


class Mention(models.Model):
    """Somebody was named in a post; they see it on their team’s page until they have read it."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="mentions")
    key = models.ForeignKey(IdentityKey, on_delete=models.CASCADE, related_name="+")
    seen_at = models.DateTimeField(null=True)

    class Meta:
        """Naming somebody twice is naming them."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["post", "key"], name="groups_mentioned_once")
        ]

    def __str__(self) -> str:
        """Return the mention as the audit log names it."""
        return f"mention:{self.pk}"
