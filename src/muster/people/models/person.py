"""One person, what holds about them now, and what staff noted."""

from __future__ import annotations

from typing import Self

from django.db import models

from muster.kit.scope import Scope
from muster.places.models import Region


class PersonQuerySet(models.QuerySet["Person"]):
    """Phrases for choosing people; every page begins with ``visible_to``."""

    def visible_to(self, scope: Scope) -> Self:
        """Those whose region the reader answers for; an empty scope sees nobody."""
        if scope.everyone:
            return self
        if scope.person_id is not None:
            return self.filter(id=scope.person_id)
        if not scope.regions:
            return self.none()
        return self.filter(region_id__in=scope.regions)

    def living(self) -> Self:
        """Without tombstones of erased people, and without records that were joined into another."""
        return self.filter(erased_at=None, joined_into=None)


class Person(models.Model):
    """A person. Empty text means nobody told us."""

    given_name = models.TextField(blank=True, default="")
    family_name = models.TextField(blank=True, default="")
    # Names folded for order and search; byte order makes range look-ups safe under row policies.
    sort_key = models.TextField(blank=True, default="", db_collation="C")
    given_key = models.TextField(blank=True, default="", db_collation="C")
    country = models.CharField(max_length=2, blank=True, default="")
    postcode = models.TextField(blank=True, default="")
    # Served by the index by region and name; held to a real region by the triggers of 0002.
    region = models.ForeignKey(
        Region,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    language = models.CharField(max_length=8, blank=True, default="")
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    created_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)
    # The record this one was joined into. It keeps its row, so that undoing the join is exact.
    joined_into = models.BigIntegerField(null=True)

    objects = PersonQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["sort_key", "id"], name="people_person_by_name"),
            models.Index(fields=["given_key", "id"], name="people_person_by_given"),
            models.Index(fields=["region", "sort_key", "id"], name="people_person_by_region"),
            models.Index(
                fields=["latitude", "longitude"],
                condition=models.Q(latitude__isnull=False),
                name="people_person_by_place",
            ),
            models.Index(
                fields=["joined_into"],
                condition=models.Q(joined_into__isnull=False),
                name="people_person_joined",
            ),
        ]

    def __str__(self) -> str:
        return self.name or f"person {self.id}"

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()


class Trait(models.Model):
    """What holds of a person now or held for a while: a tag, a skill, a language they speak."""

    # Held to a real person by the triggers of 0002, as keys are.
    person = models.ForeignKey(
        Person, on_delete=models.CASCADE, related_name="traits", db_constraint=False
    )
    kind = models.TextField()
    value = models.TextField()
    source = models.TextField(blank=True, default="")
    # The key whose record said so, where one did; it goes where that key goes.
    key = models.ForeignKey(
        "people.IdentityKey",
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        db_constraint=False,
    )
    from_at = models.DateTimeField()
    to_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind", "value"],
                condition=models.Q(to_at=None),
                name="people_trait_holds_once",
            )
        ]
        indexes = [models.Index(fields=["kind", "value", "person"], name="people_trait_value")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.value}"


class Note(models.Model):
    """What a colleague wrote down about a person, for colleagues."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="notes")
    text = models.TextField()
    author = models.TextField()
    author_name = models.TextField(blank=True, default="")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["person", "-at"], name="people_note_latest")]

    def __str__(self) -> str:
        return f"note {self.id}"
