"""Browsers that nobody ever identified, once nothing is known of them any more."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from muster.activity.models import Fact
from muster.people.models import IdentityKey


class Nobodys:
    """Keys of browsers without a person and without a fact; what they claimed to be goes with them."""

    def oldest(self) -> datetime | None:
        """When the first of them was seen."""
        found = self._bare().order_by("created_at").values_list("created_at", flat=True)
        return found.first()

    def count(self, before: datetime) -> int:
        """How many were first seen earlier."""
        return self._bare().filter(created_at__lt=before).count()

    @transaction.atomic
    def drop(self, before: datetime, limit: int) -> int:
        """Let go of some. One that a worker holds at this moment is left for another night."""
        old = self._bare().filter(created_at__lt=before).select_for_update(skip_locked=True)
        numbers = list(old.values_list("pk", flat=True)[:limit])
        # Looked at again behind the lock: a fact may have come between the look and the lock.
        keys = self._bare().filter(pk__in=numbers)
        return int(keys.delete()[1].get("people.IdentityKey", 0))

    def _bare(self) -> QuerySet[IdentityKey]:
        facts = Fact.objects.filter(key_id=OuterRef("pk"))
        return IdentityKey.objects.filter(~Exists(facts), kind="browser", person=None)
