"""A way of looking at the list of people that a member of staff keeps."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from muster.accounts.models import Staff


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    """Phrases for choosing views."""

    def for_staff(self, staff: Staff) -> Self:
        """One’s own and those colleagues share, by name."""
        return (
            self.filter(Q(staff=staff) | Q(shared=True))
            .select_related("staff")
            .order_by("name", "id")
        )


class SavedView(models.Model):
    """Filters and columns under a name. It holds no words of a search, so that it names nobody."""

    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=80)
    query = models.CharField(max_length=1000, blank=True)
    shared = models.BooleanField(default=False)
    at = models.DateTimeField()

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        """One view per name and member of staff, whatever its capitals."""

        constraints = [
            models.UniqueConstraint("staff", Lower("name"), name="people_view_once"),
            models.CheckConstraint(condition=~Q(name=""), name="people_view_named"),
        ]

    def __str__(self) -> str:
        return self.name
