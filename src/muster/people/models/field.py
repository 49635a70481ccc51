"""What each source said of each field of a person, and whose word goes first."""

from __future__ import annotations

from django.db import models

from muster.people.models.person import Person


class FieldValue(models.Model):
    """The latest word of one source about one field; ``at`` is since when it says so."""

    # Held to a real person by the triggers of the migration, as traits are.
    person = models.ForeignKey(
        Person, on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    field = models.TextField()
    source = models.TextField()
    value = models.TextField(blank=True, default="")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "field", "source"], name="people_fieldvalue_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.field} by {self.source}"


class Precedence(models.Model):
    """The kinds of source whose word goes first for one field; no row means: by hand first."""

    field = models.TextField(unique=True)
    kinds = models.JSONField(default=list)

    def __str__(self) -> str:
        return self.field
