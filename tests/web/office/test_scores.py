"""Scores through the door: written without script, counted for whoever looks, kept while an audience names one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from muster.activity import actions as activity
from muster.activity.facts import NewFact
from muster.audiences import actions
from muster.audiences.definition import Group, Scored
from muster.audiences.models import Score
from muster.audiences.scores import Line
from muster.audit.models import Entry
from muster.people.models import IdentityKey

if TYPE_CHECKING:
    from tests.cast import Cast
    from tests.make import Make

pytestmark = pytest.mark.django_db


@pytest.fixture
def wanda(make: Make) -> Any:
    person = make.person(given_name="Wanda", family_name="Lis", postcode="90-001")
    make.person(given_name="Jan", family_name="Kot", postcode="90-001")
    key = IdentityKey.objects.filter(person=person).order_by("id").first()
    assert key is not None
    at = datetime.now(UTC) - timedelta(days=2)
    activity.append([NewFact("page.viewed", key.pk, at, "test", "/beach")] * 3)
    return person


def _score(cast: Cast) -> Score:
    return actions.keep_score(
        score=None, name="Active", lines=[Line("page.viewed", 4, 30)], by=cast.olga
    )


def _text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def test_a_score_is_written_down_changed_and_let_go(
    cast: Cast, wanda: Any, client_for: Any
) -> None:
    client = client_for(cast.ana)
    assert "No score is written down yet" in _text(client.get("/office/scores/"))
    sent = {"name": " Active  lately ", "fact-1": "page.viewed", "points-1": "4", "days-1": "30"}
    saved = client.post("/office/scores/new/", sent)
    score = Score.objects.get()
    assert saved["Location"] == f"/office/scores/{score.pk}/"
    assert score.name == "Active lately"
    assert score.lines == [{"fact": "page.viewed", "points": 4, "days": 30}]
    assert "Active lately" in _text(client.get("/office/scores/"))

    page = _text(client.get(saved["Location"] + "?points=12"))
    assert '<p class="bigcount">1</p>' in page
    assert '<p class="bigcount">0</p>' in _text(client.get(saved["Location"] + "?points=13"))
    assert client.get(saved["Location"] + "?points=%00x").status_code == 200

    sent |= {"fact-2": "gift.received", "points-2": "-3", "days-2": "365"}
    client.post(f"/office/scores/{score.pk}/edit/", sent)
    score.refresh_from_db()
    assert score.lines[1] == {"fact": "gift.received", "points": -3, "days": 365}
    assert 'value="-3"' in _text(client.get(f"/office/scores/{score.pk}/edit/"))
    client.post(f"/office/scores/{score.pk}/removal/")
    assert not Score.objects.exists()
    verbs = Entry.objects.filter(verb__startswith="score.").order_by("pk")
    assert [one.verb for one in verbs] == ["score.created", "score.changed", "score.dropped"]


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"name": ""}, "Give the score a name"),
        ({"name": "X"}, "Write at least one line"),
        ({"name": "X", "fact-1": "page.viewed"}, "Write how many points each one gives."),
        ({"name": "X", "fact-1": "page.viewed", "points-1": "0", "days-1": "3"}, "Write how many points"),
        ({"name": "X", "fact-1": "page.viewed", "points-1": "101", "days-1": "3"}, "less than or equal to 100"),
        ({"name": "X", "fact-1": "no.such", "points-1": "1", "days-1": "3"}, "Select a valid choice"),
        ({"name": "active", "fact-1": "page.viewed", "points-1": "1", "days-1": "3"}, "already a score"),
    ],
)  # fmt: skip
def test_bad_input_is_told_in_words_and_keeps_nothing(
    cast: Cast, client_for: Any, sent: dict[str, str], words: str
) -> None:
    _score(cast)
    answer = client_for(cast.ana).post("/office/scores/new/", sent)

    assert answer.status_code == 422
    assert words in _text(answer)
    assert Score.objects.count() == 1


def test_a_score_that_an_audience_names_stays(cast: Cast, client_for: Any) -> None:
    score = _score(cast)
    told = Group("all", (Scored(score.pk, "at_least", 8),))
    actions.create(name="Busy", definition=told, by=cast.olga)

    answer = client_for(cast.ana).post(f"/office/scores/{score.pk}/removal/")

    assert "still uses this score" in _text(answer)
    assert Score.objects.exists()


def test_why_says_where_the_points_come_from(cast: Cast, wanda: Any, client_for: Any) -> None:
    score = _score(cast)
    told = Group("all", (Scored(score.pk, "at_least", 8),))
    audience = actions.create(name="Busy", definition=told, by=cast.olga)

    page = client_for(cast.ana).get(f"/office/audiences/{audience.pk}/why/?person={wanda.pk}")

    assert "have at least " in _text(page)
    assert "12 points: 3 × a visit to the website (12)" in _text(page)
