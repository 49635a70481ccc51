"""A source: one place people or facts come from, its write keys, and what it had refused."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Count, Max, Q

KINDS = ("csv", "segment", "action_network")
POWERS = ("server", "browser", "gifts")


class SourceQuerySet(models.QuerySet["Source"]):
    """Phrases for choosing sources."""

    def of_kind(self, kind: str) -> Self:
        return self.filter(kind=kind)

    def for_list(self) -> Self:
        """Every source with its last import and how many keys open it."""
        return (
            self.select_related("pull")
            .annotate(
                last_import=Max("imports__finished_at"),
                key_count=Count("keys", filter=Q(keys__revoked_at=None), distinct=True),
            )
            .order_by("name", "id")
        )


class Source(models.Model):
    """One place things come from. ``slug`` parts its identity numbers from every other source’s."""

    kind = models.TextField()
    name = models.CharField(max_length=80, unique=True)
    slug = models.CharField(max_length=60, unique=True)
    created_at = models.DateTimeField()
    created_by = models.TextField()
    paused_at = models.DateTimeField(null=True)
    paused_by = models.TextField(blank=True, default="")
    last_at = models.DateTimeField(null=True)
    taken_count = models.BigIntegerField(default=0)

    objects = SourceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="sources_source_kind"),
            models.CheckConstraint(
                condition=Q(paused_at=None, paused_by="")
                | (Q(paused_at__isnull=False) & ~Q(paused_by="")),
                name="sources_source_paused_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def paused(self) -> bool:
        return self.paused_at is not None

    @property
    def word(self) -> str:
        """How facts and ledger lines name this source."""
        return f"{self.kind}:{self.slug}"


class WriteKey(models.Model):
    """A key that may write to one source. Only its fingerprint is kept; ``hint`` tells it apart.

    A browser key stands in the page’s source for everyone to read, so it may only claim. A key of a payment
    system signs its calls: its ``digest`` is the seed from which the master key makes it again.
    """

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="keys")
    digest = models.CharField(max_length=64, unique=True)
    power = models.TextField()
    hint = models.CharField(max_length=8)
    created_at = models.DateTimeField()
    created_by = models.TextField()
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(power__in=POWERS), name="sources_key_power"),
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_by="")
                | (Q(revoked_at__isnull=False) & ~Q(revoked_by="")),
                name="sources_key_revoked_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.power} key …{self.hint}"


class Refusal(models.Model):
    """How many events of a source were dropped on one day, and why."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="refusals")
    day = models.DateField()
    code = models.TextField()
    count = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "day", "code"], name="sources_refusal_once")
        ]

    def __str__(self) -> str:
        return f"{self.count} × {self.code}"
