"""An import: one file on its way from upload through preview to people, and back if undone."""

from __future__ import annotations

from datetime import timedelta
from typing import Final, Self

from django.db import models
from django.db.models import Q

from muster.sources.models.source import Source

KEPT_FOR: Final = timedelta(days=30)
STATES = ("uploaded", "unreadable", "examined", "running", "done", "undoing", "undone", "dropped")


class ImportQuerySet(models.QuerySet["Import"]):
    """Phrases for choosing imports."""

    def for_list(self) -> Self:
        return (
            self.select_related("source").exclude(state="dropped").order_by("-uploaded_at", "-id")
        )


class Import(models.Model):
    """One file. Until someone confirms it, it has changed nobody."""

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="imports")
    filename = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    size = models.BigIntegerField()
    state = models.TextField(default="uploaded")
    # What the file showed, and what staff chose; both are read by the rules of the run.
    reading = models.JSONField(default=dict)
    choices = models.JSONField(default=dict)
    problem = models.TextField(blank=True, default="")
    problem_detail = models.TextField(blank=True, default="")
    # What the preview foresaw and what the run did, each adding up to the rows of the file.
    foreseen = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)
    last_line = models.BigIntegerField(default=0)
    uploaded_at = models.DateTimeField()
    uploaded_by = models.TextField()
    uploaded_by_name = models.TextField(blank=True, default="")
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.TextField(blank=True, default="")
    confirmed_by_name = models.TextField(blank=True, default="")
    finished_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.TextField(blank=True, default="")
    undone = models.JSONField(default=dict)
    purged_at = models.DateTimeField(null=True)

    objects = ImportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=STATES), name="sources_import_state"),
            models.CheckConstraint(
                condition=Q(confirmed_at=None, confirmed_by="")
                | (Q(confirmed_at__isnull=False) & ~Q(confirmed_by="")),
                name="sources_import_confirmed_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(undone_at=None, undone_by="")
                | (Q(undone_at__isnull=False) & ~Q(undone_by="")),
                name="sources_import_undone_by_someone",
            ),
        ]
        indexes = [models.Index(fields=["-uploaded_at", "-id"], name="sources_import_latest")]

    def __str__(self) -> str:
        return f"{self.filename} ({self.state})"

    @property
    def word(self) -> str:
        """How facts, traits and ledger lines name this import."""
        return f"import:{self.pk}"

    @property
    def rows(self) -> int:
        return int(self.reading.get("rows", 0))


class UploadChunk(models.Model):
    """A piece of the uploaded file; in the database, so that a worker on any host can read it."""

    of = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="chunks")
    number = models.IntegerField()
    data = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["of", "number"], name="sources_chunk_once")]

    def __str__(self) -> str:
        return f"piece {self.number} of import {self.of_id}"
