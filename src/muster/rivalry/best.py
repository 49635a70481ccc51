"""What the best of a league achieved in a week, from numbers alone: improved most, longest streak, best habit. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Final

# A streak or a habit of less is none.
LEAST_STREAK: Final = 2
LEAST_PEOPLE: Final = 3


@dataclass(frozen=True, slots=True)
class Did:
    """What is known of a team: this week and the four before per head, its streak, who did what."""

    now: float
    before: Sequence[float]
    streak: int
    heads: int
    # People with a deed that counts, by kind.
    people: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Found:
    """One card: about which team, with which numbers."""

    kind: str
    team: int
    numbers: dict[str, float | int | str]


def cards(teams: Mapping[int, Did]) -> list[Found]:
    """At most one of each; a team is told of for one thing, so that more teams are told of."""
    told: set[int] = set()
    found = []
    for card in (_improved(teams), _streak(teams), _habit(teams)):
        ranked = [one for one in card if one.team not in told]
        if ranked:
            found.append(ranked[0])
            told.add(ranked[0].team)
    return found


def _improved(teams: Mapping[int, Did]) -> list[Found]:
    """By how much this week lies above the team’s own past month."""
    rows = [
        Found(
            "improved",
            number,
            {"now": round(one.now, 2), "before": round(fmean(one.before), 2)},
        )
        for number, one in sorted(teams.items())
        if one.before and one.now > fmean(one.before)
    ]
    return sorted(rows, key=lambda row: -(float(row.numbers["now"]) - float(row.numbers["before"])))


def _streak(teams: Mapping[int, Did]) -> list[Found]:
    rows = [
        Found("streak", number, {"weeks": one.streak})
        for number, one in sorted(teams.items())
        if one.streak >= LEAST_STREAK
    ]
    return sorted(rows, key=lambda row: -int(row.numbers["weeks"]))


def _habit(teams: Mapping[int, Did]) -> list[Found]:
    """The one thing that the largest part of a team did."""
    rows = [
        Found("habit", number, {"what": kind, "people": many, "share": round(many / one.heads, 3)})
        for number, one in sorted(teams.items())
        for kind, many in sorted(one.people.items())
        if many >= LEAST_PEOPLE and one.heads
    ]
    return sorted(rows, key=lambda row: -float(row.numbers["share"]))
