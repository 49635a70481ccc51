"""What people can do: the organisation’s own words for it, and how sure we are of each person."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from muster.people.models import IdentityKey


class Skill(models.Model):
    """One word of the vocabulary. Its ``slug`` is the value of the trait ``skill`` in people."""

    slug = models.SlugField(max_length=60, unique=True)
    # By language; "en" is always there.
    names = models.JSONField(default=dict)
    # Such a skill counts only once somebody of ours has seen the paper.
    needs_proof = models.BooleanField(default=False)
    # For so long a proof lasts; nothing where it lasts for good.
    months = models.PositiveSmallIntegerField(null=True)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        """A proof that lasts no time is none."""

        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(months=None) | Q(months__gt=0), name="volunteering_skill_lasts"
            )
        ]

    def __str__(self) -> str:
        """Return the skill as the audit log names it."""
        return f"skill:{self.pk}"

    def name_in(self, language: str) -> str:
        """Return its name in a language, else the English one."""
        found: str = self.names.get(language[:2]) or self.names.get("en") or self.slug
        return found


class Standing(models.Model):
    """What we know of one person’s one skill. A row only ends; the newest that has not ended holds."""

    class State(models.TextChoices):
        """How sure we are."""

        CLAIMED = "claimed"  # the person says so
        PROVED = "proved"  # somebody of ours saw the evidence
        EXPIRED = "expired"  # the proof was good for a time that is over
        CONTRADICTED = "contradicted"  # somebody of ours knows better, and says why

    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, related_name="standings")
    key = models.ForeignKey(IdentityKey, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=12, choices=State)
    at = models.DateTimeField()
    until = models.DateField(null=True)
    by = models.TextField()
    evidence = models.TextField(blank=True, default="")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        """One holds at a time; a proof and a contradiction rest on something."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["skill", "key"],
                condition=Q(ended_at=None),
                name="volunteering_standing_holds_once",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["proved", "contradicted"]) | ~Q(evidence=""),
                name="volunteering_standing_rests_on_something",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["until"],
                condition=Q(ended_at=None, state="proved"),
                name="volunteering_standing_due",
            )
        ]

    def __str__(self) -> str:
        """Return the standing as the audit log names it."""
        return f"standing:{self.pk}"
