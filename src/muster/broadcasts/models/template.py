"""Words kept for another time. A version is never edited; a correction template is approved for a quarter (C1)."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

# Pre-approved quarterly: after that somebody has to read a correction template again (C1).
GOOD_FOR: Final = timedelta(days=92)


class Template(models.Model):
    """A name under which versions of words are kept."""

    class Kind(models.TextChoices):
        PLAIN = "plain", _("For broadcasts")
        CORRECTION = "correction", _("For corrections")

    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.PLAIN)
    channel = models.CharField(max_length=20)
    language = models.CharField(max_length=8)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)
    retired_at = models.DateTimeField(null=True)
    retired_by = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["name", "channel"],
                condition=Q(retired_at=None),
                name="template_name_once",
            ),
            models.CheckConstraint(
                condition=Q(retired_at=None, retired_by="")
                | (Q(retired_at__isnull=False) & ~Q(retired_by="")),
                name="template_retired_at_and_by",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def reference(self) -> str:
        """The name under which the audit log knows it."""
        return f"template:{self.pk}"

    @property
    def is_correction(self) -> bool:
        return self.kind == self.Kind.CORRECTION


class TemplateVersion(models.Model):
    """One wording of a template."""

    template = models.ForeignKey(Template, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    subject = models.CharField(max_length=200, blank=True)
    body = models.TextField()
    staff = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["template", "number"], name="template_version_number_once"
            ),
        ]

    def __str__(self) -> str:
        return f"version {self.number} of template {self.template_id}"


class TemplateApproval(models.Model):
    """A second person has read one version of a correction template; it holds for a quarter."""

    version = models.ForeignKey(TemplateVersion, models.PROTECT, related_name="approvals")
    staff = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    expires_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"approval of template version {self.version_id}"
