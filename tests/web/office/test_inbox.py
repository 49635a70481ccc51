"""The inbox by HTTP: what each member of the cast sees and does there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from muster.delivery import tokens
from muster.delivery.actions import returns
from muster.delivery.models import Direct
from muster.inbox import actions
from muster.inbox.models import Conversation, InboxMessage
from muster.kit.actors import system
from tests.domains.inbox.samples import arrive, conversation, later, sent_to

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cast import Cast
    from tests.client import CheckingClient
    from tests.make import Make

    ClientFor = Callable[..., CheckingClient]

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _organisation(db: None) -> None:
    from muster.accounts.models import Organisation

    Organisation.objects.create(
        pk=1, name="Havsvakt", mode="training", sender_name="Havsvakt", sender_address="hello@news.example",
        reply_domain="news.example", site_url="http://localhost:8000",
    )  # fmt: skip


@pytest.fixture
def thread(make: Make) -> Conversation:
    """Ingrid asks who gave us her number."""
    person = make.person(email="ingrid@people.example", given_name="Ingrid", family_name="Sjöberg")
    arrival = arrive(
        to=[sent_to(person)[1]], sender="ingrid@people.example", message_id="<q@mail.example>",
        text="Who gave you my number?\n\nOn 13 Oct 2026, Havsvakt <hello@news.example> wrote:\n> Come along",
    )  # fmt: skip
    return conversation(arrival)


def url(thread: Conversation, name: str = "conversation") -> str:
    return reverse(f"office:{name}", args=[thread.pk])


def form_of(page: Any) -> dict[str, str]:
    form = page.context["answer_form"]
    return {name: str(form[name].value() or "") for name in form.fields}


class TestTimeline:
    def test_the_person_page_names_a_conversation_while_it_is_there(
        self, client_for: ClientFor, cast: Cast, thread: Conversation
    ) -> None:
        here = reverse("office:person", args=[thread.key.person_id])
        page = client_for(cast.olga).get(here).text
        assert f'<a href="{url(thread)}" translate="no">{thread.subject}</a>' in page
        # What a blanked conversation was about is nowhere any more.
        Conversation.objects.filter(pk=thread.pk).update(subject="")
        gone = client_for(cast.olga).get(here).text
        assert "Wrote to us" in gone
        assert f'<a href="{url(thread)}" translate="no">' not in gone


class TestReading:
    def test_the_list_says_how_things_stand(
        self, thread: Conversation, cast: Cast, client_for: ClientFor
    ) -> None:
        page = client_for(cast.dario).get(reverse("office:inbox"))
        text = page.content.decode()
        assert "One person waits for an answer" in text
        assert "Ingrid Sjöberg" in text
        assert "Who gave you my number?" in text
        assert "Late by" in text

    def test_an_empty_inbox_says_what_it_is_for(self, cast: Cast, client_for: ClientFor) -> None:
        client = client_for(cast.dario)
        assert "Nobody waits for an answer" in client.get(reverse("office:inbox")).content.decode()
        for queue in ("mine", "all", "closed", "automatic", "no-such-queue"):
            assert client.get(reverse("office:inbox"), {"queue": queue}).status_code == 200

    def test_the_thread_shows_their_words_and_hides_the_quotation(
        self, thread: Conversation, cast: Cast, client_for: ClientFor
    ) -> None:
        text = client_for(cast.dario).get(url(thread)).content.decode()
        assert "<h1>Ingrid Sjöberg waits for an answer</h1>" in text
        assert "Whole message" in text
        assert "Goes to ingrid@people.example, the address we wrote to." in text

    def test_a_stranger_is_shown_as_a_claim_with_no_record(
        self, cast: Cast, make: Make, client_for: ClientFor
    ) -> None:
        make.person(email="victim@people.example", given_name="Vic", family_name="Tim")
        thread = conversation(arrive(sender="victim@people.example", sender_name="The boss"))
        text = client_for(cast.dario).get(url(thread)).content.decode()
        assert "Says it is victim@people.example" in text
        assert "Vic Tim" not in text
        assert "tell nothing private" in text

    def test_a_reader_sees_no_way_to_answer(
        self, thread: Conversation, cast: Cast, client_for: ClientFor
    ) -> None:
        text = client_for(cast.vera).get(url(thread)).content.decode()
        assert "<textarea" not in text
        assert (
            client_for(cast.vera)
            .post(url(thread, "conversation-answers"), {"text": "x"})
            .status_code
            == 404
        )

    def test_another_region_and_nothing_look_the_same(
        self, cast: Cast, make: Make, client_for: ClientFor
    ) -> None:
        far = conversation(arrive(to=[sent_to(make.person(country="FR", postcode="75001"))[1]]))
        client = client_for(cast.rita)
        there, nowhere = (
            client.get(url(far)),
            client.get(reverse("office:conversation", args=[10**9])),
        )
        assert there.status_code == nowhere.status_code == 404
        assert there.content.decode().count("yours to see") == nowhere.content.decode().count(
            "yours to see"
        )
        assert "Nobody waits" in client.get(reverse("office:inbox")).content.decode()

    def test_hostile_words_are_only_words(self, cast: Cast, client_for: ClientFor) -> None:
        hostile = "<script>alert(1)</script>{{ settings.SECRET_KEY }}"
        thread = conversation(
            arrive(text=hostile, subject=hostile, sender_name=hostile, html=hostile)
        )
        text = client_for(cast.dario).get(url(thread)).content.decode()
        assert "<script>alert" not in text
        assert "&lt;script&gt;alert(1)" in text

    def test_as_many_questions_for_one_as_for_thirty(
        self, thread: Conversation, cast: Cast, make: Make, client_for: ClientFor
    ) -> None:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        client = client_for(cast.dario)
        client.get(url(thread))

        def asked(address: str) -> int:
            with CaptureQueriesContext(
                connection,
            ) as found:
                client.get(address)
            return len(found)

        few = asked(url(thread)), asked(reverse("office:inbox"))
        for number in range(30):
            arrive(to=[sent_to(make.person(), subject=f"broadcast:{number + 50}")[1]])
            actions.note(conversation=thread, text=f"Note {number}", by=cast.olga, at=later(1))
        assert (asked(url(thread)), asked(reverse("office:inbox"))) == few
        assert max(few) <= 43


class TestAnswering:
    def test_answer_and_close(
        self, thread: Conversation, cast: Cast, client_for: ClientFor
    ) -> None:
        client = client_for(cast.dario)
        fields = form_of(client.get(url(thread))) | {"text": "You did, in May.", "then": "close"}
        page = client.post(url(thread, "conversation-answers"), fields, follow=True)
        text = page.content.decode()
        assert "Answered and closed." in text
        assert "<h1>Closed: Ingrid Sjöberg</h1>" in text
        assert "You did, in May." in text
        assert Direct.objects.get().address == "ingrid@people.example"

    def test_a_second_click_sends_once(
        self, thread: Conversation, cast: Cast, client_for: ClientFor
    ) -> None:
        client = client_for(cast.dario)
        fields = form_of(client.get(url(thread))) | {"text": "You did.", "then": "stay"}
        for _ in range(2):
            client.post(url(thread, "conversation-answers"), fields)
        assert Direct.objects.count() == 1
        assert InboxMessage.objects.filter(direction="out").count() == 1

    def test_something_new_is_shown_and_the_words_are_kept(
        self, thread: Conversation, cast: Cast, client_for: ClientFor
    ) -> None:
        client = client_for(cast.dario)
        fields = form_of(client.get(url(thread))) | {"text": "My long answer"}
        arrive(to=["<q@mail.example>"], sender="ingrid@people.example", text="Never mind, found it")
        page = client.post(url(thread, "conversation-answers"), fields)
        text = page.content.decode()
        assert page.status_code == 409
        assert "Something new came" in text
        assert "My long answer" in text
        assert "Never mind, found it" in text
        assert not Direct.objects.exists()
        client.post(url(thread, "conversation-answers"), form_of(page))
        assert Direct.objects.count() == 1

    def test_an_empty_answer_says_what_to_do(
        self, thread: Conversation, cast: Cast, client_for: ClientFor
    ) -> None:
        client = client_for(cast.dario)
        page = client.post(url(thread, "conversation-answers"), form_of(client.get(url(thread))))
        assert page.status_code == 422
        assert "Write something first" in page.content.decode()

    def test_a_form_without_its_token_is_refused(
        self, thread: Conversation, cast: Cast, client_for: ClientFor
    ) -> None:
        page = client_for(cast.dario).post(url(thread, "conversation-answers"), {"text": "Hi"})
        assert page.status_code == 422
        assert not Direct.objects.exists()

    def test_a_machine_cannot_be_answered(
        self, cast: Cast, make: Make, client_for: ClientFor
    ) -> None:
        thread = conversation(arrive(to=[sent_to(make.person())[1]], auto=True))
        client = client_for(cast.dario)
        assert "nobody to answer" in client.get(url(thread)).content.decode()
        page = client.post(url(thread, "conversation-answers"), {"text": "Hi", "once": "x"})
        assert page.status_code == 422
        assert "automatic" in client.get(url(thread)).content.decode()

    def test_a_get_changes_nothing(
        self, thread: Conversation, cast: Cast, client_for: ClientFor
    ) -> None:
        client = client_for(cast.dario)
        for name in ("answers", "notes", "assignment", "closure", "reopening"):
            assert client.get(url(thread, f"conversation-{name}")).status_code == 405


class TestKeeping:
    def test_a_note_stays_with_us(
        self, thread: Conversation, cast: Cast, client_for: ClientFor
    ) -> None:
        client = client_for(cast.dario)
        assert "A note never leaves" in client.get(url(thread), {"write": "note"}).content.decode()
        page = client.post(
            url(thread, "conversation-notes"), {"text": "She is right."}, follow=True
        )
        assert "Noted. Nothing was sent." in page.content.decode()
        assert "bubble--note" in page.content.decode()
        assert not Direct.objects.exists()
        assert client.post(url(thread, "conversation-notes"), {"text": " "}).status_code == 422

    def test_hand_over(self, thread: Conversation, cast: Cast, client_for: ClientFor) -> None:
        client = client_for(cast.dario)
        page = client.post(
            url(thread, "conversation-assignment"), {"assignee": cast.rita.pk}, follow=True
        )
        assert "Rita answers this now." in page.content.decode()
        assert (
            client.post(
                url(thread, "conversation-assignment"), {"assignee": cast.vera.pk}
            ).status_code
            == 422
        )
        page = client.post(url(thread, "conversation-assignment"), {"assignee": ""}, follow=True)
        assert "It is nobody’s now." in page.content.decode()

    def test_close_and_reopen(
        self, thread: Conversation, cast: Cast, client_for: ClientFor
    ) -> None:
        client = client_for(cast.dario)
        assert (
            "Closed. Nothing was sent."
            in client.post(url(thread, "conversation-closure"), follow=True).content.decode()
        )
        assert client.post(url(thread, "conversation-closure")).status_code == 409
        assert (
            "Open again"
            in client.post(url(thread, "conversation-reopening"), follow=True).content.decode()
        )
        assert client.post(url(thread, "conversation-reopening")).status_code == 409


def test_what_is_held_back_can_be_let_in(cast: Cast, client_for: ClientFor) -> None:
    held = [arrive(text=f"Number {n}", at=later(n / 60)) for n in range(21)][-1]
    client = client_for(cast.dario)
    assert "Held back" in client.get(reverse("office:inbox")).content.decode()
    text = client.get(reverse("office:inbox-held")).content.decode()
    assert "<h1>One message is held back</h1>" in text
    assert "Number 20" in text
    address = reverse("office:inbox-admission", args=[held.pk])
    assert client_for(cast.rita).post(address).status_code == 404
    assert client_for(cast.vera).post(address).status_code == 404
    assert client.post(address).status_code == 302
    assert InboxMessage.objects.filter(said="Number 20").exists()
    assert client.post(address).status_code == 404
    assert "Nothing is held back" in client.get(reverse("office:inbox-held")).content.decode()


class TestReturned:
    @pytest.mark.parametrize(
        ("kind", "words"),
        [
            ("bounced", "nobody reads at that address. The server said: 5.1.1 unknown"),
            ("soft", "maybe only for now"),
            ("complained", "called this answer unwanted"),
        ],
    )
    def test_an_answer_that_came_back_says_so(
        self, thread: Conversation, cast: Cast, client_for: ClientFor, kind: str, words: str
    ) -> None:
        client = client_for(cast.dario)
        fields = form_of(client.get(url(thread))) | {"text": "From the sign-up in May."}
        client.post(url(thread, "conversation-answers"), fields)
        assert "came back" not in client.get(url(thread)).content.decode()
        name = tokens.make(tokens.DIRECT, Direct.objects.get().pk)
        told = {"names": [name], "kind": kind, "at": later(1), "source": "dsn", "event": "1"}
        assert returns.note(**told, code="5.1.1", detail="unknown", by=system("test"))
        assert words in " ".join(client.get(url(thread)).content.decode().split())
