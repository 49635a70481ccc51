"""Why nobody fits a shift, and what would help: how many more each single concession would bring."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from muster.accounts.models import Staff
from muster.kit import clock
from muster.volunteering import demands, fitness, proofs, suggesting
from muster.volunteering.fitness import Demand
from muster.volunteering.models import Shift
from muster.volunteering.suggesting import Seen, Wider

Concession = Literal["further", "other_time", "unproved", "asked_lately"]
FURTHER_KM: Final = 10.0
WIDER: Final[dict[str, Wider]] = {
    "further": Wider(km=FURTHER_KM),
    "other_time": Wider(any_time=True),
    "asked_lately": Wider(asked=True),
}


@dataclass(frozen=True, slots=True)
class Widening:
    """One concession, and how many people more would fit with it alone."""

    what: Concession
    more: int


def why_nobody(shift: Shift, *, by: Staff) -> list[Widening]:
    """What would bring somebody, the most helpful first; what would bring nobody is left out."""
    seen, lacking = _everybody(shift, by=by)
    more: dict[Concession, int] = {
        "further": _only(seen, {fitness.FAR}, within=FURTHER_KM),
        "other_time": _only(seen, {fitness.NOT_FREE}),
        "asked_lately": _only(seen, {fitness.ASKED}),
        "unproved": _only(lacking, set()),
    }
    found = [Widening(what, number) for what, number in more.items() if number]
    return sorted(found, key=lambda one: -one.more)


def unproved(shift: Shift, *, by: Staff, most: int = 20) -> list[suggesting.Suggested]:
    """People who fit but for a proof. They are shown so that somebody looks at it, and cannot be chosen."""
    _seen, lacking = _everybody(shift, by=by)
    wanted = demands.of(shift)
    fits = [one for one in lacking if not one.look.obstacles]
    fits.sort(key=lambda one: suggesting.order(one, wanted))
    return suggesting.told(fits[:most], wanted)


def _everybody(shift: Shift, *, by: Staff) -> tuple[list[Seen], list[Seen]]:
    """Everybody around who is qualified, and whoever only says so."""
    at, wanted = clock.now(), demands.of(shift)
    decided = suggesting.decided_on(shift)
    people: set[int] = set()
    for ring in suggesting.rings(wanted, by=by, wider_km=FURTHER_KM):
        people |= set(ring)
    people -= decided
    able = suggesting.qualified(people, wanted)
    claims = _claiming(people - able, wanted)
    return (
        suggesting.look_at(able, wanted, at=at),
        suggesting.look_at(claims, wanted, at=at),
    )


def _claiming(people: set[int], wanted: Demand) -> set[int]:
    return proofs.claiming(people, wanted.needs) if wanted.needs else set()


def _only(found: list[Seen], past: set[str], *, within: float = 0.0) -> int:
    """How many have exactly this in their way."""
    return sum(
        one.look.obstacles == past and (fitness.FAR not in past or one.look.beyond <= within)
        for one in found
    )
