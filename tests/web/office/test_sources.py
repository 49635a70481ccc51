"""Sources as staff meet them: connect one, see its key once, pause it, close a key."""

from collections import Counter
from datetime import timedelta

import pytest
from django.urls import reverse

from muster.kit import clock
from muster.sources import actions, queries
from muster.sources.actions import pulling
from muster.sources.actions.ingesting import count_drops
from muster.sources.models import Pull, Source, WriteKey

pytestmark = pytest.mark.django_db


def test_connect_a_website(cast, client_for):
    client = client_for(cast.ada)
    assert "Nothing is connected yet" in client.get(reverse("office:sources")).text
    assert client.get(reverse("office:source-new")).status_code == 200
    assert client.post(reverse("office:source-new"), {"name": "Website"}).status_code == 302
    source = Source.objects.get()
    shown = client.post(reverse("office:source-keys", args=[source.pk]), {"power": "server"})
    raw = shown.context["raw"]
    assert raw in shown.text
    assert shown["Cache-Control"] == "no-store"
    assert queries.write_key(raw).source == source
    again = client.get(reverse("office:source", args=[source.pk]))
    assert raw not in again.text
    assert f"…{raw[-4:]}" in again.text
    assert "1 source brings people and facts" in client.get(reverse("office:sources")).text


def test_a_key_is_closed_and_a_source_paused(cast, client_for):
    client = client_for(cast.ada)
    source = actions.add_source(kind="segment", name="App", by=cast.ada)
    raw = actions.add_key(source=source, power="browser", by=cast.ada)
    key = WriteKey.objects.get()
    client.post(reverse("office:source-key-revocation", args=[source.pk, key.pk]))
    assert queries.write_key(raw) is None
    client.post(reverse("office:source-pause", args=[source.pk]), {"on": "1"})
    assert "App is paused" in client.get(reverse("office:source", args=[source.pk])).text
    client.post(reverse("office:source-pause", args=[source.pk]), {"on": "0"})
    assert (
        "App has brought nothing yet" in client.get(reverse("office:source", args=[source.pk])).text
    )


def test_a_name_is_given_once(cast, client_for):
    client = client_for(cast.ada)
    actions.add_source(kind="segment", name="App", by=cast.ada)
    answer = client.post(reverse("office:source-new"), {"name": "App"})
    assert answer.status_code == 422
    assert "already" in answer.text
    assert client.post(reverse("office:source-new"), {"name": " "}).status_code == 422


def test_a_key_must_say_where_it_is_kept(cast, client_for):
    source = actions.add_source(kind="segment", name="App", by=cast.ada)
    answer = client_for(cast.ada).post(
        reverse("office:source-keys", args=[source.pk]), {"power": "god"}
    )
    assert answer.status_code == 422
    assert not WriteKey.objects.exists()


def test_keys_of_another_source_are_not_found(cast, client_for):
    one = actions.add_source(kind="segment", name="One", by=cast.ada)
    two = actions.add_source(kind="segment", name="Two", by=cast.ada)
    actions.add_key(source=one, power="server", by=cast.ada)
    key = WriteKey.objects.get()
    answer = client_for(cast.ada).post(
        reverse("office:source-key-revocation", args=[two.pk, key.pk])
    )
    assert answer.status_code == 404


@pytest.mark.parametrize("name", ["ana", "bo", "carla", "dario", "fin", "vera", "nobody"])
def test_others_see_no_source(cast, client_for, name):
    source = actions.add_source(kind="segment", name="App", by=cast.ada)
    client = client_for(getattr(cast, name))
    assert client.get(reverse("office:sources")).status_code == 404
    assert client.get(reverse("office:source", args=[source.pk])).status_code == 404


def test_a_list_source_shows_its_lists(cast, client_for):
    actions.upload(pieces=[b"Email\na@people.example\n"], filename="a.csv", source_name="Paper",
                   country="PL", by=cast.olga)  # fmt: skip
    source = Source.objects.get()
    assert "a.csv" in client_for(cast.olga).get(reverse("office:source", args=[source.pk])).text


def test_action_network_is_connected_and_its_key_never_shown_again(cast, client_for):
    client = client_for(cast.ada)
    address = reverse("office:source-action-network")
    assert client.get(address).status_code == 200
    assert client.post(address, {"name": "Group", "token": " "}).status_code == 422
    assert client.post(address, {"name": "Group", "token": "very-secret-token"}).status_code == 302
    pull = Pull.objects.get()
    assert b"very-secret-token" not in bytes(pull.token)
    page = client.get(reverse("office:source", args=[pull.source_id]))
    assert "very-secret" not in page.text
    assert "…oken" in page.text
    asked = client.post(reverse("office:source-runs", args=[pull.source_id]), follow=True)
    assert "It is asked within the minute" in asked.text


def test_a_silent_source_stands_on_today_with_a_link(cast, client_for):
    client = client_for(cast.ada)
    source = actions.add_source(kind="segment", name="Shop", by=cast.ada)
    long_ago = clock.now() - timedelta(days=60)
    Source.objects.update(
        created_at=long_ago, last_at=long_ago + timedelta(days=30), taken_count=500
    )
    assert (
        f'href="{reverse("office:source", args=[source.pk])}"'
        in client.get(reverse("office:today")).text
    )
    assert "Shop has fallen silent" in client.get(reverse("office:source", args=[source.pk])).text
    actions.pause(source=source, by=cast.ada)
    assert "has fallen silent" not in client.get(reverse("office:today")).text


def test_the_page_tells_each_run_and_each_day(cast, client_for):
    source = pulling.connect(name="Group", token="t", by=cast.olga)
    pull = Pull.objects.get()
    pulling._end(pull, Counter(new=3, gifts=2), problem="")
    pulling._end(pull, Counter(), problem="token")
    count_drops(source.pk, Counter(no_person=7), clock.now())
    page = client_for(cast.ada).get(reverse("office:source", args=[source.pk])).text
    assert "Action Network refused the key" in page
    assert "It is about somebody who is not known here" in page
    assert "Runs so far" in page
