"""Alarms by HTTP: the list, one with all it was raised on, its dismissal, and Today."""

from datetime import timedelta

import pytest
from django.urls import reverse

from muster.accounts.models import Organisation
from muster.inbox.models import Conversation, Wait
from muster.kit import clock
from muster.listening.actions.alarms import watch
from muster.listening.models import Alarm, Followers, Mention, Topic
from tests.domains.listening import saying
from tests.domains.listening.storming import past, storm

pytestmark = pytest.mark.django_db


@pytest.fixture
def topic(cast) -> Topic:
    Organisation.objects.create(pk=1, name="Havsvakt", country="PL", mode="training")
    made = saying.topic("#havsvakt")
    saying.source("hook")
    past(made, until=clock.now() - timedelta(minutes=2))
    return made


@pytest.fixture
def alarm(topic) -> Alarm:
    now = clock.now()
    for minutes, count in ((70, 50_000), (1, 48_760)):
        Followers.objects.create(
            network="bluesky", account="bluesky:did:plc:us", handle="coast.example",
            at=now - timedelta(minutes=minutes), count=count,
        )  # fmt: skip
    storm(now, text="#havsvakt #thieves they copied her poster")
    [raised] = watch(at=now)
    return raised


def test_an_empty_list_says_that_it_never_sleeps(client_for, cast, topic):
    page = client_for(cast.vera).get(reverse("office:alarms"))
    assert page.status_code == 200
    assert "at night and at weekends" in page.content.decode()


def test_the_list_and_today_name_what_stands(client_for, cast, alarm):
    page = client_for(cast.olga).get(reverse("office:alarms")).content.decode()
    assert "1 alarm stands" in page
    today = client_for(cast.olga).get(reverse("office:today")).content.decode()
    assert reverse("office:alarm", args=[alarm.pk]) in today
    assert "stands beside #thieves" in today
    other = client_for(cast.vera).get(reverse("office:today")).content.decode()
    assert reverse("office:alarm", args=[alarm.pk]) not in other


def test_one_alarm_shows_what_it_was_raised_on(
    client_for, cast, alarm, django_assert_max_num_queries
):
    client = client_for(cast.olga)
    with django_assert_max_num_queries(60):
        page = client.get(reverse("office:alarm", args=[alarm.pk]))
    words = page.content.decode()
    assert "times above normal and stands beside #thieves" in words
    assert "they copied her poster" in words
    assert "−1,240" in words
    assert "Show as table" in words
    assert '<path class="band"' in words
    assert '<path class="over"' in words
    assert "Olga" in words


def test_who_is_heard_by_most_and_what_we_owe_them(client_for, cast, alarm):
    loudest = Mention.objects.order_by("-reach").first()
    at = clock.now() - timedelta(days=5)
    thread = Conversation.objects.create(
        channel="bluesky",
        address=loudest.author,
        opened_at=at,
        last_at=at,
        state="open",
        due_at=at,
    )
    Wait.objects.create(conversation=thread, asked_at=at, due_at=at)
    Mention.objects.filter(pk=loudest.pk).update(conversation=thread.pk)
    words = client_for(cast.olga).get(reverse("office:alarm", args=[alarm.pk])).content.decode()
    assert "since 5 days" in words
    assert reverse("office:conversation", args=[thread.pk]) in words


def test_a_dismissal_wants_a_reason(client_for, cast, alarm):
    client = client_for(cast.olga)
    address = reverse("office:alarm-dismissal", args=[alarm.pk])
    assert client.post(address, {"why": ""}).status_code == 422
    page = client.post(address, {"why": "A film uses our name."}, follow=True)
    assert "A film uses our name." in page.content.decode()
    assert client.post(address, {"why": "Again."}).status_code == 409


def test_whoever_only_reads_cannot_dismiss(client_for, cast, alarm):
    address = reverse("office:alarm-dismissal", args=[alarm.pk])
    assert client_for(cast.vera).post(address, {"why": "No."}).status_code == 404
    words = client_for(cast.vera).get(reverse("office:alarm", args=[alarm.pk])).content.decode()
    assert "Dismiss this alarm" not in words
