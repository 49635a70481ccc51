"""The canary meters in words: how many of how many, what is usual, and the line at which it halts (W5)."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from muster.delivery.fates import Heard
from muster.delivery.gates.metrics import COST
from muster.delivery.gates.standing import Meter
from muster.delivery.queries import Tally
from muster.web import words
from muster.web.templatetags.bar_parts import filled
from muster.web.words import number

TONES: Final = {"calm": "", "watch": "warn", "halts": "bad"}


def meter(one: Meter, currency: str) -> dict[str, Any]:
    """Everything the meter tag takes, by name."""
    usual = one.baseline * one.n if one.baseline else None
    return {
        "title": one.title,
        "value": one.x,
        "limit": one.limit,
        "figure": _figure(one, currency),
        "usual": usual,
        "tone": TONES[one.state],
        "words": said(one),
        "note": _note(one, usual),
        "live": f"m_{one.metric}",
    }


def said(one: Meter) -> str:
    """E in words."""
    return {
        "calm": _("No sign of trouble."),
        "watch": _("Worth a look."),
        "halts": _("It stopped itself."),
    }[one.state]


def news(shown: dict[str, Any]) -> dict[str, str]:
    """What of a meter may move, under its live names."""
    live = shown["live"]
    tone = f" meter--{shown['tone']}" if shown["tone"] else ""
    return {
        f"{live}_figure": shown["figure"],
        f"{live}_width": filled(shown["value"], shown["limit"]),
        f"{live}_usual": filled(shown["usual"], shown["limit"]),
        f"{live}_class": f"meter{tone}",
        f"{live}_words": shown["words"],
        f"{live}_note": shown["note"],
        f"{live}_label": f"{shown['title']}: {shown['figure']}. {shown['words']}",
    }


def receipts(heard: Heard, tally: Tally) -> list[dict[str, Any]]:
    """What is known of the accepted ones; the parts exclude one another and add up."""
    rows = [
        ("delivered", _("Arrived"), heard.delivered),
        ("bounced", _("Came back for good"), heard.bounced),
        ("complained", _("Called unwanted"), heard.complained),
        ("silent", _("Nothing heard"), heard.silent),
    ]
    whole = sum(count for _live, _label, count in rows)
    return [
        {
            "live": f"h_{live}",
            "sort": live,
            "label": label,
            "count": count,
            "whole": whole or tally.accepted,
        }
        for live, label, count in rows
    ]


def answers(heard: Heard) -> list[dict[str, Any]]:
    """What people and machines wrote back, by kind."""
    rows = [
        ("replied", _("Wrote something"), heard.replied),
        ("thanked", _("Said thanks"), heard.thanked),
        ("stopped", _("Said stop"), heard.stopped),
        ("automatic", _("A machine answered"), heard.automatic),
    ]
    most = max(count for _live, _label, count in rows)
    return [
        {"live": f"h_{live}", "sort": live, "label": label, "count": count, "whole": most}
        for live, label, count in rows
    ]


def _figure(one: Meter, currency: str) -> str:
    if one.metric == COST and currency:
        spent, allowed = words.money(one.x, currency), words.money(one.n, currency)
        return _("%(x)s of %(n)s") % {"x": spent, "n": allowed}
    return _("%(x)s of %(n)s") % {"x": number(one.x), "n": number(one.n)}


def _note(one: Meter, usual: float | None) -> str:
    if not one.limit:
        return ""
    stops = ngettext("%(n)s would stop it.", "%(n)s would stop it.", one.limit) % {
        "n": number(one.limit)
    }
    if usual is None:
        return stops
    about = (
        _("Fewer than one would be usual;")
        if usual < 1
        else _("About %(n)s would be usual;") % {"n": number(round(usual))}
    )
    return f"{about} {stops}"
