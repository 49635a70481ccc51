"""How one gift of the ledger came to a drive: through which link, and what the wall may call its giver.

It holds no amount; whoever wants to know asks the ledger.
"""

from typing import ClassVar

from django.conf import settings
from django.db import models

from muster.drives.models.drive import Drive
from muster.drives.models.link import Link
from muster.gifts.models import Entry


class Giving(models.Model):
    """``link`` is the giver’s own, ``through`` the one they came by; ``apart`` says why that does not count."""

    class Name(models.TextChoices):
        """What becomes of the name on the wall."""

        NONE = "none"  # they wished to stand there without one
        HELD = "held"
        SHOWN = "shown"
        HIDDEN = "hidden"

    class Apart(models.TextChoices):
        """Why a gift through a link is not counted for that link."""

        NOTHING = ""
        SELF = "self"  # through a link of their own
        LOOP = "loop"  # through somebody whom they themselves had brought
        HAND = "hand"  # another address of the same mailbox

    entry = models.OneToOneField(
        Entry, primary_key=True, on_delete=models.CASCADE, related_name="+"
    )
    drive = models.ForeignKey(Drive, on_delete=models.CASCADE, related_name="givings")
    link = models.ForeignKey(Link, null=True, on_delete=models.SET_NULL, related_name="+")
    through = models.ForeignKey(Link, null=True, on_delete=models.SET_NULL, related_name="+")
    # The word they came with, while no link of that word is known.
    relay = models.CharField(max_length=16, blank=True, default="")
    channel = models.CharField(max_length=20, blank=True, default="")
    apart = models.CharField(max_length=5, blank=True, choices=Apart, default="")
    name = models.CharField(max_length=80, blank=True, default="")
    name_is = models.CharField(max_length=8, choices=Name, default=Name.NONE)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    at = models.DateTimeField()

    class Meta:
        """Read by drive, the latest first."""

        indexes: ClassVar = [
            models.Index(fields=["drive", "-at"], name="drives_giving_latest"),
            models.Index(fields=["through"], name="drives_giving_through"),
        ]

    def __str__(self) -> str:
        """Return the gift as the audit log names it."""
        return f"giving:{self.pk}"
