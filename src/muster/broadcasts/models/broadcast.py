"""What its author means to say, and to whom. It holds no state; the rows around it do."""

from typing import Final

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from muster.audiences.models import Audience
from muster.delivery.models import Selection

PREFIX: Final = "broadcast:"
# What its editors write; the audience is chosen apart, as a copy.
EDITABLE: Final = (
    "title",
    "channel",
    "purpose",
    "declared_text",
    "declared_size",
    "subject",
    "body",
    "language",
    "sender_name",
    "reply_to",
)
# When and in which steps it leaves; written on the check page.
TIMING: Final = (
    "start",
    "not_before",
    "zone",
    "window_from",
    "window_to",
    "not_after_hours",
    "plan",
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

    class Start(models.TextChoices):
        HAND = "hand", _("When somebody releases it")
        APPROVED = "approved", _("As soon as it is approved")
        AT = "at", _("At a time")

    class Plan(models.TextChoices):
        DEFAULT = "default", _("In waves, each after the one before proved well")
        AT_ONCE = "at_once", _("All at once")

    class Aim(models.TextChoices):
        """Whom a broadcast about an earlier one is for (C1, D7)."""

        REACHED = "reached", _("Those it reached")
        REST = "rest", _("Those it did not reach")
        UNKNOWN = "unknown", _("Those of whom it is not known")

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
    start = models.CharField(max_length=10, choices=Start.choices, default=Start.HAND)
    # The moment, and the zone it was written in: the words of the page need both.
    not_before = models.DateTimeField(null=True)
    zone = models.CharField(max_length=40, blank=True)
    # Hours of the day in the zone of each recipient; empty is any hour (D10).
    window_from = models.TimeField(null=True)
    window_to = models.TimeField(null=True)
    # Hours after its release; empty is what its channel has (D11).
    not_after_hours = models.PositiveSmallIntegerField(null=True)
    plan = models.CharField(max_length=10, choices=Plan.choices, default=Plan.DEFAULT)
    template = models.ForeignKey(
        "broadcasts.TemplateVersion", models.PROTECT, null=True, related_name="+"
    )
    copied_from = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    # A correction names what it corrects, and whom of that it is for (C1).
    corrects = models.ForeignKey("self", models.PROTECT, null=True, related_name="corrections")
    aim = models.CharField(max_length=10, choices=Aim.choices, blank=True)
    # Those whom the original rightly reached, as a copy of an audience; they are left out.
    spared_audience = models.ForeignKey(Audience, models.PROTECT, null=True, related_name="+")
    spared = models.JSONField(null=True)
    # People chosen one by one, such as those who wrote to us, in the place of an audience.
    selection = models.OneToOneField(Selection, models.PROTECT, null=True, related_name="+")
    # The name of the one page it may link to; it says nothing of who reads it (C2).
    page_token = models.CharField(max_length=43, blank=True)
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
            models.CheckConstraint(
                condition=(Q(start="at") & Q(not_before__isnull=False) & ~Q(zone=""))
                | (~Q(start="at") & Q(not_before=None, zone="")),
                name="broadcast_at_a_time_has_one",
            ),
            models.CheckConstraint(
                condition=Q(window_from=None, window_to=None)
                | Q(window_from__isnull=False, window_to__isnull=False),
                name="broadcast_window_has_both_ends",
            ),
            models.CheckConstraint(
                condition=Q(corrects=None, aim="", spared_audience=None)
                | (Q(corrects__isnull=False) & ~Q(aim="")),
                name="broadcast_corrects_with_aim",
            ),
            models.CheckConstraint(
                condition=Q(spared_audience=None, spared=None)
                | Q(spared_audience__isnull=False, spared__isnull=False),
                name="broadcast_spared_with_definition",
            ),
            models.CheckConstraint(
                condition=Q(selection=None) | Q(audience=None, corrects=None),
                name="broadcast_has_one_kind_of_people",
            ),
            models.UniqueConstraint(
                fields=["page_token"], condition=~Q(page_token=""), name="correction_page_once"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def reference(self) -> str:
        return subject_of(self.pk)
