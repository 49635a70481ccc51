"""Who looks after whom, what they were told of it, and whether they wish a letter about it."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from muster.groups.models.group import Group
from muster.people.models import IdentityKey


class PointPerson(models.Model):
    """The leader a supporter can turn to, and who is told when that supporter acts."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="+", db_index=False)
    key = models.ForeignKey(IdentityKey, on_delete=models.CASCADE, related_name="+")
    leader = models.ForeignKey(IdentityKey, on_delete=models.CASCADE, related_name="+")
    from_at = models.DateTimeField()
    to_at = models.DateTimeField(null=True)

    class Meta:
        """A supporter has one at a time, and nobody is their own."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["group", "key"], condition=Q(to_at=None), name="groups_one_point_person"
            ),
            models.CheckConstraint(
                condition=~Q(key=F("leader")), name="groups_not_their_own_point_person"
            ),
        ]

    def __str__(self) -> str:
        """Return the bond as the audit log names it."""
        return f"point-person:{self.pk}"


class Told(models.Model):
    """A supporter acted, and their point person is told of it once. It says what, never how much."""

    point = models.ForeignKey(
        PointPerson, on_delete=models.CASCADE, related_name="told", db_index=False
    )
    # The number of the fact, by value.
    fact = models.BigIntegerField()
    kind = models.CharField(max_length=40)
    at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)
    # When a letter named it; without one while its leader wishes none.
    mailed_at = models.DateTimeField(null=True)

    class Meta:
        """Once, however often the log is read."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["point", "fact"], name="groups_told_once")
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["point"], condition=Q(mailed_at=None), name="groups_told_not_mailed"
            )
        ]

    def __str__(self) -> str:
        """Return the word as the audit log names it."""
        return f"told:{self.pk}"


class Telling(models.Model):
    """How a leader is told: by a letter a day at most, or on their page alone."""

    key = models.OneToOneField(IdentityKey, on_delete=models.CASCADE, related_name="+")
    letters = models.BooleanField(default=True)
    # The day, where they live, of the last letter.
    last_day = models.DateField(null=True)

    def __str__(self) -> str:
        """Return it as the audit log names it."""
        return f"telling:{self.pk}"
