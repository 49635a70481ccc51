"""What was heard of a message after it left: appended, in any order, and folded when asked (D2)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from muster.delivery.models.document import Recipient
from muster.delivery.models.release import Release


class Receipt(models.Model):
    """One thing heard about one message. The same event of the same source is heard once."""

    class Kind(models.TextChoices):
        DELIVERED = "delivered", _("Delivered")
        BOUNCED = "bounced", _("Bounced for good")
        SOFT = "soft", _("Bounced for now")
        COMPLAINED = "complained", _("Complained")
        STOPPED = "stopped", _("Said stop")
        REPLIED = "replied", _("Wrote back")
        THANKED = "thanked", _("Said thanks")
        AUTOMATIC = "automatic", _("Answered by a machine")

    release = models.ForeignKey(Release, models.PROTECT, related_name="receipts")
    recipient = models.ForeignKey(Recipient, models.PROTECT, related_name="receipts")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    # Who told us ("dsn", "arf", "kannel", "twilio", "inbox", "site", "anymail:mailgun").
    source = models.CharField(max_length=40)
    event = models.CharField(max_length=200)
    code = models.CharField(max_length=20, blank=True)
    detail = models.CharField(max_length=200, blank=True)
    # When it happened, as they say; when we heard, by the database.
    at = models.DateTimeField()
    heard_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "event"], name="receipt_heard_once"),
        ]
        indexes = [
            models.Index(fields=["release", "id"], name="receipt_of_release"),
            # What the gates count: everything but the one kind that is as many as there are people.
            models.Index(
                fields=["release", "kind", "recipient"],
                condition=~models.Q(kind="delivered"),
                name="receipt_for_gates",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} for recipient {self.recipient_id}"
