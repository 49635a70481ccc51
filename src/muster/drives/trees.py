"""Who brought whom: the links of a drive as a tree, with what came through each branch.

A branch counts what came through its link and through the links of everybody it brought; the owner’s own gift
is counted where it came through. A link is a way, not a cause.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from muster.drives import counting
from muster.drives.models import Drive, Giving, Link


@dataclass(slots=True)
class Branch:
    """One link. ``gifts`` and ``minor`` came through itself, ``people`` and ``money`` through its whole branch."""

    link: Link
    name: str = ""
    gifts: int = 0
    minor: int = 0
    people: int = 0
    money: int = 0
    depth: int = 1
    children: list[Branch] = field(default_factory=list)

    def walk(self) -> Iterator[Branch]:
        """Itself and all below."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, slots=True)
class Tree:
    """All branches of a drive, the largest first. ``depth`` counts generations of people who brought people."""

    roots: list[Branch]
    depth: int
    relayed: int
    apart: int


def of(drive: Drive) -> Tree:
    """The tree as it stands."""
    links = Link.objects.filter(drive=drive, stands_for=None).select_related("key__person")
    branches = {one.pk: Branch(one, name=name_of(one)) for one in links.order_by("id")}
    worth = counting.worth([drive.purpose], drive.currency)
    apart = 0
    through: dict[int, list[int]] = defaultdict(list)
    for giving in Giving.objects.filter(drive=drive).exclude(through=None):
        if giving.apart:
            apart += 1
        elif worth.get(giving.pk):
            through[giving.through_id or 0].append(worth[giving.pk])
    for number, amounts in through.items():
        if number in branches:
            branches[number].gifts, branches[number].minor = len(amounts), sum(amounts)
    roots = _joined(branches)
    for root in roots:
        _sum(root, 1)
    shown = [one for one in roots if one.people or one.link.label or one.children]
    shown.sort(key=lambda one: (-one.money, -one.people, one.link.pk))
    depth = max(
        (branch.depth for root in shown for branch in root.walk() if branch.gifts), default=0
    )
    return Tree(shown, depth, sum(root.people for root in roots), apart)


def name_of(link: Link) -> str:
    """Whose it is, as far as whoever looks may know; nothing for a place of ours or somebody elsewhere."""
    if link.label:
        return link.label
    person = link.key.person if link.key is not None else None
    return f"{person.given_name} {person.family_name}".strip() if person is not None else ""


def _joined(branches: dict[int, Branch]) -> list[Branch]:
    roots = []
    for branch in branches.values():
        above = branches.get(branch.link.parent_id or 0)
        if above is None:
            roots.append(branch)
        else:
            above.children.append(branch)
    return roots


def _sum(branch: Branch, depth: int) -> None:
    """Add up from the leaves; a tree is as deep as people bring people, and that is never deep."""
    branch.depth = depth
    for child in branch.children:
        _sum(child, depth + 1)
    branch.children.sort(key=lambda one: (-one.money, -one.people, one.link.pk))
    branch.people = branch.gifts + sum(one.people for one in branch.children)
    branch.money = branch.minor + sum(one.money for one in branch.children)
