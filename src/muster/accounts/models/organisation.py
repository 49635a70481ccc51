"""The organisation itself: one row that says who we are and how far anything may go."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Organisation(models.Model):
    """Name, address, sender and mode. There is exactly one row."""

    class Mode(models.TextChoices):
        """Training sends nothing; team reaches staff only; live reaches everybody."""

        TRAINING = "training", _("Training")
        TEAM = "team", _("Team only")
        LIVE = "live", _("Live")

    name = models.CharField(max_length=120, default="Muster")
    legal_address = models.CharField(max_length=300, blank=True, default="")
    country = models.CharField(max_length=2, default="GB")
    mode = models.CharField(max_length=16, choices=Mode.choices, default=Mode.TRAINING)
    sender_name = models.CharField(max_length=120, blank=True, default="")
    sender_address = models.EmailField(blank=True, default="")
    reply_domain = models.CharField(max_length=200, blank=True, default="")
    site_url = models.URLField(blank=True, default="")
    # Whom to call or write to when it cannot wait; stands on the public form.
    help_line = models.CharField(max_length=200, blank=True, default="")
    # From then on a change of power needs a second administrator, whatever the mode (A12).
    first_live_at = models.DateTimeField(null=True)

    class Meta:
        """One organisation per installation."""

        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="one_organisation"),
            models.CheckConstraint(
                condition=models.Q(mode__in=["training", "team", "live"]),
                name="organisation_mode_known",
            ),
        ]

    def __str__(self) -> str:
        """Return the name."""
        return self.name

    @property
    def training(self) -> bool:
        """Whether nothing leaves this computer."""
        return self.mode == self.Mode.TRAINING
