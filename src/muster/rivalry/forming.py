"""Who plays whom: leagues of eight to thirty teams of a kind, and who moves when a week is over. Pure.

At first teams of about the same age and size meet. From then on the first three of a league move up, and as
many come the other way to a league that fits them better; nobody is shown to be last.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

LEAST: Final = 8
MOST: Final = 30
USUAL: Final = 16
MOVE: Final = 3


@dataclass(frozen=True, slots=True)
class Team:
    """What forming knows of a team: its number, its heads, and whether it is new."""

    number: int
    heads: int
    new: bool = False


@dataclass(frozen=True, slots=True)
class Moves:
    """Who goes up from each league and who comes down, by its place in the row of leagues."""

    up: list[list[int]] = field(default_factory=list)
    easier: list[list[int]] = field(default_factory=list)


def first(teams: Sequence[Team]) -> list[list[int]]:
    """Leagues for the first week: new teams among themselves where they are enough, the rest by size."""
    fresh = [one for one in teams if one.new]
    known = [one for one in teams if not one.new]
    if len(fresh) < LEAST or (known and len(known) < LEAST):
        fresh, known = [], list(teams)
    return _cut(known) + _cut(fresh)


def moves(leagues: Sequence[Sequence[int]]) -> Moves:
    """What a week changes, each league’s teams the best first. As many go up as come down."""
    found = Moves([[] for _ in leagues], [[] for _ in leagues])
    for at in range(len(leagues) - 1):
        above, below = leagues[at], leagues[at + 1]
        # In a short league the same team never both rises and steps back.
        many = min(MOVE, len(above) // 2, len(below) // 2)
        if many:
            found.easier[at] = list(above[-many:])
            found.up[at + 1] = list(below[:many])
    return found


def following(leagues: Sequence[Sequence[int]], teams: Sequence[Team]) -> list[list[int]]:
    """Leagues of the next week: after the moves, without who left; whoever is new begins in the last one."""
    playing = {one.number for one in teams}
    moved = moves(leagues)
    told = [
        [one for one in league if one not in moved.up[at] and one not in moved.easier[at]]
        for at, league in enumerate(leagues)
    ]
    for at in range(len(leagues)):
        for one in moved.up[at]:
            told[at - 1].append(one)
        for one in moved.easier[at]:
            told[at + 1].append(one)
    known = {one for league in leagues for one in league}
    told = [[one for one in league if one in playing] for league in told]
    arrived = sorted(playing - known)
    if not told:
        return first(teams)
    told[-1] += arrived
    return _evened([league for league in told if league])


def _cut(teams: Sequence[Team]) -> list[list[int]]:
    """Teams of about the same size together, the largest first, in leagues of about the same length."""
    if not teams:
        return []
    ordered = [one.number for one in sorted(teams, key=lambda one: (-one.heads, one.number))]
    count = _leagues(len(ordered))
    return [
        ordered[len(ordered) * at // count : len(ordered) * (at + 1) // count]
        for at in range(count)
    ]


def _leagues(many: int) -> int:
    """How many leagues so many teams make; each has at least eight, where there are eight."""
    return max(1, min(many // LEAST, max(round(many / USUAL), -(-many // MOST))))


def _evened(leagues: list[list[int]]) -> list[list[int]]:
    """Cut anew, in the same order from top to bottom, where a league became too long or too short."""
    whole = [one for league in leagues for one in league]
    fits = all(LEAST <= len(league) <= MOST for league in leagues)
    if fits or (len(leagues) == 1 and len(whole) <= MOST):
        return leagues
    count = _leagues(len(whole))
    return [whole[len(whole) * at // count : len(whole) * (at + 1) // count] for at in range(count)]
