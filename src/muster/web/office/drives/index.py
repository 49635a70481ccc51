"""Every drive there is: what runs first, then what comes, then what was."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from muster.drives import access, counting
from muster.kit import clock
from muster.web import frame, words
from muster.web.gate import may

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpResponse

    from muster.drives.models import Drive
    from muster.web.gate import StaffRequest

MOST = 200


@may("drives.view")
@require_safe
def index(request: StaffRequest) -> HttpResponse:
    """The list."""
    now = clock.now()
    found = list(
        access.drives(by=request.staff)
        .select_related("region")
        .order_by("-starts_at", "-id")[:MOST]
    )
    rows = [_row(one, now) for one in found]
    rows.sort(key=lambda row: ("live", "before", "ended").index(row["state"]))
    return frame.page(request, "office/drives/index.html", {"title": _title(rows), "rows": rows})


def _row(drive: Drive, now: datetime) -> dict[str, Any]:
    counted = counting.count(counting.purposes(drive), drive.currency)
    return {
        "drive": drive,
        "state": drive.state(now),
        "online": words.money(counted.online, drive.currency),
        "cash": words.money(counted.cash, drive.currency) if counted.cash else "–",
        "goal": words.money(drive.goal.minor, drive.currency),
        "share": words.percent(counted.online, drive.goal.minor),
        "people": words.number(counted.people),
        "starts": words.moment(drive.starts_at, drive.zone),
    }


def _title(rows: list[dict[str, Any]]) -> str:
    running = sum(row["state"] == "live" for row in rows)
    if running:
        return ngettext("%(n)s drive is live", "%(n)s drives are live", running) % {
            "n": words.number(running)
        }
    return _("No drive is live") if rows else _("No drive yet")
