"""A tally as the parts of one bar: every person stands in exactly one of them."""

from typing import Any

from django.utils.translation import gettext as _

from muster.delivery.queries import Tally
from muster.web.words import number


def segments(tally: Tally) -> list[dict[str, Any]]:
    """The parts in the order of the legend; parts nobody stands in are left out, but for two."""
    parts = [
        ("done", _("Accepted"), tally.accepted, "accepted"),
        ("fly", _("On the way"), tally.in_flight, "in_flight"),
        ("unk", _("Unknown"), tally.unknown, "unknown"),
        ("sup", _("Held back"), tally.suppressed, "suppressed"),
        ("bad", _("Refused"), tally.refused, "refused"),
        ("rest", _("Expired"), tally.expired, "expired"),
        ("rest", _("Tries again"), tally.temporary, "temporary"),
        ("rest", _("Not yet"), tally.pending, "pending"),
    ]
    return [
        {"kind": kind, "label": label, "count": count, "live": live}
        for kind, label, count, live in parts
        if count or live in {"accepted", "unknown", "suppressed", "refused", "pending"}
    ]


def named(tally: Tally) -> dict[str, str]:
    """The same numbers under their live names, as words of the page’s language."""
    return {
        "accepted": number(tally.accepted),
        "in_flight": number(tally.in_flight),
        "unknown": number(tally.unknown),
        "suppressed": number(tally.suppressed),
        "refused": number(tally.refused),
        "expired": number(tally.expired),
        "temporary": number(tally.temporary),
        "pending": number(tally.pending),
        "total": number(tally.total),
    }
