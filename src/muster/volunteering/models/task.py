"""Something to be done, what it needs, and the times at which so many people are wanted for it."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Literal

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from muster.groups.models import Group
from muster.places.models import Region
from muster.volunteering.models.skill import Skill

State = Literal["draft", "open", "ended"]


class Task(models.Model):
    """A task is a draft, then open, then ended. It happens at a place, or online."""

    slug = models.SlugField(max_length=80, unique=True)
    title = models.TextField()
    about = models.TextField(blank=True, default="")
    region = models.ForeignKey(Region, null=True, on_delete=models.PROTECT, related_name="+")
    # A team of which it is, if it is.
    group = models.ForeignKey(Group, null=True, on_delete=models.SET_NULL, related_name="+")
    # By its clocks the times of all its shifts are told.
    zone = models.CharField(max_length=40)
    place = models.TextField(blank=True, default="")
    country = models.CharField(max_length=2, blank=True, default="")
    postcode = models.TextField(blank=True, default="")
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    online = models.BooleanField(default=False)
    # How long somebody is busy with it, once.
    minutes = models.PositiveSmallIntegerField()
    contact = models.TextField(blank=True, default="")
    # One of these is needed; none named, any will do.
    languages = models.JSONField(default=list)
    # What the place offers, in the words of readiness.
    access = models.JSONField(default=list)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    made_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    end_reason = models.TextField(blank=True, default="")

    class Meta:
        """It takes some time, and stands somewhere unless it is online."""

        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(minutes__gt=0), name="volunteering_task_takes_time"),
            models.CheckConstraint(
                condition=Q(online=True) | ~Q(region=None), name="volunteering_task_is_somewhere"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["region", "id"], name="volunteering_task_region")]

    def __str__(self) -> str:
        """Return the task as the audit log and the facts name it."""
        return f"task:{self.pk}"

    @property
    def state(self) -> State:
        """Where it stands."""
        if self.ended_at is not None:
            return "ended"
        return "draft" if self.opened_at is None else "open"


class Need(models.Model):
    """A skill that everybody who takes a shift must have; all of a task’s needs are required."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="needs")
    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, related_name="+")
    proved = models.BooleanField(default=False)

    class Meta:
        """Each skill once."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["task", "skill"], name="volunteering_need_once")
        ]

    def __str__(self) -> str:
        """Return the need as the audit log names it."""
        return f"need:{self.pk}"


class Shift(models.Model):
    """One time of a task. ``taken`` is the number of people who are in, kept under the row’s lock."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="shifts")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    slots = models.PositiveSmallIntegerField()
    taken = models.PositiveSmallIntegerField(default=0)
    called_off_at = models.DateTimeField(null=True)
    call_off_reason = models.TextField(blank=True, default="")
    # Grows with every change of its time, so that calendars know which word is the latest.
    sequence = models.PositiveSmallIntegerField(default=0)

    class Meta:
        """Full is full, here too; time runs forward."""

        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(taken__lte=F("slots")), name="volunteering_shift_never_overfull"
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="volunteering_shift_runs_forward"
            ),
            models.CheckConstraint(condition=Q(slots__gt=0), name="volunteering_shift_has_slots"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["task", "starts_at"], name="volunteering_shift_of_task"),
            models.Index(
                fields=["starts_at"],
                condition=Q(called_off_at=None),
                name="volunteering_shift_by_start",
            ),
        ]

    def __str__(self) -> str:
        """Return the shift as the audit log names it."""
        return f"shift:{self.pk}"

    @property
    def free(self) -> int:
        """How many more people it needs."""
        return int(self.slots - self.taken)

    @property
    def is_full(self) -> bool:
        """Whether every place is taken."""
        return self.free <= 0

    def is_coming(self, at: datetime) -> bool:
        """Whether somebody may still sign up for it or leave it."""
        return self.called_off_at is None and at < self.starts_at
