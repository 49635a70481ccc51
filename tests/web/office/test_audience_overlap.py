"""Comparing audiences: both, only this, only the other; for whoever looks, and never more than five."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from muster.audiences import actions, lookup, overlap
from muster.audiences.definition import EMPTY, Everyone, Group, Has, Lives
from muster.audiences.overlap import Overlap
from muster.kit.scope import Scope

if TYPE_CHECKING:
    from tests.cast import Cast
    from tests.make import Make

pytestmark = pytest.mark.django_db
LODZ, DIVERS = Group("all", (Lives(("PL-10",)),)), Group("all", (Has("tag", "diver"),))


@pytest.fixture
def people(make: Make) -> None:
    for _ in range(6):
        make.person()
    for _ in range(7):
        make.person(tags=["diver"])
    for _ in range(2):
        make.person(country="FR", postcode="75001", region="FR-IDF", tags=["diver"])


def _text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def test_the_three_parts_add_up(people: None) -> None:
    those = {1: DIVERS, 2: Everyone(), 3: EMPTY}
    world = lookup.world([LODZ, *those.values()])

    assert overlap.overlaps(LODZ, those, Scope.EVERYONE, world=world) == {
        1: Overlap(7, 6, 2),
        2: Overlap(13, 0, 2),
        3: Overlap(0, 13, 0),
    }
    assert overlap.overlaps(LODZ, {1: DIVERS}, Scope.NOBODY, world=world)[1].together == 0


def test_the_page_compares_and_masks_the_few(cast: Cast, people: None, client_for: Any) -> None:
    this = actions.create(name="Łódź", definition=LODZ, by=cast.ana)
    that = actions.create(name="Divers", definition=DIVERS, by=cast.ana)
    url = f"/office/audiences/{this.pk}/overlap/"

    page = _text(client_for(cast.vera).get(url, {"with": that.pk}))
    assert 'aria-label="Both 7, only this 6, only the other &lt;5"' in page
    assert '<td class="num">6</td><td class="num">7</td><td class="num">&lt;5</td>' in page
    regional = _text(client_for(cast.rita).get(url, {"with": that.pk}))
    assert "only the other 0" in regional
    assert "Choose an audience above." in _text(client_for(cast.vera).get(url, {"with": "x"}))


def test_more_than_five_are_refused_in_words(cast: Cast, people: None, client_for: Any) -> None:
    this = actions.create(name="Łódź", definition=LODZ, by=cast.ana)
    others = [
        actions.create(name=f"Other {n}", definition=DIVERS, by=cast.ana).pk for n in range(6)
    ]
    answer = client_for(cast.vera).get(f"/office/audiences/{this.pk}/overlap/", {"with": others})

    assert answer.status_code == 422
    assert "Choose at most 5 other audiences at a time." in _text(answer)


def test_five_cost_as_many_questions_as_one(cast: Cast, people: None, client_for: Any) -> None:
    this = actions.create(name="Łódź", definition=LODZ, by=cast.ana)
    others = [
        actions.create(name=f"Other {n}", definition=DIVERS, by=cast.ana).pk for n in range(5)
    ]
    client, url = client_for(cast.vera), f"/office/audiences/{this.pk}/overlap/"
    client.get(url, {"with": others[:1]})
    asked = []
    for some in (others[:1], others):
        with CaptureQueriesContext(connection) as caught:
            client.get(url, {"with": some})
        asked.append(len(caught))

    assert asked[0] == asked[1]
