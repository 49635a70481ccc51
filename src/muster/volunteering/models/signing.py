"""Who comes to which shift, who waits for a place, and who would give theirs to somebody else."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from muster.people.models import IdentityKey
from muster.volunteering.models.task import Shift


class SignUp(models.Model):
    """One person’s place in one shift. Those who wait move up in the order of ``at``."""

    class Place(models.TextChoices):
        """In, or in the line for it."""

        IN = "in"
        WAITING = "waiting"

    class How(models.TextChoices):
        """What brought them."""

        ASKED = "asked"  # they found it themselves
        INVITED = "invited"
        FRIEND = "friend"
        STAFF = "staff"

    shift = models.ForeignKey(Shift, on_delete=models.CASCADE, related_name="sign_ups")
    key = models.ForeignKey(IdentityKey, on_delete=models.CASCADE, related_name="+")
    place = models.CharField(max_length=8, choices=Place)
    at = models.DateTimeField()
    how = models.CharField(max_length=8, choices=How, default=How.ASKED)
    moved_up_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)
    left_why = models.TextField(blank=True, default="")
    done_at = models.DateTimeField(null=True)
    missed_at = models.DateTimeField(null=True)
    marked_by = models.TextField(blank=True, default="")
    # When each reminder went out; each goes once.
    day_before_at = models.DateTimeField(null=True)
    same_day_at = models.DateTimeField(null=True)
    text_at = models.DateTimeField(null=True)

    class Meta:
        """Once at a time; only who is in can confirm, do or miss it."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["shift", "key"], condition=Q(left_at=None), name="volunteering_sign_up_once"
            ),
            models.CheckConstraint(
                condition=Q(place="in") | Q(confirmed_at=None, done_at=None, missed_at=None),
                name="volunteering_sign_up_only_who_is_in",
            ),
            models.CheckConstraint(
                condition=Q(done_at=None) | Q(missed_at=None),
                name="volunteering_sign_up_done_or_missed",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["shift", "place", "at", "id"],
                condition=Q(left_at=None),
                name="volunteering_sign_up_line",
            )
        ]

    def __str__(self) -> str:
        """Return the sign-up as the audit log names it."""
        return f"sign-up:{self.pk}"

    @property
    def is_in(self) -> bool:
        """Whether they hold a place now."""
        return self.left_at is None and self.place == SignUp.Place.IN

    @property
    def waits(self) -> bool:
        """Whether they stand in the line."""
        return self.left_at is None and self.place == SignUp.Place.WAITING


class Swap(models.Model):
    """A place its owner offers to others. They keep it until somebody takes it."""

    sign_up = models.ForeignKey(SignUp, on_delete=models.CASCADE, related_name="swaps")
    offered_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    taken_by = models.ForeignKey(SignUp, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        """One offer of a place at a time; whoever took it ended it."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["sign_up"], condition=Q(ended_at=None), name="volunteering_swap_once"
            ),
            models.CheckConstraint(
                condition=Q(taken_by=None) | ~Q(ended_at=None), name="volunteering_swap_taken_ends"
            ),
        ]

    def __str__(self) -> str:
        """Return the offer as the audit log names it."""
        return f"swap:{self.pk}"
