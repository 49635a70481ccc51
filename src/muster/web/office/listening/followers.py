"""How many follow our accounts, when they left, and what was said just before."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from muster.kit import clock
from muster.listening import access, following, losses
from muster.listening.queries import Bucket
from muster.web import frame, words
from muster.web.gate import may
from muster.web.office.listening import charts, mentions
from muster.web.words import number

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from django.http import HttpResponse

    from muster.listening.following import Before, Ledger
    from muster.listening.losses import Span
    from muster.web.gate import StaffRequest

_DAY = timedelta(days=1)
_MOMENT = timedelta(seconds=1)


@may("listening.view")
@require_safe
def index(request: StaffRequest) -> HttpResponse:
    """Every account of ours with its curve, its losses by hour and day, and what stood before the worst of them."""
    now = clock.now()
    found = following.ledgers(now=now)
    said = access.mentions(by=request.staff)
    drawn = []
    for one in found:
        told = following.before(losses.worst(one.hours), said)
        drawn.append(
            {
                **_ledger(one, now),
                "before": [
                    {**_before(each), "posts": mentions.rows(each.posts, by=request.staff)}
                    for each in told
                ],
            }
        )
    return frame.page(
        request, "office/listening/followers.html", {"title": _title(found, now), "accounts": drawn}
    )


def _title(found: Sequence[Ledger], now: datetime) -> str:
    if not found:
        return _("Nobody counts our followers yet")
    changes = [_lately(one, now) for one in found]
    known = [one for one in changes if one is not None]
    if not known:
        return _("It takes a day to say who came and who left")
    change = sum(known)
    if change < 0:
        said = ngettext(
            "%(n)s follower left in the last 24 hours",
            "%(n)s followers left in the last 24 hours",
            -change,
        )
        return said % {"n": number(-change)}
    said = ngettext(
        "%(n)s follower more than a day ago", "%(n)s followers more than a day ago", change
    )
    return said % {"n": number(change)}


def _lately(one: Ledger, now: datetime) -> int | None:
    found = losses.spans(one.counts, since=now - _DAY, until=now, length=_DAY)
    return found[0].change if found else None


def _ledger(one: Ledger, now: datetime) -> dict[str, Any]:
    """Its curve by the hour, and its days. A curve of followers is drawn between its least and its most."""
    told = [span.count for span in one.hours if span.count is not None]
    least = min(told, default=0)
    buckets = [
        Bucket(span.until_at, None if span.count is None else span.count - least)
        for span in one.hours
    ]
    chart = charts.curve(buckets, step=3600)
    chart["last"] = number(told[-1]) if told else ""
    middle = (max(told, default=0) - least) / 2
    chart["grid"] = [
        (y, number(round(least + part * middle))) for part, (y, _n) in enumerate(chart["grid"])
    ] if told else []  # fmt: skip
    return {
        "name": (one.handle or one.account).partition(":")[2],
        "network": mentions.NETWORKS.get(one.network, one.network),
        "now": number(one.counts[-1][1]),
        "when": words.since(one.counts[-1][0], now),
        "chart": chart,
        "hours": [_span(span, hourly=True) for span in reversed(one.hours)],
        "days": [_span(span, hourly=False) for span in reversed(one.days)],
    }


def _span(span: Span, *, hourly: bool) -> dict[str, str]:
    return {
        "when": words.moment(span.from_at) if hourly else words.day(span.until_at - _MOMENT),
        "count": _("not counted") if span.count is None else number(span.count),
        "change": "–" if span.change is None else _signed(span.change),
    }


def _signed(change: int) -> str:
    return f"{'+' if change > 0 else '−' if change < 0 else ''}{number(abs(change))}"


def _before(one: Before) -> dict[str, Any]:
    left = -(one.span.change or 0)
    said = ngettext(
        "%(n)s left in the hour from %(when)s", "%(n)s left in the hour from %(when)s", left
    )
    kinds = {
        "message.accepted": _("messages of ours arrived"),
        "reply.answered": _("answers of ours"),
    }
    return {
        "title": said % {"n": number(left), "when": words.moment(one.span.from_at)},
        "ours": [
            (number(times), kinds.get(kind, kind), ref, words.moment(at))
            for kind, ref, times, at in one.ours
        ],
    }
