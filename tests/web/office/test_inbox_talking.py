"""The inbox by HTTP: one log, answer tabs, undo, putting off, joining, kept answers, ticks and the live stream."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from django.http import QueryDict
from django.urls import reverse

from muster.delivery.models import Direct
from muster.inbox import actions
from muster.inbox.models import Conversation, InboxMessage, Macro, Presence, Team
from muster.web.office.inbox import live
from tests.domains.inbox.samples import arrive, conversation, later
from tests.domains.inbox.talking import allow_texts, house, ingrid, mailed, texted

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cast import Cast
    from tests.client import CheckingClient
    from tests.make import Make

    ClientFor = Callable[..., CheckingClient]

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _house(db: None) -> None:
    house()


@pytest.fixture
def thread(make: Make) -> Conversation:
    return mailed(
        ingrid(make, given_name="Ingrid", family_name="Sjöberg"), message_id="<q@mail.example>"
    )


def url(thread: Conversation, name: str = "conversation") -> str:
    return reverse(f"office:{name}", args=[thread.pk])


def form_of(page: Any) -> dict[str, str]:
    form = page.context["answer_form"]
    return {name: str(form[name].value() or "") for name in form.fields}


def text_of(page: Any) -> str:
    return " ".join(page.content.decode().split())


class TestLog:
    def test_everything_said_with_her_on_every_channel(
        self, thread: Conversation, cast: Cast, client_for: ClientFor
    ) -> None:
        texted(thread.person, at=later(24 * 7))
        text = text_of(client_for(cast.dario).get(url(thread))).partition('class="log"')[2]
        assert text.index("Where is it?") < text.index("Nobody answered for 7 days")
        assert text.index("Nobody answered for 7 days") < text.index("Who gave you my number?")
        assert "Answer: Text message" in text

    def test_a_claim_is_marked(
        self, thread: Conversation, cast: Cast, client_for: ClientFor
    ) -> None:
        arrive(sender="ingrid@people.example", subject="Other", text="It is me")
        text = text_of(client_for(cast.dario).get(url(thread)))
        assert "says it is them; not proved" in text
        assert "It is me" not in text_of(client_for(cast.rita).get(url(thread)))

    def test_answer_on_the_other_channel_and_tick_what_it_answers(
        self, thread: Conversation, cast: Cast, client_for: ClientFor
    ) -> None:
        other = texted(thread.person, at=later(1))
        client = client_for(cast.dario)
        page = client.get(url(thread), {"answer": "sms"})
        assert "Goes to +46700000001 as a text of at most six parts." in text_of(page)
        assert "This also answers" in text_of(page)
        fields = form_of(page) | {"text": "At the pier.", "then": "stay", "also": str(thread.pk)}
        client.post(url(thread, "conversation-answers"), fields)
        assert Direct.objects.get().address == "+46700000001"
        states = Conversation.objects.order_by("pk").values_list("pk", "state")
        assert dict(states) == {thread.pk: "waiting", other.pk: "waiting"}

    def test_a_channel_nobody_allowed_is_refused(
        self, thread: Conversation, cast: Cast, client_for: ClientFor
    ) -> None:
        client = client_for(cast.dario)
        fields = form_of(client.get(url(thread))) | {"text": "At the pier.", "channel": "sms"}
        page = client.post(url(thread, "conversation-answers"), fields)
        assert page.status_code == 422
        assert "They did not ask there" in text_of(page)
        assert "At the pier." in text_of(page)
        allow_texts(thread.person)
        assert "Answer: Text message: allowed for urgent calls" in text_of(client.get(url(thread)))


class TestUndo:
    def test_taken_back_and_the_words_are_in_the_box(
        self, thread: Conversation, cast: Cast, client_for: ClientFor
    ) -> None:
        client = client_for(cast.dario)
        fields = form_of(client.get(url(thread))) | {"text": "At the peer.", "then": "close"}
        page = client.post(url(thread, "conversation-answers"), fields, follow=True)
        assert "Undo" in text_of(page)
        given = InboxMessage.objects.get(direction="out")
        address = reverse("office:conversation-retraction", args=[thread.pk, given.pk])
        assert client_for(cast.vera).post(address).status_code == 404
        page = client.post(address)
        text = text_of(page)
        assert page.status_code == 200
        assert "Taken back: nothing was sent" in text
        assert ">At the peer.</textarea>" in text.replace("> ", ">")
        assert "waits for an answer" in text
        assert not Direct.objects.exists()
        assert client.post(address).status_code == 404


class TestKeeping:
    def test_put_off_and_back(
        self, thread: Conversation, cast: Cast, client_for: ClientFor
    ) -> None:
        client = client_for(cast.dario)
        page = client.post(url(thread, "conversation-snooze"), {"when": "week"}, follow=True)
        assert "Put off until" in text_of(page)
        assert "Who writes" not in text_of(page)
        assert "Nobody waits" in text_of(client.get(reverse("office:inbox")))
        assert "Ingrid" in text_of(client.get(reverse("office:inbox"), {"queue": "snoozed"}))
        page = client.post(url(thread, "conversation-snooze"), {"when": "now"}, follow=True)
        assert "It is back in the queues." in text_of(page)
        assert client.post(url(thread, "conversation-snooze"), {"when": "now"}).status_code == 409
        for wrong in ({"day": "2001-01-01"}, {"day": "soon"}, {"when": "never"}):
            assert client.post(url(thread, "conversation-snooze"), wrong).status_code == 422

    def test_join_and_part(self, thread: Conversation, cast: Cast, client_for: ClientFor) -> None:
        other = mailed(thread.person, 13, text="And this?", at=later(1))
        client = client_for(cast.dario)
        page = client.post(url(thread, "conversation-joinings"), {"source": other.pk}, follow=True)
        assert "was joined here" in text_of(page)
        away = client.get(url(other))
        assert "goes on elsewhere" in text_of(away)
        assert url(thread) in text_of(away)
        page = client.post(url(other, "conversation-parting"), follow=True)
        assert "Both stand as they stood before." in text_of(page)
        assert client.post(url(other, "conversation-parting")).status_code == 409
        assert client.post(url(thread, "conversation-joinings"), {"source": "x"}).status_code == 422

    def test_ticked_ones_are_changed_and_refusals_told(
        self, thread: Conversation, cast: Cast, client_for: ClientFor
    ) -> None:
        other = conversation(arrive(subject="Other"))
        client = client_for(cast.dario)
        many = reverse("office:inbox-changes")
        page = client.post(many, {"who": [thread.pk, other.pk], "do": "take"}, follow=True)
        assert "2 conversations changed." in text_of(page)
        actions.close(conversation=other, by=cast.olga, at=later(1))
        page = client.post(many, {"who": [thread.pk, other.pk, 10**9], "do": "close"}, follow=True)
        assert "1 conversation changed." in text_of(page)
        assert "closed already" in text_of(page)
        page = client.post(many, {"do": "close"}, follow=True)
        assert "Tick the conversations first" in text_of(page)
        assert "Choose a moment" in text_of(
            client.post(many, {"who": other.pk, "do": "nothing"}, follow=True)
        )
        assert client_for(cast.vera).post(many).status_code == 404


class TestKeptAnswers:
    def test_written_put_in_and_dropped(
        self, thread: Conversation, cast: Cast, client_for: ClientFor
    ) -> None:
        client = client_for(cast.dario)
        assert "No answer is kept yet" in text_of(client.get(reverse("office:inbox-macros")))
        new = reverse("office:inbox-macro-new")
        refused = client.post(new, {"name": "Hello", "en": "{{ password }}"})
        assert refused.status_code == 422
        assert "There is no field “password”" in text_of(refused)
        assert client.post(new, {"name": "Hello"}).status_code == 422
        client.post(new, {"name": "Hello", "en": "Dear {{ first_name }}", "it": "Ciao"})
        kept = Macro.objects.get()
        page = client.post(
            url(thread, "conversation-insertion"), {"text": "First.", "macro": kept.pk, "once": "x"}
        )
        assert "First. Dear Ingrid" in text_of(page)
        assert client.get(reverse("office:inbox-macro", args=[kept.pk])).status_code == 200
        assert "In English, In Italian" in text_of(client.get(reverse("office:inbox-macros")))
        client.post(reverse("office:inbox-macro-removal", args=[kept.pk]))
        assert not Macro.objects.exists()
        assert client_for(cast.vera).get(new).status_code == 404


class TestTogether:
    def test_who_else_is_here_is_said(
        self, thread: Conversation, cast: Cast, client_for: ClientFor
    ) -> None:
        first, second = client_for(cast.dario), client_for(cast.olga)
        assert "reading this too" not in text_of(first.get(url(thread)))
        assert "Dario is reading this too." in text_of(second.get(url(thread)))
        assert first.post(url(thread, "conversation-presence"), {"writing": "1"}).status_code == 204
        assert "Dario is writing here." in text_of(second.get(url(thread)))
        Presence.objects.update(until=later(0))
        assert "Dario is" not in text_of(second.get(url(thread)))

    def test_the_stream_tells_what_the_page_shows(self, thread: Conversation, cast: Cast) -> None:
        asked = QueryDict(f"queue=all&at={thread.pk}")
        before = live.news(asked, by=cast.dario)
        assert before["count-all"] == "1"
        assert live.news(asked, by=cast.dario) == before
        actions.be_here(conversation=thread, by=cast.olga, writing=True)
        arrive(to=["<q@mail.example>"], sender="ingrid@people.example", text="Hello?", at=later(1))
        after = live.news(asked, by=cast.dario)
        assert after["mark"] != before["mark"]
        assert after["others"] == "Olga is writing here."
        assert int(after["newest"]) > int(before["newest"])
        json.dumps(after)
        # Of another region the stream says no more than the page.
        assert "newest" not in live.news(QueryDict(f"at={10**9}"), by=cast.rita)

    def test_strangers_get_no_stream(self, cast: Cast, client_for: ClientFor, client: Any) -> None:
        address = reverse("office:inbox-events")
        assert client.get(address).status_code == 302
        assert client_for(cast.nobody).get(address).status_code == 404


class TestQueues:
    def test_three_groups_with_every_team(
        self, thread: Conversation, cast: Cast, client_for: ClientFor
    ) -> None:
        care = Team.objects.create(name="Care & kin")
        Conversation.objects.filter(pk=thread.pk).update(team=care)
        client = client_for(cast.dario)
        page = client.get(reverse("office:inbox"))
        text = text_of(page)
        assert text.index("For me") < text.index("Care &amp; kin") < text.index("Dialogue")
        assert "Ingrid Sjöberg" not in text
        assert "Ingrid Sjöberg" in text_of(
            client.get(reverse("office:inbox"), {"queue": f"team-{care.pk}"})
        )

    def test_searching_keeps_the_list_beside_what_is_opened(
        self, thread: Conversation, cast: Cast, client_for: ClientFor
    ) -> None:
        client = client_for(cast.dario)
        page = text_of(client.get(reverse("office:inbox"), {"q": "where"}))
        assert "Found for “where”" in page
        assert f"{url(thread)}?q=where" in page
        assert "Found for “where”" in text_of(client.get(url(thread), {"q": "where"}))
        assert "Nothing found" in text_of(client.get(reverse("office:inbox"), {"q": "<script>"}))

    def test_pages(self, cast: Cast, client_for: ClientFor) -> None:
        for number in range(27):
            arrive(sender=f"s{number}@people.example", subject=f"Question {number}")
        client = client_for(cast.dario)
        first = text_of(client.get(reverse("office:inbox")))
        assert "?queue=needs&amp;page=2" in first
        second = client.get(reverse("office:inbox"), {"page": "2"})
        assert len(second.context["rows"]) == 2
        assert 'rel="prev"' in text_of(second)
