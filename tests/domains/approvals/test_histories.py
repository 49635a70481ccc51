"""T4 (ii): long random histories on the real database, beside books that know nothing of the rules’ code.

``MUSTER_T4_EXAMPLES`` and ``MUSTER_T4_STEPS`` make it look longer than the everyday run does.
"""

import os

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)

from muster.approvals import standing
from muster.proof.races.walk import NAMES, Walk

pytestmark = pytest.mark.django_db
EXAMPLES = int(os.environ.get("MUSTER_T4_EXAMPLES", "12"))
STEPS = int(os.environ.get("MUSTER_T4_STEPS", "25"))
# The everyday run is the same each time; a longer one is new each time.
EVERYDAY = "MUSTER_T4_EXAMPLES" not in os.environ
REACHED = []
SOMEBODY = st.integers(0, len(NAMES) - 1)


class Broadcast(RuleBasedStateMachine):
    """Four people who may all write and approve, one broadcast to everyone, which takes two."""

    def __init__(self):
        super().__init__()
        self.undone = transaction.atomic()
        self.undone.__enter__()
        self.walk = Walk()

    @rule(who=SOMEBODY)
    def edit(self, who):
        self.walk.edit(who)

    @rule(who=SOMEBODY)
    def submit(self, who):
        self.walk.submit(who)

    @rule(who=SOMEBODY)
    def approve(self, who):
        self.walk.approve(who)

    @rule(who=SOMEBODY, shown=st.integers(0, 3))
    def approve_an_old_page(self, who, shown):
        self.walk.approve(who, shown)

    @rule()
    def submit_and_let_two_others_agree(self):
        # A hand on the way to where releases happen; each step may be refused like any other.
        self.walk.submit(0)
        self.walk.approve(1)
        self.walk.approve(2)

    @rule(who=SOMEBODY)
    def send_back(self, who):
        self.walk.send_back(who)

    @rule(who=SOMEBODY)
    def withdraw(self, who):
        self.walk.withdraw(who)

    @rule(who=SOMEBODY)
    def change_role(self, who):
        self.walk.change_role(who)

    @rule(who=SOMEBODY)
    def release(self, who):
        self.walk.release(who)

    @rule(who=SOMEBODY)
    def halt(self, who):
        self.walk.halt(who)

    @invariant()
    def nothing_gets_past_the_approvals(self):
        self.walk.look()
        assert self.walk.violations == []

    def teardown(self):
        REACHED.append(self.walk.released)
        transaction.set_rollback(True)
        self.undone.__exit__(None, None, None)


def test_t4_no_history_gets_past_the_approvals():
    run_state_machine_as_test(
        Broadcast,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            derandomize=EVERYDAY,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    # Histories that never come to a release would prove nothing.
    assert sum(REACHED) > 0


def agreed_by_an_editor():
    walk = Walk()
    walk.edit(1)
    walk.submit(0)
    walk.approve(1)
    walk.approve(2)
    walk.release(3)
    return walk


def test_t4_the_straight_way_leads_to_one_release():
    walk = Walk()
    walk.submit(0)
    walk.approve(1)
    walk.approve(2)
    walk.release(3)
    walk.release(3)
    walk.edit(0)
    walk.halt(1)
    walk.look()
    assert (walk.released, walk.refused, walk.violations) == (1, 2, [])


def test_t4_an_approver_who_edited_does_not_count():
    walk = agreed_by_an_editor()
    assert (walk.released, walk.violations) == (0, [])


def test_t4_the_books_notice_it_if_they_did_count(monkeypatch):
    monkeypatch.setattr(standing, "eligible", lambda candidate, facts: candidate.approver)
    monkeypatch.setattr("muster.approvals.eligibility.demand", lambda candidate, facts: None)
    assert agreed_by_an_editor().violations
