"""docs/safety.md holds every promise, and every test it names exists."""

import re

import pytest

from tests.rules.ladder import ROOT

_LINE = re.compile(r"^\| ([\w-]+) \| (.+?) \| (.+?) \| `(.+?)::(test_\w+)` \|$", re.MULTILINE)
LINES = _LINE.findall((ROOT / "docs" / "safety.md").read_text())
PROMISES = {"A": 19, "S": 8, "W": 9, "H": 8, "D": 15, "C": 4, "E": 3, "R": 3}


def test_every_promise_has_one_line() -> None:
    told = [line[0] for line in LINES]
    owed = [f"{letter}{n}" for letter, last in PROMISES.items() for n in range(1, last + 1)]
    assert [one for one in owed if told.count(one) != 1] == []


@pytest.mark.parametrize(("name", "file", "test"), [(one[0], one[3], one[4]) for one in LINES])
def test_the_test_it_names_exists(name: str, file: str, test: str) -> None:
    path = ROOT / "tests" / file
    assert path.exists(), f"{name}: {file} is gone"
    assert f"def {test}(" in path.read_text(), f"{name}: {file} holds no {test}"
