"""The pure rules of agreement: tiers, eligibility, what counts, and every small history of them."""

from collections import deque
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.approvals import standing, tiers
from muster.approvals.eligibility import Candidate, eligible, obstacles
from muster.approvals.errors import (
    EditedIt,
    NeedsAnotherApprover,
    NoScope,
    NotAnApprover,
    OwnWork,
    TooEarly,
)
from muster.approvals.facts import Facts

NOW = datetime(2026, 10, 13, 12, tzinfo=UTC)
ANA, BO, CY = 1, 2, 3


def approver(staff: int, **changes) -> Candidate:
    return replace(Candidate(staff, active=True, approver=True, everyone=True), **changes)


def facts(**changes) -> Facts:
    return replace(
        Facts(author=ANA, submitter=ANA, size=100, regions=frozenset({"SE-M"})), **changes
    )


# --- A7 ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("size", "also", "own", "everyone", "name"),
    [
        (50, 0, True, False, "own"),
        (51, 0, True, False, "small"),
        (50, 0, False, False, "small"),
        (30, 21, True, False, "small"),
        (5_000, 0, True, False, "small"),
        (5_001, 0, True, False, "large"),
        (2_501, 2_500, False, False, "large"),
        (3, 0, True, True, "everyone"),
    ],
)
def test_a7_tiers_by_size_and_by_what_adds_up_over_the_day(size, also, own, everyone, name):
    row = tiers.tier(size=size, also=also, own_region=own, everyone=everyone)
    assert row.name == name


@given(
    pieces=st.lists(st.integers(1, 4_000), min_size=2, max_size=8),
    own=st.booleans(),
)
def test_a7_cutting_a_send_in_pieces_never_needs_fewer_people(pieces, own):
    whole = tiers.tier(size=sum(pieces), own_region=own)
    last = tiers.tier(size=pieces[-1], also=sum(pieces[:-1]), own_region=own)
    assert last.approvers >= whole.approvers


def test_a7_a_tier_is_never_lowered_again():
    assert tiers.stricter(tiers.LARGE, tiers.OWN) is tiers.LARGE
    assert tiers.stricter(tiers.OWN, tiers.EVERYONE) is tiers.EVERYONE


def test_a7_a_small_send_of_ones_own_waits_ten_minutes():
    stands = standing.judge(
        facts=facts(size=20), digest="d", tier=tiers.OWN, approvals=[], opened_at=NOW, now=NOW
    )
    with pytest.raises(TooEarly):
        stands.demand(NOW + timedelta(minutes=9, seconds=59))
    stands.demand(NOW + timedelta(minutes=10))


# --- A6, A13 ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("candidate", "asked", "reason"),
    [
        (approver(ANA), facts(submitter=CY), OwnWork),
        (approver(BO), facts(submitter=BO), OwnWork),
        (approver(BO), facts(editors=frozenset({BO})), EditedIt),
        (approver(BO, approver=False), facts(), NotAnApprover),
        (approver(BO, active=False), facts(), NotAnApprover),
        (approver(BO, everyone=False, regions=frozenset({"SE-N"})), facts(), NoScope),
        (
            approver(BO, everyone=False, regions=frozenset({"SE-M"})),
            facts(regions=frozenset({"SE-M", "SE-N"})),
            NoScope,
        ),
        (
            approver(BO, everyone=False, regions=frozenset({"SE-M"})),
            facts(regions=frozenset({""})),
            NoScope,
        ),
        (
            approver(BO, everyone=False, regions=frozenset({"SE-M"})),
            facts(regions=frozenset()),
            NoScope,
        ),
    ],
)
def test_a6_who_may_not_decide(candidate, asked, reason):
    assert list(obstacles(candidate, asked)) == [reason]


def test_a6_an_approver_of_every_region_in_it_may():
    assert eligible(approver(BO, everyone=False, regions=frozenset({"SE-M", "SE-N"})), facts())


def yes(candidate: Candidate, digest: str = "d", expires: datetime = NOW + timedelta(hours=1)):
    return standing.Approval(candidate, digest, expires)


def judged(*approvals, tier=tiers.LARGE, asked=None):
    return standing.judge(
        facts=asked or facts(), digest="d", tier=tier, approvals=approvals, opened_at=NOW, now=NOW
    )


def test_a5_approvals_of_another_digest_do_not_count():
    assert judged(yes(approver(BO)), yes(approver(CY), digest="e")).missing == 1


def test_a7_the_same_person_counts_once():
    assert judged(yes(approver(BO)), yes(approver(BO))).missing == 1


def test_a7_the_whole_base_needs_one_who_holds_every_region():
    local = {"everyone": False, "regions": frozenset({"SE-M"})}
    stands = judged(yes(approver(BO, **local)), yes(approver(CY, **local)), tier=tiers.EVERYONE)
    with pytest.raises(NeedsAnotherApprover) as refused:
        stands.demand(NOW)
    assert refused.value.national
    assert refused.value.missing == 1
    assert judged(yes(approver(BO, **local)), yes(approver(CY)), tier=tiers.EVERYONE).enough


def test_a11_an_approval_ends_after_a_day_or_with_the_window():
    assert judged(yes(approver(BO), expires=NOW), tier=tiers.SMALL).missing == 1
    assert standing.expiry(NOW, None) == NOW + timedelta(hours=24)
    assert standing.expiry(NOW, NOW + timedelta(hours=2)) == NOW + timedelta(hours=2)


def test_a13_losing_the_right_voids_an_approval():
    stands = judged(yes(approver(BO, active=False)), yes(approver(CY)))
    assert [gone.candidate.staff for gone in stands.void] == [BO]
    assert stands.missing == 1


@pytest.mark.parametrize(
    ("seconds", "expected"), [(0, True), (300, True), (301, False), (-1, False)]
)
def test_a8_step_up_is_fresh_for_five_minutes(seconds, expected):
    assert standing.fresh(NOW - timedelta(seconds=seconds), NOW) is expected
    assert not standing.fresh(None, NOW)


def test_a9_the_number_is_typed_above_ten_thousand():
    assert not standing.must_type_the_number(10_000)
    assert standing.must_type_the_number(10_001)


# --- every history ----------------------------------------------------------------------------
# Three people, each of whom may edit, submit, answer any digest they ever saw, and lose the role.
# The model below keeps its own books; only eligibility and counting come from the code under test.

PEOPLE = (ANA, BO, CY)


@dataclass(frozen=True)
class World:
    version: int = 0
    edits: frozenset = frozenset()  # (person, version made) since somebody last answered
    open_version: int | None = None
    submitter: int | None = None
    frozen_editors: frozenset = frozenset()
    votes: frozenset = frozenset()  # (person, version)
    barred: frozenset = frozenset()  # A10
    without_role: frozenset = frozenset()
    released: int = 0


def stands(world: World) -> standing.Standing:
    asked = facts(submitter=world.submitter, editors=world.frozen_editors)
    return standing.judge(
        facts=asked,
        digest=str(world.open_version),
        tier=tiers.LARGE,
        approvals=[
            yes(approver(who, approver=who not in world.without_role), digest=str(version))
            for who, version in sorted(world.votes)
        ],
        opened_at=NOW,
        now=NOW,
    )


def moves(world: World):
    if world.released:
        return
    for who in PEOPLE:
        if world.version < 3 and who not in world.barred:
            version = world.version + 1
            yield replace(
                world,
                version=version,
                edits=world.edits | {who},
                open_version=None,
                submitter=None,
                votes=frozenset(),
                frozen_editors=frozenset(),
            )
        if world.open_version is None:
            yield replace(
                world, open_version=world.version, submitter=who, frozen_editors=world.edits
            )
        else:
            yield from answers(world, who)
        if len(world.without_role) < 2:
            yield replace(world, without_role=world.without_role | {who})
    if world.open_version is not None and stands(world).enough:
        yield replace(world, released=world.released + 1, open_version=world.open_version)


def answers(world: World, who: int):
    candidate = approver(who, approver=who not in world.without_role)
    may = eligible(candidate, facts(submitter=world.submitter, editors=world.frozen_editors))
    if may and who not in {voter for voter, _ in world.votes}:
        yield replace(world, votes=world.votes | {(who, world.open_version)})
        yield replace(
            world,
            open_version=None,
            submitter=None,
            votes=frozenset(),
            frozen_editors=frozenset(),
            edits=frozenset(),
            barred=world.barred | {who},
        )


def test_a1_a5_a6_a13_no_history_releases_without_two_others_on_this_very_digest():
    seen = {World()}
    queue = deque(seen)
    released = 0
    while queue:
        world = queue.popleft()
        if world.released:
            released += 1
            voters = {who for who, version in world.votes if version == world.version}
            voters -= world.without_role
            assert len(voters - {ANA, world.submitter} - world.edits) >= 2
            assert world.released == 1
            assert world.open_version == world.version
        for after in moves(world):
            if after not in seen:
                seen.add(after)
                queue.append(after)
    assert len(seen) > 900
    assert released > 0
