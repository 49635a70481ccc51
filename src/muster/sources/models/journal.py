"""What an import did, row by row and change by change: the ground for an exact undo.

People are named by number and without a foreign key: the journal must outlive a merge or an undo.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from muster.sources.models.imports import Import

OUTCOMES = ("new", "changed", "same", "refused")
# A field written, a key added; “touched” is anybody changed in whatever way. Who was made is told
# by the line of the file that made them.
CHANGES = ("field", "key", "touched")


class ImportRow(models.Model):
    """One row of a file: what became of it, why it was refused, and every cell we had no field for."""

    # Written under the lock of the import itself, and served by the index of its lines; the
    # database need not look the import up again for every row.
    of = models.ForeignKey(
        Import, on_delete=models.CASCADE, related_name="lines", db_constraint=False, db_index=False
    )
    line = models.BigIntegerField()
    outcome = models.TextField()
    person_number = models.BigIntegerField(null=True)
    code = models.TextField(blank=True, default="")
    detail = models.TextField(blank=True, default="")
    extra = models.JSONField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["of", "line"], name="sources_row_once"),
            models.CheckConstraint(condition=Q(outcome__in=OUTCOMES), name="sources_row_outcome"),
        ]
        indexes = [
            models.Index(
                fields=["person_number"],
                condition=Q(person_number__isnull=False),
                name="sources_row_person",
            ),
            models.Index(fields=["of", "line"], condition=~Q(code=""), name="sources_row_wrong"),
        ]

    def __str__(self) -> str:
        return f"line {self.line}: {self.outcome}"


class ImportChange(models.Model):
    """One thing an import changed about one person, with what stood there before and after."""

    of = models.ForeignKey(
        Import,
        on_delete=models.CASCADE,
        related_name="changes",
        db_constraint=False,
        db_index=False,
    )
    person_number = models.BigIntegerField()
    kind = models.TextField()
    name = models.TextField()
    before = models.TextField(blank=True, default="")
    after = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=CHANGES), name="sources_change_kind"),
            models.UniqueConstraint(
                fields=["of", "person_number", "kind", "name"], name="sources_change_once"
            ),
        ]
        indexes = [
            models.Index(fields=["person_number"], name="sources_change_person"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"


class SeenGift(models.Model):
    """The fingerprint of a gift already counted, so that no file can count it twice."""

    digest = models.BinaryField(primary_key=True)
    of = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="+", null=True)

    def __str__(self) -> str:
        return bytes(self.digest).hex()[:12]
