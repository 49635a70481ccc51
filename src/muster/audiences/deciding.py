"""Which conditions decided that a person is in or out; pure, over the verdicts that ``queries.why`` gives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from muster.audiences.definition import Group

if TYPE_CHECKING:
    from muster.audiences.queries import Verdict


def deciding(verdict: Verdict) -> tuple[str, ...]:
    """Return the places of the conditions without which the answer would be another, the first telling one first.

    Where one condition was enough, it is that one: the first that fails an “all of these”, the first that
    fulfils an “at least one of these”, the first that breaks a “none of these”. Else all were needed together.
    """
    if not isinstance(verdict.node, Group):
        return (verdict.place,)
    telling = [one for one in verdict.inner if one.holds == _enough(verdict.node)]
    if telling:
        return deciding(telling[0])
    return tuple(place for one in verdict.inner for place in deciding(one))


def _enough(group: Group) -> bool:
    """What a single item must answer to settle its group."""
    return group.mode != "all"
