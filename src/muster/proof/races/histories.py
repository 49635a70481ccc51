"""Every history of three people and three edits, walked breadth first over the real rules, without a database.

The world keeps its own books. Who may answer, what counts, which tier binds and where the broadcast
stands is asked of the very rules that run in production.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Final

from muster.approvals import standing, tiers
from muster.approvals.eligibility import Candidate, eligible
from muster.approvals.facts import Facts
from muster.approvals.standing import Standing
from muster.approvals.tiers import Tier
from muster.broadcasts.status import Status, derived

NOW: Final = datetime(2026, 10, 13, 12, tzinfo=UTC)
ANA, BO, CY = PEOPLE = (1, 2, 3)
EDITS: Final = 3


@dataclass(frozen=True, slots=True)
class World:
    """One moment: what was written by whom, what is asked, who said yes, who lost the right."""

    version: int = 0
    edits: frozenset[int] = frozenset()  # by whom, since somebody last answered
    asked: int | None = None  # the version that is open
    submitter: int = 0
    frozen: frozenset[int] = frozenset()  # the editors the round was opened with
    votes: frozenset[tuple[int, int]] = frozenset()  # who, which version
    barred: frozenset[int] = frozenset()  # who returned it may not edit it (A10)
    without: frozenset[int] = frozenset()  # who lost the role
    releases: tuple[int, ...] = ()  # the versions that were let go
    state: str = ""


@dataclass(frozen=True, slots=True)
class Rules:
    """What the policy asks of this broadcast, and who of the three holds every region."""

    size: int = 6_000
    everyone: bool = False
    national: frozenset[int] = frozenset(PEOPLE)

    @property
    def tier(self) -> Tier:
        return tiers.tier(size=self.size, everyone=self.everyone)


@dataclass(slots=True)
class Explored:
    """What a walk over all histories found."""

    states: int = 0
    released: int = 0
    violations: list[str] = field(default_factory=list)


def explore(rules: Rules) -> Explored:
    """Walk every world that can be reached, and hold each against the promises."""
    found, seen = Explored(), {World()}
    queue = deque(seen)
    while queue:
        world = queue.popleft()
        found.released += bool(world.releases)
        if wrong := broken(world, rules):
            # What comes after a broken world proves nothing more, and may never end.
            found.violations += wrong
            continue
        for after in moves(world, rules):
            if after not in seen:
                seen.add(after)
                queue.append(after)
    found.states = len(seen)
    return found


def broken(world: World, rules: Rules) -> list[str]:
    """Which promises this world breaks, counted from its own books and not by the rules."""
    wrong = []
    if len(world.releases) > 1:
        wrong.append(f"released twice: {world}")
    if status(world, rules) is not Status.SENDING:
        return wrong
    voters = {who for who, version in world.votes if version == world.releases[0]}
    # Nobody loses the role after a release here, so these had lost it before (A13, A14).
    voters -= {ANA, world.submitter} | world.frozen | world.without
    if len(voters) < rules.tier.approvers:
        wrong.append(f"sending with {len(voters)} approvers: {world}")
    if rules.tier.national and not voters & rules.national:
        wrong.append(f"sending without one for every region: {world}")
    if world.releases[0] != world.version:
        wrong.append(f"sending what is no longer written: {world}")
    return wrong


def moves(world: World, rules: Rules) -> Iterator[World]:
    """Everything anybody can do next."""
    stands = status(world, rules)
    for who in PEOPLE:
        if not world.releases:
            yield from _works(world, who)
            yield from _answers(world, who, rules)
            yield from _loses(world, who)
    if stands is Status.APPROVED and world.asked is not None:
        yield replace(world, releases=(*world.releases, world.asked), state="sending")
    elif stands is Status.SENDING:
        yield replace(world, state="halted")
    elif stands is Status.HALTED:
        yield replace(world, state="sending")


def status(world: World, rules: Rules) -> Status:
    """Where the broadcast stands, by the rule of the house."""
    return derived(
        cancelled=False,
        release_state=world.state or None,
        parcels_open=bool(world.state),
        round_open=world.asked is not None,
        round_expired=False,
        approved=world.asked is not None and judged(world, rules).enough,
    )


def judged(world: World, rules: Rules) -> Standing:
    return standing.judge(
        facts=_facts(world, rules),
        digest=str(world.asked),
        tier=rules.tier,
        approvals=[
            standing.Approval(_candidate(world, who, rules), str(version), NOW + timedelta(hours=1))
            for who, version in sorted(world.votes)
        ],
        opened_at=NOW,
        now=NOW,
    )


def _works(world: World, who: int) -> Iterator[World]:
    """Editing voids what was asked; submitting asks; whoever asked takes it back."""
    if world.version < EDITS and who not in world.barred:
        edited = world.edits | {who}
        yield _closed(replace(world, version=world.version + 1, edits=edited))
    if world.asked is None:
        yield replace(world, asked=world.version, submitter=who, frozen=world.edits)
    else:
        yield _closed(world)


def _answers(world: World, who: int, rules: Rules) -> Iterator[World]:
    if world.asked is None or not eligible(_candidate(world, who, rules), _facts(world, rules)):
        return
    if who not in {voter for voter, _version in world.votes}:
        yield replace(world, votes=world.votes | {(who, world.asked)})
        # A return is read by somebody: it clears the editors, and bars whoever gave it.
        yield _closed(replace(world, edits=frozenset(), barred=world.barred | {who}))


def _loses(world: World, who: int) -> Iterator[World]:
    if who not in world.without and len(world.without) < 2:
        yield replace(world, without=world.without | {who})
    elif who in world.without:
        yield replace(world, without=world.without - {who})


def _closed(world: World) -> World:
    return replace(world, asked=None, submitter=0, frozen=frozenset(), votes=frozenset())


def _facts(world: World, rules: Rules) -> Facts:
    return Facts(
        author=ANA,
        submitter=world.submitter,
        size=rules.size,
        everyone=rules.everyone,
        regions=frozenset({"R"}),
        editors=world.frozen,
    )


def _candidate(world: World, who: int, rules: Rules) -> Candidate:
    return Candidate(
        who,
        active=True,
        approver=who not in world.without,
        everyone=who in rules.national,
        regions=frozenset({"R"}),
    )
