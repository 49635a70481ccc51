"""A link is a short word that says through whom somebody came: of a giver, a volunteer, or a place of ours.

A giver’s word is made from the number of what they are about to give, so it stands on the thank-you page
before anything is written; the row comes when the money has.
"""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from muster.drives.models.drive import Drive
from muster.people.models import IdentityKey


class Link(models.Model):
    """``parent`` is the link its owner came through. A further gift of the same person stands for their first."""

    class Kind(models.TextChoices):
        """Whose it is."""

        PERSON = "person"  # a giver’s or a volunteer’s own
        ASKER = "asker"  # of whoever asks, from the stage or at the start
        PLACE = "place"  # the wall, a post, a mail: ours, and nobody’s in person

    code = models.CharField(max_length=16, unique=True)
    drive = models.ForeignKey(Drive, on_delete=models.CASCADE, related_name="links")
    kind = models.CharField(max_length=8, choices=Kind)
    # As staff call a place or a volunteer; a giver’s is empty, their name stands in people.
    label = models.CharField(max_length=80, blank=True, default="")
    channel = models.CharField(max_length=20, blank=True, default="")
    key = models.ForeignKey(IdentityKey, null=True, on_delete=models.SET_NULL, related_name="+")
    parent = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="+")
    stands_for = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="+")
    visits = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField()

    class Meta:
        """Nobody brought themselves."""

        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(parent=None) | ~Q(parent=F("id")), name="drives_link_not_its_parent"
            )
        ]

    def __str__(self) -> str:
        """Return the link as the audit log names it."""
        return f"link:{self.pk}"
