"""The five headline numbers of a broadcast: they add up to everybody, and each stands beside the last one’s."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from muster.delivery import documents
from muster.delivery import queries as delivery
from muster.delivery.models import Release
from muster.delivery.queries import Tally
from muster.web import words
from muster.web.words import number


def of(broadcast_id: int, tally: Tally, last: Release | None) -> list[dict[str, Any]]:
    """Number, its share, the share last time, and the rows behind it (E3)."""
    earlier = delivery.tally(last) if last else None
    rows = reverse("office:broadcast-rows", args=[broadcast_id])
    return [
        {
            "label": label,
            "value": number(count),
            "note": _note(count, tally.total, _part(earlier, sort), earlier),
            "href": f"{rows}?sort={sort}",
        }
        for sort, label, count in _parts(tally)
    ]


def cost(release: Release, tally: Tally) -> str:
    """What it came to, as it was reckoned before the approval; empty where it costs nothing."""
    body = documents.read(release.document)
    if not body.cost_minor or not body.size:
        return ""
    spent = round(body.cost_minor * (tally.accepted + tally.unknown) / body.size)
    return _("%(spent)s of %(approved)s reckoned") % {
        "spent": words.money(spent, body.currency),
        "approved": words.money(body.cost_minor, body.currency),
    }


def _parts(tally: Tally) -> list[tuple[str, str, int]]:
    never = tally.expired + tally.pending + tally.temporary + tally.in_flight
    return [
        ("accepted", _("Accepted"), tally.accepted),
        ("refused", _("Refused"), tally.refused),
        ("unknown", _("Unknown"), tally.unknown),
        ("suppressed", _("Held back"), tally.suppressed),
        ("expired" if tally.expired else "open", _("Never sent"), never),
    ]


def _part(earlier: Tally | None, sort: str) -> int:
    if earlier is None:
        return 0
    return {
        "accepted": earlier.accepted,
        "refused": earlier.refused,
        "unknown": earlier.unknown,
        "suppressed": earlier.suppressed,
    }.get(sort, earlier.expired + earlier.pending + earlier.temporary + earlier.in_flight)


def _note(count: int, total: int, before: int, earlier: Tally | None) -> str:
    share = words.percent(count, total)
    if earlier is None or not earlier.total:
        return share
    return _("%(share)s; last time %(before)s") % {
        "share": share,
        "before": words.percent(before, earlier.total),
    }
