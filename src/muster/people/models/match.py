"""Pairs of records that may be of one person, and what colleagues decided about such pairs."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from muster.people.models.person import Person


class PossibleMatch(models.Model):
    """Two records that may be of one person: how sure, what each field weighed, what is at stake.

    It names fields and weights and never holds what stood in them. The search replaces all of these
    rows; a decision lives in rows of its own: ``KeptApart``, or the ``MergeEdge`` of a join.
    """

    # A row whose person is gone is not shown; the next search takes it away.
    one = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", db_constraint=False)
    other = models.ForeignKey(
        Person, on_delete=models.CASCADE, related_name="+", db_constraint=False
    )
    score = models.FloatField()
    # [{"field": "family", "step": "same", "bits": 8.1}, …], strongest first.
    weights = models.JSONField()
    # What both records said when they were compared, as a keyed fingerprint.
    digest = models.CharField(max_length=64)
    stakes = models.JSONField(default=list)
    stake = models.IntegerField(default=0)
    found_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="people_match_once"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="people_match_in_order"),
        ]
        indexes = [models.Index(fields=["-stake", "-score", "id"], name="people_match_queue")]

    def __str__(self) -> str:
        return f"{self.one_id} and {self.other_id}"


class KeptApart(models.Model):
    """A colleague said that two records are two people, or put the question off until a day.

    It holds while both records say what they said then.
    """

    one = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", db_constraint=False)
    other = models.ForeignKey(
        Person, on_delete=models.CASCADE, related_name="+", db_constraint=False
    )
    digest = models.CharField(max_length=64)
    until = models.DateTimeField(null=True)
    actor = models.TextField()
    actor_name = models.TextField(blank=True, default="")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="people_apart_once"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="people_apart_in_order"),
        ]
        indexes = [models.Index(fields=["-at"], name="people_apart_latest")]

    def __str__(self) -> str:
        return f"{self.one_id} and {self.other_id} apart"


class MatchPolicy(models.Model):
    """Whether a machine may join records by itself; no row means it may not."""

    auto_join = models.BooleanField(default=False)
    actor = models.TextField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return "joins by itself" if self.auto_join else "joins by hand"
