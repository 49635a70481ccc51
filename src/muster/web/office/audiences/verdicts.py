"""“Is this person in, and why?”: finding the person, and each condition with its verdict in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from muster.audiences import sentence
from muster.audiences.definition import Group
from muster.audiences.marks import Part
from muster.people import queries as people

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from muster.accounts.models import Staff
    from muster.audiences.queries import Verdict, Why
    from muster.audiences.world import World
    from muster.people.models import Person

MOST = 10


@dataclass(frozen=True, slots=True)
class VerdictLine:
    """One condition, whether it holds, and whether it holds back the whole."""

    place: str
    words: Sequence[Part]
    holds: bool
    depth: int
    is_group: bool


def asked_person(text: str, staff: Staff) -> Sequence[Person]:
    """People in the staff member’s regions whom this text may mean: a number, a name or an address."""
    bare = text.removeprefix("#")
    if bare.isascii() and bare.isdigit() and len(bare) < 16:
        scoped = people.matching(people.Filters(), staff.scope)
        found = list(scoped.select_related("region").filter(pk=int(bare)))
        if found:
            return found
    return people.page(people.matching(people.Filters(text=text), staff.scope), size=MOST).people


def verdict_lines(why: Why, language: str, world: World) -> list[VerdictLine]:
    """Return every condition below the root, in the order of the sentence."""
    if why.verdict is None:
        return []
    return [line for inner in why.verdict.inner for line in _lines(inner, language, world, 0)]


def _lines(verdict: Verdict, language: str, world: World, depth: int) -> Iterator[VerdictLine]:
    node = verdict.node
    is_group = isinstance(node, Group)
    words = (
        _of_group(node)
        if isinstance(node, Group)
        else sentence.node_in_parts(node, language, world)
    )
    yield VerdictLine(verdict.place, words, verdict.holds, depth, is_group)
    for inner in verdict.inner:
        yield from _lines(inner, language, world, depth + 1)


def _of_group(group: Group) -> list[Part]:
    words = {
        "all": _("all of these"),
        "any": _("at least one of these"),
        "none": _("none of these"),
    }
    return [Part(words[group.mode])]
