"""The numbers about one definition as the pages show them, from one measurement, so that they add up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from muster.audiences import gaps, lookup, queries, registry, sentence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.utils.functional import _StrPromise

    from muster.accounts.models import Staff
    from muster.audiences.definition import Definition
    from muster.audiences.gaps import Gap
    from muster.audiences.marks import Part
    from muster.audiences.reach import Measure, Reason
    from muster.audiences.world import World

CHANNELS: Final[dict[str, _StrPromise]] = {
    "email": gettext_lazy("by e-mail"),
    "sms": gettext_lazy("by text"),
}
REASONS: Final[dict[str, dict[str, _StrPromise]]] = {
    "email": {
        "no_address": gettext_lazy("No e-mail address"),
        "suppressed": gettext_lazy("The address does not work, or asked us never to write"),
        "no_consent": gettext_lazy("Did not say yes to news by e-mail"),
        "lately": gettext_lazy("Got a message in the last 24 hours"),
    },
    "sms": {
        "no_address": gettext_lazy("No mobile number"),
        "suppressed": gettext_lazy("The number does not work, or asked us never to write"),
        "no_consent": gettext_lazy("Did not say yes to news by text"),
        "lately": gettext_lazy("Got a message in the last 24 hours"),
    },
}


# The same in few words, for the numbers beside the builder; always all of them, so that nothing jumps.
_SHORT: Final[dict[Reason, _StrPromise]] = {
    "": gettext_lazy("Can be reached"),
    "no_address": gettext_lazy("No address"),
    "suppressed": gettext_lazy("Address shut"),
    "no_consent": gettext_lazy("Did not say yes"),
    "lately": gettext_lazy("Written to lately"),
}


@dataclass(frozen=True, slots=True)
class Channel:
    """One way of writing: how many it reaches, why not the others, and what is usual."""

    name: str
    words: str
    reached: int
    left_out: Sequence[tuple[str, int]]
    usual: int | None

    @property
    def out(self) -> int:
        return sum(count for _words, count in self.left_out)

    @property
    def times_usual(self) -> float | None:
        return round(self.reached / self.usual, 1) if self.usual else None


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything counted about one definition, for whoever looks."""

    sentence: Sequence[Part]
    gaps: Sequence[Gap]
    fit: int
    channels: Sequence[Channel]
    # By reason, the people for each channel in its order; each column adds up to those who fit.
    short: Sequence[tuple[str, Sequence[int]]]
    regions: Sequence[tuple[str, int]]
    world: World
    # Some who fit, where a draw was asked for.
    drawn: Sequence[int]


def figures(definition: Definition, staff: Staff, *, draw: int | None = None) -> Figures:
    """Measure a definition in the scope of a staff member."""
    language = (get_language() or "en").split("-")[0]
    world = lookup.world([definition], language=language, reach=True)
    found = queries.measure(definition, staff.scope, world=world, draw=draw)
    return Figures(
        sentence=sentence.in_parts(definition, language, world),
        gaps=gaps.gaps(definition, world),
        fit=found.fit,
        channels=[_channel(name, found, staff) for name in found.channels],
        short=[
            (str(words), [found.channels[name].get(reason, 0) for name in found.channels])
            for reason, words in _SHORT.items()
        ],
        regions=_regions(found, language),
        world=world,
        drawn=found.drawn,
    )


def _channel(name: str, found: Measure, staff: Staff) -> Channel:
    told = found.left_out(name).items()
    return Channel(
        name,
        str(CHANNELS[name]),
        found.reached(name),
        [(str(REASONS[name][reason]), count) for reason, count in told],
        registry.usual_size(name, staff),
    )


def _regions(found: Measure, language: str) -> list[tuple[str, int]]:
    """Regions with most people first; those without a region last, under a name of their own."""
    names = queries.region_names(_codes(found), language)
    ranked = sorted(_codes(found), key=lambda code: (-found.regions[code], names[code]))
    rows = [(names[code], found.regions[code]) for code in ranked]
    nowhere = found.regions.get(None, 0)
    return [*rows, (_("Region not known"), nowhere)] if nowhere else rows


def _codes(found: Measure) -> list[str]:
    return [code for code in found.regions if code is not None]
