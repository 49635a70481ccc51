"""Why something stopped: who pressed, or which measure crossed which line, in words."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from muster.delivery.gates import metrics
from muster.delivery.models import Halt
from muster.web import words
from muster.web.office.broadcasts import log
from muster.web.words import number


def of(halt: Halt) -> dict[str, Any]:
    """One halt with its author, its measure if it has one, and who let it go on."""
    resumed = getattr(halt, "resumption", None)
    names = log.names_of([halt.by, resumed.by] if resumed else [halt.by])
    return {
        "halt": halt,
        "by": names.get(halt.by, halt.by.removeprefix("system:")),
        "meter": _meter(halt) if halt.metric else None,
        "resumed": resumed,
        "resumed_by": names.get(resumed.by, resumed.by) if resumed else "",
    }


def _meter(halt: Halt) -> dict[str, Any]:
    """What the meter tag takes; numbers of the moment it stopped."""
    numbers = halt.evidence
    x, n, p0 = int(numbers.get("x", 0)), int(numbers.get("n", 0)), float(numbers.get("p0", 0))
    return {
        "title": metrics.title(halt.metric),
        "value": x,
        "limit": int(numbers.get("limit", 0)) or max(x, 1),
        "figure": _("%(x)s of %(n)s") % {"x": number(x), "n": number(n)},
        "usual": p0 * n if p0 else None,
        "words": _("It stopped itself."),
        "note": _note(numbers, x, n, p0),
    }


def _note(numbers: dict[str, Any], x: int, n: int, p0: float) -> str:
    facts = {"x": number(x), "n": number(n), "limit": number(numbers.get("limit"))}
    if numbers.get("halts") != "evidence":
        return _("%(x)s of %(n)s is over the line of %(limit)s that nothing may cross.") % facts
    usual = p0 * n
    about = (
        _("Fewer than one of so many is usual.")
        if usual < 1
        else _("About %(n)s of so many is usual.") % {"n": number(round(usual))}
    )
    chance = _("Chance alone does this less than once in %(times)s such sends.") % {
        "times": words.number(int(float(numbers.get("e", 1))))
    }
    return f"{about} {chance}"
