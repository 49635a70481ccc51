"""Bars that add up and meters with a limit, drawn as SVG from numbers alone.

They never decide what a number means; the words come from the domain that knows.
"""

from __future__ import annotations

from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Any

from django import template
from django.utils.translation import gettext as _

from muster.web.words import number

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

register = template.Library()

# Which key of the legend belongs to which part of the bar.
KEYS = {
    "done": "k1",
    "fly": "k2",
    "unk": "k3",
    "sup": "k4",
    "rest": "k5",
    "stop": "k6",
    "bad": "k7",
}
WIDE = 0.03  # the share of a bar that the number of a wave needs
LIMIT_AT = 78.0  # where on its scale a meter draws the limit, as in the mock-ups


@register.inclusion_tag("parts/wave.html")
def wave(
    segments: Sequence[Mapping[str, Any]],
    waves: Sequence[int] = (),
    steps: Sequence[Mapping[str, Any]] = (),
    rows: str = "",
) -> dict[str, Any]:
    """``segments``: kind (done, fly, unk, sup, bad, rest), label, count, live; ``waves``: sizes;
    ``steps``: what each wave does in words (number, words, here, live); ``rows``: the page of the
    rows behind a number, asked by the ``sort`` of a part."""
    total = sum(int(part["count"]) for part in segments)
    parts = laid_out(segments)
    said = ", ".join(f"{part['label']} {number(part['count'])}" for part in segments)
    return {
        "parts": parts,
        "cuts": cuts(waves, segments),
        "steps": steps,
        "rows": rows,
        "total": total,
        "label": _("All %(n)s people: %(parts)s") % {"n": number(total), "parts": said},
    }


def cuts(waves: Sequence[int], segments: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Where each wave begins and ends in the bar, and whether its number stands on the dark part."""
    total = sum(int(part["count"]) for part in segments)
    reached = sum(int(part["count"]) for part in segments if part["kind"] not in {"rest", "fly"})
    edges = [0, *accumulate(waves)]
    return [
        {
            "start": _at(start, total),
            "end": _at(end, total),
            # A number is light on the dark part only where that lies beneath it.
            "on": bool(total) and reached >= start + WIDE * total,
            "wide": bool(total) and (end - start) / total > WIDE,
        }
        for start, end in pairwise(edges)
    ]


@register.inclusion_tag("parts/meter.html")
def meter(
    title: str,
    value: float | None,
    limit: float | None,
    words: str,
    *,
    figure: str = "",
    usual: float | None = None,
    tone: str = "",
    note: str = "",
    live: str = "",
) -> dict[str, Any]:
    """A value on a scale whose limit stands at 78 %; ``value=None`` is no data, never zero."""
    missing = value is None or not limit
    shown = figure or (_("no data") if missing else number(value))
    return {
        "title": title,
        "figure": shown,
        "words": words,
        "note": note,
        "tone": "none" if missing else tone,
        "width": filled(value, limit),
        "usual_at": filled(usual, limit) if usual is not None else "",
        "live": live,
    }


def filled(value: float | None, limit: float | None) -> str:
    """How far along its scale a meter stands, in per cent."""
    return f"{min((value or 0) * LIMIT_AT / limit, 100):.1f}" if limit else "0"


def laid_out(segments: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Each part of a bar with where it begins and how wide it is, in per cent."""
    total = sum(int(part["count"]) for part in segments)
    edges = [0, *accumulate(int(part["count"]) for part in segments)]
    return [
        {
            **part,
            "x": _at(start, total),
            "width": _at(end - start, total),
            "key": KEYS.get(str(part["kind"]), "k5"),
        }
        for part, (start, end) in zip(segments, pairwise(edges), strict=True)
    ]


@register.inclusion_tag("parts/sizes.html")
def sizes(declared: int, real: int, said: str, found: str) -> dict[str, Any]:
    """What someone declared and what there is, to one scale; more than twice apart is red."""
    most = max(declared, real, 1)
    far = max(declared, real) > 2 * max(min(declared, real), 1)
    return {
        "declared": declared,
        "real": real,
        "said": said,
        "found": found,
        "far": far,
        "declared_width": _at(declared, most),
        "real_width": _at(real, most),
    }


def _at(value: int, whole: int) -> str:
    return f"{100 * value / whole:.2f}" if whole else "0"
