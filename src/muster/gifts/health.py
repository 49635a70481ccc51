"""Whether the books agree, and whether gifts by card could come at all; asked by ``muster check`` and Settings."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from muster.gifts import gateways, queries
from muster.kit import clock
from muster.kit.health import Finding

LATE: Final = timedelta(minutes=10)


def books() -> Finding:
    """The last look at the books, and what waits to be folded."""
    fix = _("Look at Gifts: each line that differs is named there.")
    late = queries.late_reports(before=clock.now() - LATE)
    if late:
        words = ngettext(
            "%(count)s report of a gift is not in the books after ten minutes",
            "%(count)s reports of gifts are not in the books after ten minutes",
            late,
        ) % {"count": late}
        return Finding("gifts-books", ok=False, words=words, fix=fix, blocking=False)
    last = queries.last_check()
    if last is None:
        return Finding("gifts-books", ok=True, words=_("There was nothing to compare yet"))
    if last.agrees:
        return Finding("gifts-books", ok=True, words=_("The books agree with every report"))
    words = ngettext(
        "%(count)s sum in the books differs from what was reported",
        "%(count)s sums in the books differ from what was reported",
        len(last.wrong),
    ) % {"count": len(last.wrong)}
    return Finding("gifts-books", ok=False, words=words, fix=fix)


def cards() -> Finding:
    """Whether somebody could give by card now."""
    try:
        name = gateways.present().name
    except gateways.NoGateway:
        return Finding("gifts-cards", ok=True, words=_("Nobody can give by card here"))
    words = (
        _("Gifts are practised: no card is charged")
        if name == "practice"
        else _("Gifts by card go through Stripe")
    )
    return Finding("gifts-cards", ok=True, words=words)
