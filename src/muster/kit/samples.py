"""The samples seam: a lower package offers to look around with sample data; ``config`` says what that is.

The sample is made by what stands above every door, so nobody below may know it by name.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

# One part of the sample.
Step = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Offer:
    """``fits`` tells whether this installation is empty enough; ``steps`` fill it.

    ``beside`` counts, by kind of thing, what somebody has put in beside it since a moment.
    """

    fits: Callable[[], bool]
    steps: Callable[[], Sequence[Step]]
    beside: Callable[[datetime], Mapping[str, int]] = lambda _since: {}


_offers: list[Offer] = []


def register(offer: Offer) -> None:
    """Name the one sample there is; called once at start-up."""
    _offers[:] = [offer]


def fits() -> bool:
    """Whether there is a sample, and nothing here that it would be mixed with."""
    return bool(_offers) and _offers[0].fits()


def steps() -> Sequence[Step]:
    """The parts of the sample, in order; none where there is no sample."""
    return _offers[0].steps() if _offers else ()


def beside(since: datetime) -> Mapping[str, int]:
    """What was put in beside the sample since it was there, by kind of thing; nothing where nothing was."""
    counted = _offers[0].beside(since) if _offers else {}
    return {kind: number for kind, number in counted.items() if number}
