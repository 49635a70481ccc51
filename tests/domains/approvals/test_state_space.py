"""T4 (i): all interleavings of three people and three edits, over the rules that run in production."""

from dataclasses import replace

import pytest

from muster.approvals import standing, tiers
from muster.broadcasts import status
from muster.proof.races import histories
from muster.proof.races.histories import CY, Rules, explore

LARGE = Rules()
EVERYONE = Rules(everyone=True, national=frozenset({CY}))
SMALL = Rules(size=100)


@pytest.mark.parametrize("rules", [LARGE, EVERYONE, SMALL], ids=["large", "everyone", "small"])
def test_t4_no_history_sends_without_enough_others_on_this_very_digest(rules):
    found = explore(rules)
    assert found.violations == []
    assert found.states > 900
    assert found.released > 0


def test_t4_without_one_for_every_region_the_whole_base_is_never_written_to():
    found = explore(Rules(everyone=True, national=frozenset({1})))
    # Ana wrote it; nobody else holds every region.
    assert found.released == 0
    assert found.violations == []


def worse(monkeypatch, where, name, value):
    monkeypatch.setattr(where, name, value)
    return [broken for rules in (LARGE, EVERYONE, SMALL) for broken in explore(rules).violations]


def test_t4_the_walk_notices_an_approver_who_edited(monkeypatch):
    def blind(candidate, facts):
        return candidate.approver and candidate.staff != facts.author

    monkeypatch.setattr(histories, "eligible", blind)
    assert worse(monkeypatch, standing, "eligible", blind)


def test_t4_the_walk_notices_a_second_release(monkeypatch):
    def forgetful(**rows):
        return status.derived(**(rows | {"release_state": None}))

    assert worse(monkeypatch, histories, "derived", forgetful)


def test_t4_the_walk_notices_one_approver_too_few(monkeypatch):
    real = standing.judge
    milder = tiers.Tier("large", approvers=1)

    def lenient(**given):
        return real(**(given | {"tier": milder}))

    assert worse(monkeypatch, histories.standing, "judge", lenient)


def test_t4_the_walk_notices_an_approver_who_lost_the_role(monkeypatch):
    real = standing.judge

    def blind(**given):
        kept = [
            replace(yes, candidate=replace(yes.candidate, approver=True))
            for yes in given["approvals"]
        ]
        return real(**(given | {"approvals": kept}))

    assert worse(monkeypatch, histories.standing, "judge", blind)
