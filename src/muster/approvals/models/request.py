"""A change that needs a second administrator: what, before, after, by whom, until when (A12)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class RequestQuerySet(models.QuerySet["Request"]):
    def open(self) -> "RequestQuerySet":
        return self.filter(closed_at=None)


class Request(models.Model):
    """Never edited, only closed, once: a better wish supersedes it and is another row."""

    class Outcome(models.TextChoices):
        APPLIED = "applied", _("Agreed and done")
        ALONE = "alone", _("Done by one administrator alone")
        REFUSED = "refused", _("Refused")
        WITHDRAWN = "withdrawn", _("Taken back")
        SUPERSEDED = "superseded", _("Asked again in other words")
        EXPIRED = "expired", _("No answer in time")

    kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=120)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    session_mac = models.CharField(max_length=43, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    authenticated_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, blank=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=80, blank=True)
    outcome = models.CharField(max_length=10, blank=True, choices=Outcome)

    objects = RequestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject"], condition=Q(closed_at=None), name="request_one_open"
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None, outcome="", closed_by="")
                | (Q(closed_at__isnull=False) & ~Q(outcome="") & ~Q(closed_by="")),
                name="request_closed_has_outcome_and_doer",
            ),
            # The second administrator is another person, and has just shown who they are.
            models.CheckConstraint(
                condition=Q(outcome__in=["applied", "refused"], answered_by__isnull=False)
                & Q(authenticated_at__isnull=False)
                & ~Q(answered_by=F("asked_by"))
                | ~Q(outcome__in=["applied", "refused"]) & Q(answered_by=None),
                name="request_answered_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="refused") | ~Q(reason=""), name="request_no_has_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("asked_at")), name="request_expires_later"
            ),
        ]
        indexes = [models.Index(fields=["-closed_at", "-id"], name="request_closed_lately")]

    def __str__(self) -> str:
        return f"request {self.pk}: {self.kind} of {self.subject}"

    @property
    def is_open(self) -> bool:
        return self.closed_at is None
