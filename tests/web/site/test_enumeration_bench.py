"""The stop-watch of the bench tells a difference where there is one, and a coin where there is none."""

import random
from collections import Counter

import pytest

from muster.kit import secrets
from muster.proof.benches import enumeration
from muster.proof.benches.enumerating.guessing import DOORS, Heard, auc, every_door
from muster.proof.benches.enumerating.strangers import Strangers

QUIET = {"mails": 3, "failed": 0, "refused": 9_940, "page_after": 200, "neighbour_after": 200}
CALLS = 60


class Town(Strangers):
    """A server that takes ten milliseconds, more or less, and at one door a little more for whom it knows."""

    def __init__(self, seed: int, *, door: str = "", later: float = 0.0) -> None:
        super().__init__("http://town.example")
        self.chance = random.Random(seed)
        self.leaks, self.later = DOORS[door].path if door else "", later
        self.asked: Counter[str] = Counter()

    def post(self, path: str, said: dict[str, str], *, network: str = "") -> tuple[int, float]:
        self.asked[said["email"]] += 1
        more = self.later if path == self.leaks and "known" in said["email"] else 0.0
        [says] = {door.says for door in DOORS.values() if door.path == path}
        return says, self.chance.gauss(10 + more, 2)

    def get(self, path: str, *, network: str = "") -> object:  # type: ignore[override]
        return type("Page", (), {"text": ""})


def asked(town: Town, monkeypatch: pytest.MonkeyPatch) -> dict[str, Heard]:
    monkeypatch.setattr("muster.web.site.stamp.FASTEST", -1)  # nobody waits for a seal to be old
    monkeypatch.setattr("muster.web.site.stamp.make", lambda form: secrets.mac("bench", form))
    return every_door(
        town,
        calls=CALLS,
        seed=1,
        planted={},
        done=lambda: None,
        heard=lambda _name, _heard: None,
    )


def drawn(seed: int, *, later: float = 0.0) -> list[float]:
    chance = random.Random(seed)
    return [chance.gauss(10 + later, 2) for _ in range(2_000)]


def even(**worse: float) -> dict[str, Heard]:
    values = {"sign_up": 0.51, "preferences": 0.5} | worse
    return {name: Heard(value, 200, 0.6, 1.0) for name, value in values.items()}


def test_two_of_a_kind_are_a_coin_and_a_slower_one_is_told_apart_either_way():
    assert auc(drawn(1), drawn(2)) < 0.53
    assert auc(drawn(1, later=2), drawn(2)) > 0.7
    assert auc(drawn(1), drawn(2, later=2)) > 0.7


def test_doors_that_do_the_same_pass_though_chance_puts_some_above_the_mark(monkeypatch):
    asked_on = 0
    for seed in range(12):
        town = Town(seed)
        found = asked(town, monkeypatch)
        asked_on += sum(heard.calls > DOORS[name].first(CALLS) for name, heard in found.items())
        assert max(town.asked.values()) == 1
    # Chance alone put these above the mark at first; asked on, they were a coin.
    assert asked_on > 0
    assert enumeration.judged(found, QUIET)["ok"]


@pytest.mark.parametrize("door", DOORS)
def test_a_planted_leak_at_any_door_is_found(door, monkeypatch):
    found = asked(Town(1, door=door, later=3), monkeypatch)
    said = enumeration.judged(found, QUIET)
    assert not said["ok"]
    assert said[f"auc_{door}"] == said["auc_worst"] > 0.7


def test_what_the_bench_says_it_sees_it_sees(monkeypatch):
    # A leak exactly as large as the smallest it says it notices, nineteen times of twenty.
    smallest = asked(Town(1), monkeypatch)["portal"].sees_ms
    seen = [
        asked(Town(seed, door="portal", later=smallest), monkeypatch)["portal"].auc > 0.55
        for seed in range(40)
    ]
    assert sum(seen) >= 33


def test_one_door_that_tells_one_mail_too_many_or_a_dead_page_is_no_pass():
    assert enumeration.judged(even(), QUIET)["ok"]
    assert not enumeration.judged(even(sign_up=0.56), QUIET)["ok"]
    for broken in (
        {"mails": 4},
        {"failed": 1},
        {"refused": 0},
        {"page_after": 429},
        {"neighbour_after": 429},
    ):
        assert not enumeration.judged(even(), QUIET | broken)["ok"]
