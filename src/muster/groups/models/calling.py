"""A list of people to call, and who has which of them in hand. What came of a call is a fact of the person."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from muster.groups.models.group import Group
from muster.people.models import IdentityKey


class CallList(models.Model):
    """A script and the people it is for. Closed, nobody takes a call from it any more."""

    class Source(models.TextChoices):
        """Where its people came from."""

        UNSPOKEN = "unspoken"  # members nobody has spoken to yet
        OWN = "own"  # the supporters of whoever made it
        SKILL = "skill"  # members with a skill
        AGAIN = "again"  # those an earlier list did not reach

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="call_lists")
    title = models.TextField()
    # Plain words; {given_name} stands for the name of whoever is called.
    script = models.TextField()
    source = models.CharField(max_length=10, choices=Source)
    made_at = models.DateTimeField()
    # The doer’s word, by value.
    made_by = models.TextField()
    closed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        """Return the list as the audit log names it."""
        return f"call-list:{self.pk}"


class CallTarget(models.Model):
    """One person of a list, by the number to be called. Taken, it is one caller’s until it is noted or lapses."""

    class Outcome(models.TextChoices):
        """How the call ended."""

        OPEN = ""
        REACHED = "reached"
        NO_ANSWER = "no_answer"
        LEFT_WORD = "left_word"
        WRONG_NUMBER = "wrong_number"
        NOT_AGAIN = "asked_not_to_be_called"

    call_list = models.ForeignKey(
        CallList, on_delete=models.CASCADE, related_name="targets", db_index=False
    )
    key = models.ForeignKey(IdentityKey, on_delete=models.CASCADE, related_name="+")
    taken_by = models.ForeignKey(
        IdentityKey, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    # By the database’s clock, since it is a lease.
    taken_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=24, choices=Outcome, default=Outcome.OPEN, blank=True)
    noted_at = models.DateTimeField(null=True)
    note = models.TextField(blank=True, default="")

    class Meta:
        """A number stands on a list once, a caller has one call of it in hand, and an outcome has its moment."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["call_list", "key"], name="groups_called_once_a_list"),
            models.UniqueConstraint(
                fields=["call_list", "taken_by"],
                condition=Q(outcome=""),
                name="groups_one_call_in_hand",
            ),
            models.CheckConstraint(
                condition=Q(taken_by=None) | Q(taken_at__isnull=False),
                name="groups_taken_at_a_moment",
            ),
            models.CheckConstraint(
                condition=Q(outcome="", noted_at=None)
                | (~Q(outcome="") & Q(noted_at__isnull=False)),
                name="groups_outcome_at_a_moment",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["call_list", "id"], condition=Q(outcome=""), name="groups_calls_to_make"
            )
        ]

    def __str__(self) -> str:
        """Return the target as the audit log names it."""
        return f"call-target:{self.pk}"
