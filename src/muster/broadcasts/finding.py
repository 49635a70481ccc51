"""Finding a broadcast by its title, its subject line or the words it was declared with."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext as _

from muster.accounts.models import Staff
from muster.broadcasts import access, queries
from muster.broadcasts.models import Broadcast
from muster.kit.found import Hit
from muster.kit.text import holds

SHOWN: Final = 6
# A house sends a few hundred a year; what is older than these is found from its list.
LATEST: Final = 3_000


def search(text: str, *, by: Staff, limit: int = SHOWN) -> list[Hit]:
    """Broadcasts that ``by`` may see, the latest first, with where each stands."""
    rows = access.broadcasts(by=by).order_by("-created_at", "-id")
    reasons: dict[int, str] = {}
    for number, *said in rows.values_list("id", "title", "subject", "declared_text")[:LATEST]:
        if len(reasons) < limit and (reason := _reason(text, *said)):
            reasons[number] = reason
    found = Broadcast.objects.filter(id__in=reasons).order_by("-created_at", "-id")
    return [
        Hit(one.broadcast.pk, one.broadcast.title, reasons[one.broadcast.pk], state=one.status)
        for one in queries.states(found)
    ]


def _reason(text: str, title: str, subject: str, declared: str) -> str:
    if holds(title, text):
        return _("By title")
    if holds(subject, text):
        return _("By subject: %(value)s") % {"value": subject}
    if holds(declared, text):
        return _("By whom it is for: %(value)s") % {"value": declared}
    return ""
