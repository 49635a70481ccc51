"""How long what comes from sources is kept, and why."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from muster.activity.ageing import Facts
from muster.kit.retention import Holding, declare

VISITS: Final = (
    "page.viewed",
    "page.read",
    "screen.viewed",
    "search.made",
    "link.clicked",
    "event.tracked",
)
CALLS: Final = ("call.logged", "call.made")


def start() -> None:
    """Declare every class sources holds."""
    from muster.sources.models import Arrival

    declare(
        Holding(
            "sources.visits",
            _("Pages, searches and events of people we know"),
            _("Twenty-five months, the longest data protection authorities advise for visits"),
            told=True,
            days=760,
            least=30,
            ageing=Facts(kinds=VISITS),
        ),
        Holding(
            "sources.calls",
            _("Telephone calls that were written down"),
            _("Three years, as long as a complaint about one may come"),
            told=True,
            days=1_095,
            least=30,
            ageing=Facts(kinds=CALLS),
        ),
        Holding(
            "sources.raw",
            _("Tracking calls that could not be taken in"),
            _("Long enough to mend what was wrong with them"),
            days=30,
            most=180,
            unseen=True,
            rows=lambda: Arrival.objects.exclude(problem=""),
            column="received_at",
        ),
        *_of_a_time(),
    )


def _of_a_time() -> tuple[Holding, ...]:
    from muster.sources.models import Import
    from muster.sources.models.arrivals import MESSAGES_KEPT_FOR
    from muster.sources.models.imports import KEPT_FOR

    return (
        Holding(
            "sources.messages",
            _("Fingerprints of events, so that a repeated one counts once"),
            _("Clients repeat what they could not send for up to two months"),
            covers=("sources.SeenMessage",),
            days=MESSAGES_KEPT_FOR.days,
            fixed=True,
            own_job=True,
        ),
        Holding(
            "sources.imports",
            _("Uploaded files, and the cells of refused rows"),
            _("As long as an import can be undone"),
            covers=("sources.Import", "sources.ImportRow", "sources.ImportChange"),
            days=KEPT_FOR.days,
            fixed=True,
            own_job=True,
            rows=lambda: Import.objects.filter(purged_at=None),
            column="uploaded_at",
        ),
    )
