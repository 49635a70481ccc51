"""Who belongs to a group, since when, under which name, and who of them may do more than the others."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from muster.groups.models.group import Group
from muster.people.models import IdentityKey


class Membership(models.Model):
    """Hangs on a key, so that joining two records rewrites nothing. ``key.person`` is who it is today."""

    class How(models.TextChoices):
        """What made them a member."""

        POSTCODE = "postcode"
        ASKED = "asked"
        STAFF = "staff"

    class Left(models.TextChoices):
        """Why they no longer are."""

        NOT = ""
        ASKED = "asked"
        MOVED = "moved"  # they live elsewhere now, or chose another team
        STAFF = "staff"
        CLOSED = "closed"

    group = models.ForeignKey(
        Group, on_delete=models.CASCADE, related_name="memberships", db_index=False
    )
    key = models.ForeignKey(IdentityKey, on_delete=models.CASCADE, related_name="+")
    # What other members read: theirs to change.
    shown_as = models.TextField(blank=True, default="")
    # The same, folded, for whoever writes @Name.
    shown_key = models.TextField(blank=True, default="", db_collation="C")
    how = models.CharField(max_length=10, choices=How)
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)
    left_why = models.CharField(max_length=10, blank=True, choices=Left, default=Left.NOT)

    class Meta:
        """A key belongs to a group once at a time."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["group", "key"], condition=Q(left_at=None), name="groups_member_once"
            ),
            models.CheckConstraint(
                condition=Q(left_at=None, left_why="")
                | (Q(left_at__isnull=False) & ~Q(left_why="")),
                name="groups_left_says_why",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["group", "id"], condition=Q(left_at=None), name="groups_members_in_turn"
            ),
            models.Index(
                fields=["group", "shown_key"],
                condition=Q(left_at=None),
                name="groups_members_by_name",
            ),
        ]

    def __str__(self) -> str:
        """Return the membership as the audit log names it."""
        return f"membership:{self.pk}"


class Leadership(models.Model):
    """Rights that a member holds over their group, from staff, until staff take them back."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="leaderships")
    key = models.ForeignKey(IdentityKey, on_delete=models.CASCADE, related_name="+")
    # Words of ``muster.groups.rights``.
    rights = models.JSONField(default=list)
    from_at = models.DateTimeField()
    to_at = models.DateTimeField(null=True)
    # The doer’s word, by value.
    given_by = models.TextField()

    class Meta:
        """One set of rights at a time."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["group", "key"], condition=Q(to_at=None), name="groups_leader_once"
            )
        ]

    def __str__(self) -> str:
        """Return the leadership as the audit log names it."""
        return f"leadership:{self.pk}"
