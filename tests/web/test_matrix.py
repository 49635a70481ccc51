"""Every cell of the permission matrix, asked through HTTP (T11)."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest

from tests import matrix, trials
from tests.cast import make_cast
from tests.make import Make

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def _no_letters() -> Iterator[None]:
    from muster.kit import letters

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(letters, "_carriers", [lambda letter: None])
        yield


@pytest.fixture(scope="module")
def house(module_db: None, _no_letters: None) -> matrix.House:
    """One for all visitors: whatever one of them does is undone."""
    return matrix.build(make_cast(), Make())


@pytest.mark.parametrize("visitor", matrix.VISITORS)
def test_everybody_may_exactly_what_is_written(
    visitor: str, house: matrix.House, request: pytest.FixtureRequest, monkeypatch: Any
) -> None:
    # Only answers are looked at, never what a page was made of, which costs a fifth to write down.
    monkeypatch.setattr("django.test.client.store_rendered_templates", lambda *_, **__: None)
    rewrite = request.config.getoption("--rewrite-matrix")
    everything = bool(rewrite) or trials.FULL
    known, asked = matrix.read(), matrix.asked_by(visitor, everything=everything)
    if rewrite == "new":
        asked = [name for name in asked if not known.get(name, {}).get(visitor)]
    cells = matrix.visit(deepcopy(house), visitor, asked, everything=everything)
    if rewrite:
        matrix.rewrite(visitor, cells)
        return
    wrong = [
        f"{method} {route} ({thing}): {cell}, written is {known[route, method, thing][visitor]}"
        for (route, method, thing), cell in cells.items()
        if (route, method, thing) in known and known[route, method, thing][visitor] != cell
    ]
    assert wrong == [], (
        f"{visitor} may other things than tests/rules/matrix.csv says. If that is meant, run"
        " `pytest tests/web/test_matrix.py --rewrite-matrix=all` and commit the difference."
    )
