"""One question to the approvers about one sealed document. It is never changed, only closed."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from muster.approvals.facts import Facts
from muster.approvals.tiers import Tier, named


class RoundQuerySet(models.QuerySet["Round"]):
    def of(self, subject: str) -> "RoundQuerySet":
        return self.filter(subject=subject)

    def open(self) -> "RoundQuerySet":
        return self.filter(closed_at=None)

    def newest_first(self) -> "RoundQuerySet":
        return self.order_by("-opened_at", "-id")


class Round(models.Model):
    """The facts are a copy: nothing later can change what the approvers were asked."""

    class Outcome(models.TextChoices):
        CLEARED = "cleared", _("Approved and cleared")
        RETURNED = "returned", _("Returned for changes")
        REJECTED = "rejected", _("Rejected")
        VOIDED = "voided", _("Changed after submission")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        EXPIRED = "expired", _("No answer in time")

    subject = models.CharField(max_length=80)
    number = models.PositiveSmallIntegerField()
    digest = models.CharField(max_length=64)
    facts = models.JSONField()
    tier = models.CharField(max_length=20)
    needed = models.PositiveSmallIntegerField()
    size = models.PositiveIntegerField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    window_ends = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=80, blank=True)
    outcome = models.CharField(max_length=10, blank=True, choices=Outcome)

    objects = RoundQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject", "number"], name="round_number_once"),
            models.UniqueConstraint(
                fields=["subject"], condition=Q(closed_at=None), name="round_one_open_per_subject"
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None, outcome="", closed_by="")
                | (Q(closed_at__isnull=False) & ~Q(outcome="") & ~Q(closed_by="")),
                name="round_closed_has_outcome_and_doer",
            ),
            models.CheckConstraint(
                condition=Q(digest__regex=r"^[0-9a-f]{64}$"), name="round_digest_is_sha256"
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=models.F("opened_at")), name="round_expires_later"
            ),
        ]
        indexes = [models.Index(fields=["author", "-opened_at"], name="round_author_recent")]

    def __str__(self) -> str:
        return f"{self.subject} round {self.number}"

    @property
    def asked(self) -> Facts:
        return Facts.from_json(self.facts)

    @property
    def policy(self) -> Tier:
        return named(self.tier)

    @property
    def is_open(self) -> bool:
        return self.closed_at is None
