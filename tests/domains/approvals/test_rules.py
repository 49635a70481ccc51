"""The pure rules of agreement: tiers, eligibility, what counts."""

from dataclasses import replace
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
