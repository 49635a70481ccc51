"""The sample that an administrator looks around in: who asked for it, how far it is, what stood here before."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Sample(models.Model):
    """There is one at most, and it goes with everything it brought."""

    class State(models.TextChoices):
        """It is asked for, filled step by step, and done or broken off."""

        ASKED = "asked", _("Asked for")
        LOADING = "loading", _("Being loaded")
        LOADED = "loaded", _("Loaded")
        FAILED = "failed", _("Broken off")

    state = models.CharField(max_length=8, choices=State.choices, default=State.ASKED)
    step = models.PositiveSmallIntegerField(default=0)
    steps = models.PositiveSmallIntegerField(default=0)
    # What the organisation said of itself, to be put back.
    before = models.JSONField(default=dict)
    asked_by = models.CharField(max_length=80)
    asked_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        """One sample per installation."""

        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="one_sample"),
            models.CheckConstraint(
                condition=models.Q(state__in=["asked", "loading", "loaded", "failed"]),
                name="sample_state_known",
            ),
        ]

    def __str__(self) -> str:
        """Return where it stands."""
        return self.state

    @property
    def under_way(self) -> bool:
        """Whether a worker has it, or is to take it."""
        return self.state in {self.State.ASKED, self.State.LOADING}
