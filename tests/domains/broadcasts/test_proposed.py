"""A round is frozen from the lake’s answer of that moment, and PostgreSQL has the last word on each person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from muster.activity import dictionary
from muster.audiences import live
from muster.audiences.lake import building, holding, layout
from muster.delivery.models import Recipient
from muster.people.models import ConsentState
from tests.domains.broadcasts.stages import Stages

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def town(cast: Any, make: Any, settings: Any, tmp_path: Path) -> Stages:
    settings.MUSTER_LAKE = tmp_path / "lake"
    dictionary.forget_all()
    holding.forget()
    stages = Stages(cast, make)
    building.rebuild(layout.home())
    return stages


def _frozen(broadcast: Any) -> set[int]:
    held = Recipient.objects.filter(snapshot__subject=broadcast.reference)
    return set(held.values_list("person_id", flat=True))


def test_a_round_holds_whom_the_lake_proposes_with_whoever_came_since(
    town: Stages, make: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    newcomer = make.person(consent=True, region="PL-10")
    make.person(consent=True, region="FR-IDF")
    asked = []
    answer = live.members
    monkeypatch.setattr(
        live, "members", lambda *given, **more: asked.append(more) or answer(*given, **more)
    )

    broadcast = town.submitted(size=5)

    assert _frozen(broadcast) == {one.pk for one in town.people} | {newcomer.pk}
    assert [one["is_fresh"] for one in asked] == [True]


def test_who_said_no_after_the_lake_answered_is_left_out(
    town: Stages, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = town.people[0]
    answer = live.members

    def answered_too_early(*given: Any, **more: Any) -> Any:
        found = answer(*given, **more)
        ConsentState.objects.filter(key__person=gone).update(state="withdrawn")
        return found

    monkeypatch.setattr(live, "members", answered_too_early)

    broadcast = town.submitted(size=3)

    assert _frozen(broadcast) == {one.pk for one in town.people[1:]}
