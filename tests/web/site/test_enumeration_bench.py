"""The stop-watch of the bench tells a difference where there is one, and a coin where there is none."""

import random

from muster.proof.benches import enumeration
from muster.proof.benches.enumerating.guessing import auc

QUIET = {"mails": 3, "failed": 0, "refused": 9_940, "page_after": 200, "neighbour_after": 200}
EVEN = {"sign_up": 0.51, "preferences": 0.5}


def drawn(seed: int, *, later: float = 0.0) -> list[float]:
    chance = random.Random(seed)
    return [chance.gauss(10 + later, 2) for _ in range(2_000)]


def test_two_of_a_kind_are_a_coin_and_a_slower_one_is_told_apart_either_way():
    assert auc(drawn(1), drawn(2)) < 0.53
    assert auc(drawn(1, later=2), drawn(2)) > 0.7
    assert auc(drawn(1), drawn(2, later=2)) > 0.7


def test_one_door_that_tells_one_mail_too_many_or_a_dead_page_is_no_pass():
    assert enumeration.judged(EVEN, QUIET)["ok"]
    assert not enumeration.judged(EVEN | {"sign_up": 0.56}, QUIET)["ok"]
    for broken in (
        {"mails": 4},
        {"failed": 1},
        {"refused": 0},
        {"page_after": 429},
        {"neighbour_after": 429},
    ):
        assert not enumeration.judged(EVEN, QUIET | broken)["ok"]
