"""“Is this person in, and why?”: finding the person, and each condition with its verdict in words."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from muster.audiences import caring, scoring, sentence
from muster.audiences.deciding import deciding
from muster.audiences.deed_phrases import fact_name
from muster.audiences.definition import Cares, Group, Member, Scored
from muster.audiences.marks import Part
from muster.people import queries as people
from muster.web.office.person_cares import reason as in_words
from muster.web.words import number

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from muster.accounts.models import Staff
    from muster.audiences.queries import Verdict, Why
    from muster.audiences.scoring import Share
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


def reasons(key_ids: Sequence[int], world: World) -> dict[str, str]:
    """Say which deeds of a person show an interest, or give points; asks nothing where neither is named."""
    points = scoring.of(key_ids, world).items()
    found = {Scored.IS + str(number): _points(shares) for number, shares in points if shares}
    if not world.interests:
        return found
    cares, _deeds = caring.of(key_ids)
    return found | {Cares.IS + str(one.interest.pk): in_words(one.deeds) for one in cares}


def _points(shares: Sequence[Share]) -> str:
    told = [
        _("{times} × {fact} ({points})").format(
            times=number(one.times), fact=fact_name(one.line.fact), points=number(one.points)
        )
        for one in shares
    ]
    total = number(sum(one.points for one in shares))
    return _("{total} points: {parts}").format(total=total, parts=", ".join(told))


def verdict_lines(
    why: Why, language: str, world: World, *, reasons: Mapping[str, str]
) -> list[VerdictLine]:
    """Return every condition below the root, in the order of the sentence."""
    if why.verdict is None:
        return []
    told = deciding(why.verdict)
    return [
        replace(line, because=reasons.get(named, ""), decided=line.place in told)
        for inner in why.verdict.inner
        for line, named in _lines(inner, language, world, 0)
    ]


def _lines(
    verdict: Verdict, language: str, world: World, depth: int
) -> Iterator[tuple[VerdictLine, str]]:
    node = verdict.node
    is_group = isinstance(node, Group)
    words = (
        _of_group(node)
        if isinstance(node, Group)
        else sentence.node_in_parts(node, language, world)
    )
    because = ""
    if isinstance(node, Cares):
        because = f"{node.IS}{node.interest}"
    elif isinstance(node, Scored):
        because = f"{node.IS}{node.score}"
    named = node.audience if isinstance(node, Member) else None
    line = VerdictLine(verdict.place, words, verdict.holds, depth, is_group, audience=named)
    yield line, because
    for inner in verdict.inner:
        yield from _lines(inner, language, world, depth + 1)


def _of_group(group: Group) -> list[Part]:
    words = {
        "all": _("all of these"),
        "any": _("at least one of these"),
        "none": _("none of these"),
    }
    return [Part(words[group.mode])]
