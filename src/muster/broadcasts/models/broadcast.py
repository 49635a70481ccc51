"""What its author means to say, and to whom. It holds no state; the rows around it do."""

from typing import Final

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from muster.audiences.models import Audience

PREFIX: Final = "broadcast:"
# What its editors write; the audience is chosen apart, as a copy.
EDITABLE: Final = (
    "title",
    "purpose",
    "declared_text",
    "declared_size",
    "subject",
    "body",
    "language",
    "sender_name",
    "reply_to",
)


def subject_of(broadcast_id: int) -> str:
    """The name under which approvals, delivery, audit and inbox know a broadcast."""
    return f"{PREFIX}{broadcast_id}"


def id_in(subject: str) -> int | None:
    """The broadcast behind such a name; None if the name is another domain's."""
    number = subject.removeprefix(PREFIX)
    return int(number) if subject.startswith(PREFIX) and number.isdecimal() else None


class Broadcast(models.Model):
    """Begins with the declaration (A17): whom it is for and about how many, before any count."""

    class Purpose(models.TextChoices):
        NEWS = "news", _("News")
        URGENT = "urgent", _("Urgent")

    title = models.CharField(max_length=120)
    channel = models.CharField(max_length=20, default="email")
    purpose = models.CharField(max_length=40, default=Purpose.NEWS)
    declared_text = models.CharField(max_length=300)
    declared_size = models.PositiveIntegerField()
    audience = models.ForeignKey(Audience, models.PROTECT, null=True, related_name="+")
    definition = models.JSONField(null=True)
    subject = models.CharField(max_length=200, blank=True)
    body = models.TextField(blank=True)
    language = models.CharField(max_length=8, default="en")
    sender_name = models.CharField(max_length=120, blank=True)
    reply_to = models.CharField(max_length=254, blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    mode = models.CharField(max_length=10)
    created_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True)
    cancelled_by = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(declared_size__gte=1) & ~Q(declared_text=""),
                name="broadcast_is_declared",
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at=None, cancelled_by="")
                | (Q(cancelled_at__isnull=False) & ~Q(cancelled_by="")),
                name="broadcast_cancelled_at_and_by",
            ),
            models.CheckConstraint(
                condition=Q(audience=None, definition=None)
                | Q(audience__isnull=False, definition__isnull=False),
                name="broadcast_audience_with_definition",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def reference(self) -> str:
        return subject_of(self.pk)
