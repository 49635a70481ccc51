"""Every cell of the permission matrix, asked through HTTP (T11)."""

from __future__ import annotations

from typing import Any

import pytest

from tests import matrix, trials

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("visitor", matrix.VISITORS)
def test_everybody_may_exactly_what_is_written(
    visitor: str, cast: Any, make: Any, request: pytest.FixtureRequest, monkeypatch: Any
) -> None:
    from muster.kit import letters

    monkeypatch.setattr(letters, "_carriers", [lambda letter: None])
    # Only answers are looked at, never what a page was made of, which costs a fifth to write down.
    monkeypatch.setattr("django.test.client.store_rendered_templates", lambda *_, **__: None)
    rewrite = request.config.getoption("--rewrite-matrix")
    everything = bool(rewrite) or trials.FULL
    known, asked = matrix.read(), matrix.asked_by(visitor, everything=everything)
    if rewrite == "new":
        asked = [name for name in asked if not known.get(name, {}).get(visitor)]
    house = matrix.build(cast, make)
    cells = matrix.visit(house, visitor, asked, everything=everything)
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
