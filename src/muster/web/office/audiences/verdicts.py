"""“Is this person in, and why?”: finding the person, and each condition with its verdict in words."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from muster.audiences import caring, sentence
from muster.audiences.deciding import deciding
from muster.audiences.definition import Cares, Group, Member
from muster.audiences.marks import Part
from muster.people import queries as people
from muster.web.office.person_cares import reason as in_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from muster.accounts.models import Staff
    from muster.audiences.queries import Verdict, Why
    from muster.audiences.world import World
    from muster.people.models import Person

MOST = 10


@dataclass(frozen=True, slots=True)
class VerdictLine:
    """One condition, whether it holds, and whether it is the one, or one of those, that decided."""

    place: str
    words: Sequence[Part]
    holds: bool
    depth: int
    is_group: bool
    because: str = ""
    decided: bool = False
    # The other audience whose sentence the condition stands for.
    audience: int | None = None


def asked_person(text: str, staff: Staff) -> Sequence[Person]:
    """People in the staff member’s regions whom this text may mean: a number, a name or an address."""
    bare = text.removeprefix("#")
    if bare.isascii() and bare.isdigit() and len(bare) < 16:
        scoped = people.matching(people.Filters(), staff.scope)
        found = list(scoped.select_related("region").filter(pk=int(bare)))
        if found:
            return found
    return people.page(people.matching(people.Filters(text=text), staff.scope), size=MOST).people


def reasons(key_ids: Sequence[int], world: World) -> dict[int, str]:
    """Say by interest which deeds of a person show it; asks nothing where no interest is named."""
    if not world.interests:
        return {}
    cares, _deeds = caring.of(key_ids)
    return {one.interest.pk: in_words(one.deeds) for one in cares}


def verdict_lines(
    why: Why, language: str, world: World, *, reasons: Mapping[int, str]
) -> list[VerdictLine]:
    """Return every condition below the root, in the order of the sentence."""
    if why.verdict is None:
        return []
    told = deciding(why.verdict)
    return [
        replace(line, because=reasons.get(interest or 0, ""), decided=line.place in told)
        for inner in why.verdict.inner
        for line, interest in _lines(inner, language, world, 0)
    ]


def _lines(
    verdict: Verdict, language: str, world: World, depth: int
) -> Iterator[tuple[VerdictLine, int | None]]:
    node = verdict.node
    is_group = isinstance(node, Group)
    words = (
        _of_group(node)
        if isinstance(node, Group)
        else sentence.node_in_parts(node, language, world)
    )
    interest = node.interest if isinstance(node, Cares) else None
    named = node.audience if isinstance(node, Member) else None
    line = VerdictLine(verdict.place, words, verdict.holds, depth, is_group, audience=named)
    yield line, interest
    for inner in verdict.inner:
        yield from _lines(inner, language, world, depth + 1)


def _of_group(group: Group) -> list[Part]:
    words = {
        "all": _("all of these"),
        "any": _("at least one of these"),
        "none": _("none of these"),
    }
    return [Part(words[group.mode])]
