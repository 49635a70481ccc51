"""How long what was said in public is kept, and why."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from muster.kit.retention import Holding, declare


def start() -> None:
    """Declare every class that listening holds. Counts name nobody and stay."""
    from muster.listening.models import Mention

    declare(
        Holding(
            "listening.mentions",
            _("Public posts that name us"),
            _("A year, so that what was said can be read again; the counts stay"),
            covers=("listening.Mention",),
            days=365,
            least=30,
            batch=500,
            rows=Mention.objects.all,
            column="at",
        ),
        Holding(
            "listening.sources",
            _("Places where we listen"),
            _("They are set up by us, and name no supporter"),
            covers=("listening.Source",),
        ),
    )
