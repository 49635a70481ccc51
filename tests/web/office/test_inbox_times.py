"""Reply times by HTTP: the sentence, weekdays and weekends apart, the file, and too few to say."""

from datetime import timedelta

import pytest
from django.urls import reverse

from muster.accounts.models import Organisation
from muster.inbox.models import Conversation, Team, Wait
from muster.kit import clock

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _organisation(db):
    Organisation.objects.create(pk=1, name="Havsvakt", country="PL", mode="training")


@pytest.fixture
def weeks(cast):
    """Eight weeks in which everybody was answered within the hour, but nobody at weekends."""
    now = clock.now()
    threads, waits = [], []
    for day in range(1, 60):
        at = now - timedelta(days=day)
        weekend = at.isoweekday() >= 6
        for hour in range(3):
            asked = at - timedelta(hours=hour)
            thread = Conversation(
                channel="email", address=f"{day}-{hour}@people.example", opened_at=asked,
                last_at=asked, state="waiting",
            )  # fmt: skip
            threads.append(thread)
            ended = asked + timedelta(hours=30 if weekend else 1)
            waits.append(
                Wait(
                    conversation=thread, asked_at=asked, due_at=asked + timedelta(hours=4),
                    ended_at=ended, ending="answered", worked=3600, by=cast.dario,
                )
            )  # fmt: skip
    Conversation.objects.bulk_create(threads)
    return Wait.objects.bulk_create(waits)


def page(client, query=""):
    answer = client.get(reverse("office:inbox-times") + query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_nobody_wrote_is_said_so(cast, client_for):
    text = page(client_for(cast.vera))
    assert "Too few have written to say how soon we answer" in text
    assert "too few to say" in text
    assert "Three whole weeks are needed" in text


def test_it_opens_with_the_sentence(weeks, cast, client_for):
    text = page(client_for(cast.vera))
    assert "On weekdays" in text
    assert "hear from us in time. At weekends" in text
    assert "Half get a first answer within 1\u202fh" in text
    # The study stands beside our own figures.
    assert "13\u202f%" in text
    assert "over 50\u202fh" in text


def test_weekends_are_counted_apart(weeks, cast, client_for):
    text = page(client_for(cast.vera))
    assert (
        "30\u202fh"
        in text[text.index("<h2>Weekends</h2>") : text.index("<h2>Hour of the week</h2>")]
    )


def test_the_next_weekend_is_forecast_with_the_hours_it_takes(weeks, cast, client_for):
    text = page(client_for(cast.vera))
    assert "messages will come from" in text
    assert "of one person (answers in a busy hour" in text


@pytest.mark.parametrize("show", ["half", "ninety", "rate", "asked", "nonsense"])
@pytest.mark.parametrize(
    "query", ["", "&weeks=12", "&channel=email", "&public=1", "&weeks=x&team=²"]
)
def test_every_filter_stands_in_the_address(weeks, cast, client_for, show, query):
    assert "Hour of the week" in page(client_for(cast.vera), f"?show={show}{query}")


def test_a_team_of_its_own(weeks, cast, client_for):
    team = Team.objects.create(name="Care")
    Conversation.objects.update(team=team)
    assert "Care" in page(client_for(cast.vera), f"?team={team.pk}")
    assert "Too few" in page(client_for(cast.vera), "?team=0")


def test_the_file_holds_every_hour_of_the_week(weeks, cast, client_for):
    answer = client_for(cast.vera).get(reverse("office:inbox-times-file"))
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert len(lines) == 1 + 7 * 24
    assert lines[1].startswith('"Monday","00"')


def test_it_asks_few_questions(weeks, cast, client_for, django_assert_max_num_queries):
    client = client_for(cast.vera)
    page(client)
    with django_assert_max_num_queries(40):
        page(client)
