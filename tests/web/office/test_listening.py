"""The pages of listening: what is said, where we hear it, how a topic is named, and one click to a conversation."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from muster.inbox.models import Conversation
from muster.kit import clock
from muster.listening.actions.hear import Reached, hear
from muster.listening.models import Companion, Followers, Gap, Mention, Source, Term, Topic
from muster.people import actions as people
from muster.people.models import Person
from tests.domains.listening.saying import heard, post, source, topic

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cast import Cast
    from tests.make import Make

pytestmark = pytest.mark.django_db


def _said(*texts: str, **fields: Any) -> list[Mention]:
    at = fields.pop("at", clock.now() - timedelta(minutes=20))
    where = source(heard_at=clock.now())
    said = heard(*(post(number, text, at=at, **fields) for number, text in enumerate(texts)))
    return hear(source=where.pk, heard=said, reached=Reached(), at=clock.now())


def _begun(days: int = 2) -> None:
    Source.objects.update(created_at=clock.now() - timedelta(days=days))


def test_an_empty_page_says_what_it_is_for(client_for: Callable[..., Any], cast: Cast) -> None:
    page = client_for(cast.olga).get(reverse("office:listening"))
    assert page.status_code == 200
    assert "Nothing is watched yet" in page.content.decode()
    assert client_for(cast.nobody).get(reverse("office:listening")).status_code == 404


def test_topics_posts_and_sources_stand_on_one_page(
    client_for: Callable[..., Any], cast: Cast
) -> None:
    topic()
    _said("Havsvakt is late #thieves", "Why, Havsvakt?")
    _begun()
    page = client_for(cast.olga).get(reverse("office:listening")).content.decode()
    assert "2 posts named us in the last 24 hours" in page
    assert "Havsvakt is late #thieves" in page
    assert "Make a conversation" in page
    client = client_for(cast.vera)
    assert "Make a conversation" not in client.get(reverse("office:listening")).content.decode()


def test_a_source_that_is_down_is_a_gap_and_says_so(
    client_for: Callable[..., Any], cast: Cast
) -> None:
    made, now = topic(), clock.now()
    down = source(
        name="The stream", heard_at=now - timedelta(hours=3), trouble="it hung up", trouble_at=now
    )
    Gap.objects.create(source=down, from_at=now - timedelta(hours=3))
    _begun()
    client = client_for(cast.olga)
    page = client.get(reverse("office:listening")).content.decode()
    assert "The stream cannot be heard" in page
    assert "not heard" in page
    shown = client.get(reverse("office:listening-topic", args=[made.pk])).content.decode()
    assert 'class="gap"' in shown
    assert "not heard" in shown
    sources = client.get(reverse("office:listening-sources")).content.decode()
    assert "1 source cannot be heard" in sources
    assert "Not heard since" in sources


def test_one_click_makes_a_conversation(client_for: Callable[..., Any], cast: Cast) -> None:
    topic()
    [mention] = _said("Havsvakt?")
    client = client_for(cast.olga)
    where = reverse("office:listening-conversation", args=[mention.pk])
    made = client.post(where)
    conversation = Conversation.objects.get()
    assert made.headers["Location"] == reverse("office:conversation", args=[conversation.pk])
    again = client.post(where, follow=True)
    assert "conversation already" in again.content.decode()
    assert client_for(cast.vera).post(where).status_code == 404


def test_a_topic_is_written_read_and_changed(client_for: Callable[..., Any], cast: Cast) -> None:
    client = client_for(cast.olga)
    form = {
        "name": "Havsvakt", "names": "Havsvakt\nHAVSVAKT\nSea Watch", "tags": "havsvakt",
        "misspellings": "Hafsvakt", "events": "#openday 2026-12-05 08:00 2026-12-06 22:00",
        "never": "hotel", "authors": "bluesky:Hotel.example", "answered": "on",
    }  # fmt: skip
    made = client.post(reverse("office:listening-topic-new"), form)
    assert made.status_code == 302
    kept = Topic.objects.get()
    assert {(one.kind, one.folded) for one in kept.terms.all()} == {
        ("name", "havsvakt"), ("name", "sea watch"), ("tag", "#havsvakt"), ("misspelling", "hafsvakt"),
        ("event", "#openday"),
    }  # fmt: skip
    assert {(one.kind, one.folded) for one in kept.rules.all()} == {
        ("never", "hotel"), ("author", "bluesky:hotel.example"),
    }  # fmt: skip
    where = reverse("office:listening-topic-terms", args=[kept.pk])
    assert "#openday 2026-12-05 08:00 2026-12-06 22:00" in client.get(where).content.decode()
    first = Term.objects.get(folded="havsvakt").pk
    changed = client.post(where, {"name": "Havsvakt", "names": "havsvakt", "muted": "on"})
    assert changed.status_code == 302
    assert [one.pk for one in kept.terms.all()] == [first]


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"names": "Havsvakt"}, "Give it a name"),
        ({"name": "Havsvakt"}, "at least one name"),
        ({"name": "Havsvakt", "names": "x"}, "too short"),
        ({"name": "Havsvakt", "names": "y" * 120}, "too long"),
        ({"name": "Havsvakt", "events": "#openday tomorrow"}, "needs a tag"),
    ],
)
def test_what_finds_nothing_or_everything_is_refused(
    client_for: Callable[..., Any], cast: Cast, form: dict[str, str], words: str
) -> None:
    page = client_for(cast.olga).post(reverse("office:listening-topic-new"), form)
    assert page.status_code == 422
    assert words in page.content.decode()
    assert not Topic.objects.exists()


def test_a_source_is_added_changed_and_rested(client_for: Callable[..., Any], cast: Cast) -> None:
    client = client_for(cast.ada)
    new = reverse("office:listening-source-new")
    assert client.get(new).status_code == 200
    bad = client.post(new, {"kind": "bluesky", "name": "Stream", "address": "https://x.example"})
    assert bad.status_code == 422
    assert "It looks like wss://" in bad.content.decode()
    form = {
        "kind": "mastodon",
        "name": "Toots",
        "address": "https://social.example/tags/muster",
        "secret": "t0ken",
    }
    assert client.post(new, form).status_code == 302
    made = Source.objects.get()
    assert b"t0ken" not in bytes(made.secret or b"")
    where = reverse("office:listening-source", args=[made.pk])
    assert "t0ken" not in client.get(where).content.decode()
    sealed = bytes(made.secret or b"")
    Source.objects.update(mark={"seen": "9"})
    client.post(where, {"name": "Toots", "address": "https://social.example/public", "secret": ""})
    made.refresh_from_db()
    assert (bytes(made.secret or b""), made.mark) == (sealed, {})
    client.post(reverse("office:listening-source-rest", args=[made.pk]))
    made.refresh_from_db()
    assert made.state == "off"
    assert client_for(cast.olga).get(where).status_code == 404


def test_a_source_nobody_answers_at_says_so(client_for: Callable[..., Any], cast: Cast) -> None:
    made = source("feed", address="http://127.0.0.1:9/feed.xml")
    where = reverse("office:listening-source-trial", args=[made.pk])
    page = client_for(cast.ada).post(where, follow=True)
    assert "It cannot be heard" in page.content.decode()


def test_followers_are_a_curve_with_what_was_said_before(
    client_for: Callable[..., Any], cast: Cast
) -> None:
    client, now = client_for(cast.olga), clock.now()
    where = reverse("office:listening-followers")
    assert "Nobody counts our followers yet" in client.get(where).content.decode()
    topic()
    hour = now.replace(minute=0, second=0, microsecond=0)
    _said("Havsvakt stole it", reach=9000, at=hour - timedelta(minutes=90))
    counted = [
        (hour - timedelta(hours=back), n)
        for back, n in ((3, 20000), (2, 19900), (1, 19000), (0, 3000))
    ]
    for at, count in [(now - timedelta(days=1), 20000), *counted, (now, 3000)]:
        Followers.objects.create(
            network="bluesky",
            account="bluesky:did:plc:us",
            handle="bluesky:us.example",
            at=at,
            count=count,
        )
    page = client.get(where).content.decode()
    assert "followers left in the last 24 hours" in page
    assert "16,000 left in the hour from" in page
    assert "Havsvakt stole it" in page


def test_whoever_may_not_see_somebody_does_not_read_them_here(
    client_for: Callable[..., Any], cast: Cast, make: Make
) -> None:
    from datetime import UTC, datetime

    from muster.kit.actors import system

    topic()
    person = make.person(country="FR", postcode="75001")
    people.resolve(
        known=[people.Known(keys=(("email", person.keys.get().value), ("handle", "bluesky:ana.example")))],
        source="test", by=system("test"), at=datetime.now(UTC),
    )  # fmt: skip
    Person.objects.filter(pk=person.pk).update(region="FR-IDF")
    [mention] = _said("Havsvakt, hello", handle="bluesky:ana.example")
    assert mention.key_id is not None
    _begun()
    where = reverse("office:listening")
    assert "Havsvakt, hello" in client_for(cast.olga).get(where).content.decode()
    assert "Havsvakt, hello" not in client_for(cast.rita).get(where).content.decode()
    click = reverse("office:listening-conversation", args=[mention.pk])
    assert client_for(cast.rita).post(click).status_code == 404


def test_what_stands_beside_a_topic_is_listed(client_for: Callable[..., Any], cast: Cast) -> None:
    made = topic()
    _said("Havsvakt #thieves", "havsvakt #thieves")
    assert Companion.objects.get(word="#thieves").posts == 2
    for span in ("day", "week", "month", "never"):
        page = client_for(cast.olga).get(
            reverse("office:listening-topic", args=[made.pk]), {"span": span}
        )
        assert "#thieves" in page.content.decode()
