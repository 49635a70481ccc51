"""What triage tells the rest at start-up: how long what it learnt from is kept."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from muster.kit.retention import Holding, declare


def start() -> None:
    """Called once when the application is ready."""
    declare(
        Holding(
            "triage.corrections",
            _("Messages that staff sorted by hand"),
            _(
                "The machine learns from them; without names, links and numbers, and gone with the message"
            ),
            covers=("triage.Correction",),
        )
    )
