"""The condition that decided: the one without which the answer would be another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from muster.audiences.deciding import deciding
from muster.audiences.definition import Group, Lives
from muster.audiences.queries import Verdict

if TYPE_CHECKING:
    from muster.audiences.definition.tree import Mode

YES, NO = True, False


def _verdict(told: Any, place: str = "") -> Verdict:
    """A leaf is its answer; a group is its word with its items."""
    if isinstance(told, bool):
        return Verdict(place, Lives(), told)
    mode, *items = told
    inner = tuple(
        _verdict(one, f"{place}.{n}" if place else str(n)) for n, one in enumerate(items, 1)
    )
    answers = [one.holds for one in inner]
    holds = {"all": all(answers), "any": any(answers), "none": not any(answers)}[mode]
    return Verdict(place, _group(mode, len(inner)), holds, inner)


def _group(mode: Mode, many: int) -> Group:
    return Group(mode, (Lives(),) * many)


@pytest.mark.parametrize(
    ("told", "places"),
    [
        (("all", YES, NO, NO), ("2",)),
        (("all", YES, YES), ("1", "2")),
        (("any", NO, YES, YES), ("2",)),
        (("any", NO, NO), ("1", "2")),
        (("none", NO, YES), ("2",)),
        (("none", NO, NO), ("1", "2")),
        (("all", YES, ("none", NO, YES)), ("2.2",)),
        (("all", YES, ("any", NO, ("all", YES, NO))), ("2.1", "2.2.2")),
        (("all", ("any", NO, YES), ("none", NO)), ("1.2", "2.1")),
        (("all", YES), ("1",)),
    ],
)
def test_the_first_that_settles_it_decided_or_all_together(
    told: Any, places: tuple[str, ...]
) -> None:
    assert deciding(_verdict(told)) == places
