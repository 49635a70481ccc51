"""A tally as the parts of one bar, and what each wave does: every person stands in exactly one part."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any, Final

from django.utils.translation import gettext as _

from muster.delivery.gates.standing import WaveStanding
from muster.delivery.queries import Tally
from muster.web import words
from muster.web.templatetags.bar_parts import cuts, laid_out
from muster.web.words import number

# Parts that are told even where nobody stands in them.
ALWAYS: Final = frozenset({"accepted", "unknown", "suppressed", "refused", "pending"})
# Parts whose rows can be listed; the others are still moving.
BEHIND: Final = frozenset({"accepted", "unknown", "suppressed", "refused", "expired"})
# Below this a time of day needs its seconds.
SHORT: Final = timedelta(minutes=3)


def segments(tally: Tally, *, moving: bool = False) -> list[dict[str, Any]]:
    """The parts in the order of the legend; empty ones are left out, or kept unseen where they may fill."""
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
        {
            "kind": kind,
            "label": label,
            "count": count,
            "live": live,
            "sort": live if live in BEHIND else "",
            "hides": live not in ALWAYS,
            "unseen": not count and live not in ALWAYS,
        }
        for kind, label, count, live in parts
        if moving or count or live in ALWAYS
    ]


def steps(
    waves: Iterable[WaveStanding], ended: dict[int, int], *, moving: bool
) -> list[dict[str, Any]]:
    """What each wave does, in words; or did, once nothing moves any more."""
    return [
        {
            "number": one.number,
            "words": (_step if moving else _stood)(one, ended.get(one.number, 0)),
            "here": moving and one.state in {"sending", "soaking", "held"},
            "live": f"wave{one.number}",
        }
        for one in waves
    ]


def named(tally: Tally, waves: Sequence[int]) -> dict[str, str]:
    """The same numbers, and the place of each part, under their live names."""
    parts = segments(tally, moving=True)
    news = {"total": number(tally.total)}
    for place, cut in enumerate(cuts(waves, parts), start=1):
        news[f"cut{place}"] = "on" if cut["on"] else "off"
    for part in laid_out(parts):
        news |= {
            part["live"]: number(part["count"]),
            f"{part['live']}_x": part["x"],
            f"{part['live']}_w": part["width"],
        }
    return news


def _step(wave: WaveStanding, ended: int) -> str:
    size = number(wave.size)
    if wave.state == "passed":
        return _("%(size)s, done") % {"size": size}
    elif wave.state == "waiting":
        return _("%(size)s wait") % {"size": size}
    elif wave.state == "held":
        return _("%(size)s, held back: something that should come back is not heard") % {
            "size": size
        }
    elif wave.soaks_until is not None:
        return _("%(size)s, watching until %(time)s") % {"size": size, "time": until(wave)}
    elif wave.state == "soaking":
        return _("%(size)s, watching") % {"size": size}
    return _("%(done)s of %(size)s now") % {"done": number(ended), "size": size}


def _stood(wave: WaveStanding, ended: int) -> str:
    if not ended:
        return _("%(size)s, never begun") % {"size": number(wave.size)}
    elif ended >= wave.size:
        return _("%(size)s, done") % {"size": number(wave.size)}
    return _("%(done)s of %(size)s") % {"done": number(ended), "size": number(wave.size)}


def until(wave: WaveStanding) -> str:
    """When its watching ends; with seconds where it is short, as in training."""
    ends, began = wave.soaks_until, wave.ended_at
    return words.hour(ends, seconds=bool(ends and began and ends - began < SHORT))
