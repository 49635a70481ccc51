"""A team answers certain topics, and only its members are handed them: care never sits with marketing.

A topic is what somebody writes about. It is found by its words or chosen on the form, and names one team.
"""

from typing import ClassVar

from django.conf import settings
from django.db import models


class Team(models.Model):
    """Who answers together."""

    name = models.CharField(max_length=60, unique=True)
    # What it promises; what it leaves open is as the house has it. ``hours`` are read by ``inbox.hours``.
    promise_minutes = models.PositiveIntegerField(null=True)
    resolve_minutes = models.PositiveIntegerField(null=True)
    hours = models.JSONField(null=True)

    def __str__(self) -> str:
        """Return the name staff gave it."""
        return self.name


class Member(models.Model):
    """One of a team: whether they lead it, and the languages they answer in, as two letters each."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="members")
    staff = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    leads = models.BooleanField(default=False)
    languages = models.JSONField(default=list)

    class Meta:
        """Once in each team."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["team", "staff"], name="inbox_member_once")
        ]

    def __str__(self) -> str:
        """Return the membership as the audit log names it."""
        return f"member:{self.team_id}:{self.staff_id}"


class Topic(models.Model):
    """``words`` in any language point to it; the lowest ``place`` wins. ``offered`` puts it on the public form."""

    name = models.CharField(max_length=60, unique=True)
    words = models.JSONField(default=list)
    # What the judge says of a message may point here, too; only where a topic says so.
    kind = models.CharField(max_length=12, blank=True, default="")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="topics")
    place = models.PositiveSmallIntegerField(default=100)
    offered = models.BooleanField(default=True)

    def __str__(self) -> str:
        """Return the name staff gave it."""
        return self.name
