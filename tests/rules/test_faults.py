"""Every fault point has one name in one place, stands in the code, and is struck by a harness or a test."""

import re

import pytest

from muster.kit.faults import POINTS
from tests.rules.ladder import PACKAGE, ROOT, sources

_CALL = re.compile(r"\bfault\(\s*\"([\w.]+)\"\s*\)")
_DOCS = (ROOT / "docs" / "proving.md").read_text()


def _called() -> set[str]:
    return {name for path in sources() for name in _CALL.findall(path.read_text())}


def _strikers() -> str:
    # The chaos harness, and tests that arm a point themselves; this file names none.
    files = [
        *(PACKAGE / "proof" / "chaos").glob("*.py"),
        *(ROOT / "tests" / "domains").rglob("*.py"),
    ]
    return "\n".join(path.read_text() for path in files)


def test_every_point_in_the_code_is_named_in_the_registry() -> None:
    assert _called() - set(POINTS) == set(), (
        "name it in kit/faults.py, with the moment it stands for"
    )


def test_every_name_of_the_registry_stands_in_the_code() -> None:
    assert set(POINTS) - _called() == set(), "take it out of kit/faults.py"


@pytest.mark.parametrize("name", sorted(POINTS))
def test_every_point_is_struck_by_somebody_and_documented(name: str) -> None:
    assert re.search(rf"[\"']{re.escape(name)}[\"':]", _strikers()), (
        "arm it in proof/chaos or in a test"
    )
    assert f"`{name}`" in _DOCS, "docs/proving.md says what each point stands for"
