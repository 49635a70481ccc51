"""Ask us: how soon an answer comes, a question with an address, and a link that only its mailbox gets."""

from __future__ import annotations

from datetime import timedelta
from email import message_from_bytes
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection

from muster.accounts.models import Organisation
from muster.activity import queries as activity
from muster.delivery.models import CaughtMessage, Direct, LetterRow
from muster.delivery.pump import run_until_idle
from muster.inbox import actions, asked, expecting
from muster.inbox.models import Arrival, Conversation, InboxMessage, Rules, Team, Topic, Wait
from muster.kit import clock
from muster.people.models import Person
from muster.web.site import stamp
from tests.domains.inbox.samples import arrive

if TYPE_CHECKING:
    from tests.cast import Cast
    from tests.make import Make

pytestmark = pytest.mark.django_db
NEW = "una@people.example"
WORDS = "Where do I park on Saturday?"
_nonces = iter(range(10**6))


def filled(**more: Any) -> dict[str, Any]:
    opened = int(clock.db_now().timestamp()) - 9
    body = f"{opened}.{next(_nonces):022d}"
    seal = f"{body}.{stamp.secrets.mac('site.form', 'ask', body)}"
    return {"words": WORDS, "answer_by": "email", "email": NEW, "stamp": seal} | more


def ask(client_for: Any, **more: Any) -> Conversation:
    """Ask, and let a worker take it in."""
    answer = client_for().post("/ask/", filled(**more))
    assert (answer.status_code, answer.url) == (302, "/ask/sent/")
    actions.take_asked()
    return Conversation.objects.order_by("-id")[0]


def forget_limits() -> None:
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE kit_bucket")


class TestTheForm:
    def test_it_says_first_how_soon(self, client_for: Any) -> None:
        page = client_for().get("/ask/")
        assert page.status_code == 200
        assert not page.cookies
        assert "within 4" in page.text
        assert page.text.index("within 4") < page.text.index("<textarea")

    def test_nothing_is_asked_that_has_no_choice(self, client_for: Any) -> None:
        page = client_for().get("/ask/").text
        assert 'name="topic"' not in page
        assert "cannot wait" not in page

    def test_topics_and_the_help_line_of_the_house(self, client_for: Any) -> None:
        team = Team.objects.create(name="Events")
        Topic.objects.create(name="Beach cleans", team=team)
        Topic.objects.create(name="Complaints of staff", team=team, offered=False)
        Organisation.objects.update_or_create(
            pk=1, defaults={"help_line": "+48 600 000 000, day and night"}
        )
        page = client_for().get("/ask/").text
        assert "Beach cleans" in page
        assert "Complaints of staff" not in page
        assert "+48 600 000 000" in page

    def test_texts_are_offered_where_there_is_a_gateway(
        self, client_for: Any, settings: Any
    ) -> None:
        Organisation.objects.update_or_create(pk=1, defaults={"mode": "live"})
        assert 'name="answer_by"' not in client_for().get("/ask/").text
        settings.MUSTER_SMS_URL = "kannel://u:p@127.0.0.1:1"
        assert 'name="answer_by"' in client_for().get("/ask/").text

    @pytest.mark.parametrize(
        "wrong",
        [{"words": " "}, {"email": ""}, {"email": "no"}, {"answer_by": "phone"}, {"answer_by": "pigeon"},
         {"answer_by": "phone", "phone": "12"}, {"stamp": ""}, {"words": "x" * 5_001}],
    )  # fmt: skip
    def test_what_is_missing_is_said_beside_its_field(
        self, client_for: Any, wrong: dict[str, Any]
    ) -> None:
        page = client_for().post("/ask/", filled(**wrong))
        assert page.status_code == 422
        assert 'class="errors"' in page.text
        assert not Arrival.objects.exists()

    def test_a_machine_hears_what_everybody_hears(self, client_for: Any) -> None:
        answer = client_for().post("/ask/", filled(website="https://x.example"))
        assert (answer.status_code, answer.url) == (302, "/ask/sent/")
        assert not Arrival.objects.exists()

    @pytest.mark.parametrize("language", ["it", "pl", "fr"])
    def test_it_speaks_four_languages(self, client_for: Any, mailbox: Any, language: str) -> None:
        visitor = client_for()
        assert f'lang="{language}"' in visitor.get(f"/ask/?language={language}").text
        visitor.post(f"/ask/?language={language}", filled())
        assert mailbox.to(NEW)[0].language == language


class TestWhatBecomesOfIt:
    def test_a_question_is_a_claim_with_its_clock(self, client_for: Any, make: Make) -> None:
        person = make.person(email=NEW)
        thread = ask(client_for, name="Una Berg")
        assert (thread.channel, thread.address, thread.name) == ("webform", NEW, "Una Berg")
        assert (thread.proven, thread.person, thread.claimed) == (False, None, person)
        assert thread.state == "open"
        message = InboxMessage.objects.get()
        assert (message.said, message.proven) == (WORDS, False)
        assert Arrival.objects.get().sealed is None

    def test_until_a_worker_comes_it_is_sealed(self, client_for: Any) -> None:
        client_for().post("/ask/", filled())
        arrival = Arrival.objects.get()
        assert arrival.outcome == Arrival.Outcome.ASKED
        assert WORDS.encode() not in bytes(arrival.sealed)
        assert not Conversation.objects.exists()

    def test_the_wait_runs_from_the_button_not_from_the_worker(self, client_for: Any) -> None:
        client_for().post("/ask/", filled())
        earlier = clock.now() - timedelta(hours=3)
        Arrival.objects.update(at=earlier)
        actions.take_asked()
        assert Wait.objects.get().asked_at == earlier

    def test_the_topic_names_the_team(self, client_for: Any) -> None:
        team = Team.objects.create(name="Events")
        topic = Topic.objects.create(name="Beach cleans", team=team)
        thread = ask(client_for, topic=str(topic.pk))
        assert (thread.topic, thread.team, thread.subject) == (topic, team, "Beach cleans")

    def test_nobody_chooses_a_topic_by_mail(self) -> None:
        topic = Topic.objects.create(name="Board", team=Team.objects.create(name="Board"))
        arrival = arrive(headers=(("X-Muster-Topic", str(topic.pk)),))
        assert arrival.entry.conversation.topic is None

    def test_pressed_twice_it_is_one(self, client_for: Any) -> None:
        visitor, same = client_for(), filled()
        for _press in range(3):
            assert visitor.post("/ask/", same).status_code == 302
            actions.take_asked()
        assert InboxMessage.objects.count() == Arrival.objects.count() == 1

    def test_asked_again_it_is_the_same_thread(self, client_for: Any) -> None:
        assert ask(client_for) == ask(client_for, words="And where is the entrance?")
        assert InboxMessage.objects.count() == 2

    def test_one_question_that_cannot_be_opened_holds_up_none(self, client_for: Any) -> None:
        client_for().post("/ask/", filled())
        Arrival.objects.update(sealed=b"sealed with another key, long ago")
        client_for().post("/ask/", filled(words="Another?"))
        assert actions.take_asked() == 1
        assert InboxMessage.objects.get().said == "Another?"

    def test_hostile_words_are_words(self, client_for: Any, cast: Cast) -> None:
        thread = ask(client_for, words="<script>alert(1)</script>{{ x }}", name="\u202eEve<b>")
        page = client_for(cast.olga).get(f"/office/inbox/{thread.pk}/")
        assert page.status_code == 200
        assert "<script>alert" not in page.text


class TestTheAnswer:
    def test_it_goes_to_the_mailbox_and_names_no_mail_that_never_was(
        self, client_for: Any, cast: Cast
    ) -> None:
        thread = ask(client_for)
        actions.answer(
            conversation=thread,
            text="Behind the pier.",
            by=cast.olga,
            at=clock.now(),
            idempotency="a",
        )
        run_until_idle()
        mail = message_from_bytes(bytes(CaughtMessage.objects.get(address=NEW, sort="answer").raw))
        assert "Behind the pier." in mail.get_payload()
        assert mail["Subject"] == "Re: Your question to Muster"
        assert mail["In-Reply-To"] is None

    def test_their_reply_by_mail_comes_into_the_thread(self, client_for: Any, cast: Cast) -> None:
        thread = ask(client_for)
        given = actions.answer(
            conversation=thread,
            text="Behind the pier.",
            by=cast.olga,
            at=clock.now(),
            idempotency="a",
        )
        arrival = arrive(to=[f"<{given.message_id}>"], sender=NEW, at=clock.now())
        assert arrival.entry.conversation == thread
        assert not arrival.entry.proven

    def test_a_telephone_is_answered_by_text_and_goes_on_by_text(
        self, client_for: Any, cast: Cast
    ) -> None:
        thread = ask(client_for, answer_by="phone", phone="+447700900123", email="")
        assert thread.address == "+447700900123"
        assert not LetterRow.objects.exists()
        actions.answer(
            conversation=thread,
            text="Behind the pier.",
            by=cast.olga,
            at=clock.now(),
            idempotency="a",
        )
        assert bytes(Direct.objects.get().raw) == b"Behind the pier."
        arrival = arrive(
            channel="sms", sender="+447700900123", received_at=clock.now(), at=clock.now()
        )
        assert arrival.entry.conversation == thread


class TestTheLetter:
    def test_it_says_that_a_machine_wrote_it_and_nothing_of_the_question(
        self, client_for: Any
    ) -> None:
        ask(client_for)
        run_until_idle()
        caught = CaughtMessage.objects.get(address=NEW)
        raw = bytes(caught.raw)
        mail = message_from_bytes(raw)
        assert mail["Auto-Submitted"] == "auto-replied"
        assert mail["X-Auto-Response-Suppress"] == "All"
        assert mail["X-Muster-Loop"]
        assert b"park on" not in raw
        assert LetterRow.objects.get().context == {}

    def test_nothing_comes_back_to_it(self) -> None:
        from muster.accounts.queries import organisation
        from muster.delivery import letters

        row = LetterRow(
            id=1, kind="asked", address=NEW, language="en", created_at=clock.now(),
            context={"automatic": True, "url": "x"},
        )  # fmt: skip
        assert letters.single(row, organisation()).return_path(organisation()) == ""

    def test_one_a_day_however_often_somebody_asks(self, client_for: Any) -> None:
        for words in ("One?", "Two?", "Three?"):
            ask(client_for, words=words)
        assert LetterRow.objects.filter(kind="asked").count() == 1

    def test_the_link_proves_the_mailbox_when_its_button_is_pressed(
        self, client_for: Any, make: Make, mailbox: Any
    ) -> None:
        person = make.person(email=NEW)
        thread = ask(client_for)
        link, visitor = mailbox.link(NEW), client_for()
        page = visitor.get(link)
        assert WORDS in page.text
        assert page.headers["Referrer-Policy"] == "no-referrer"
        thread.refresh_from_db()
        assert not thread.proven
        for _press in range(2):
            assert "this was you" in visitor.post(link, follow=True).text
        thread.refresh_from_db()
        assert (thread.proven, thread.person) == (True, person)
        assert InboxMessage.objects.get().proven
        kinds = [fact.kind for fact in activity.timeline([thread.key_id], limit=9)]
        assert kinds.count("reply.received") == 1

    def test_pressed_before_a_worker_came_it_is_taken_in(
        self, client_for: Any, mailbox: Any
    ) -> None:
        client_for().post("/ask/", filled())
        client_for().post(mailbox.link(NEW))
        assert InboxMessage.objects.get().proven
        assert Arrival.objects.get().outcome == Arrival.Outcome.STORED
        assert actions.take_asked() == 0

    def test_only_the_question_that_was_shown_becomes_theirs(
        self, client_for: Any, make: Make, mailbox: Any
    ) -> None:
        make.person(email=NEW)
        forged = ask(client_for, words="Delete everything I gave you")
        forget_limits()
        genuine = ask(client_for)
        assert forged == genuine
        client_for().post(mailbox.link(NEW))
        told = dict(InboxMessage.objects.values_list("said", "proven"))
        assert told == {"Delete everything I gave you": False, WORDS: True}
        # Whoever asks from now on in that name begins a thread of their own.
        assert ask(client_for, words="And this?") != genuine

    def test_a_mailbox_nobody_knows_is_proved_and_makes_nobody(
        self, client_for: Any, mailbox: Any, cast: Cast
    ) -> None:
        thread = ask(client_for)
        client_for().post(mailbox.link(NEW))
        thread.refresh_from_db()
        assert (thread.proven, thread.person) == (True, None)
        assert not Person.objects.exists()
        assert client_for(cast.olga).get(f"/office/inbox/{thread.pk}/").status_code == 200

    @pytest.mark.parametrize("change", ["number", "mac", "shape"])
    def test_forged_links_open_nothing(self, client_for: Any, mailbox: Any, change: str) -> None:
        ask(client_for)
        number, _, mac = asked.token(Arrival.objects.get().pk).partition("-")
        forged = {
            "number": f"{int(number) + 1}-{mac}",
            "mac": f"{number}-{mac[:-1]}{'A' if mac[-1] != 'A' else 'B'}",
            "shape": "x" * 24,
        }[change]
        for method in ("get", "post"):
            page = getattr(client_for(), method)(f"/ask/{forged}/")
            assert page.status_code == 404
            assert WORDS not in page.text
        assert not InboxMessage.objects.get().proven

    def test_after_three_days_it_opens_nothing(self, client_for: Any, mailbox: Any) -> None:
        ask(client_for)
        Arrival.objects.update(at=clock.now() - timedelta(days=3, minutes=1))
        assert client_for().get(mailbox.link(NEW)).status_code == 410
        assert client_for().post(mailbox.link(NEW)).status_code == 410
        assert not InboxMessage.objects.get().proven


class TestNobodyLearnsWhoIsKnown:
    def test_known_and_unknown_get_the_same_answer_and_the_same_letter(
        self, client_for: Any, make: Make, mailbox: Any
    ) -> None:
        make.person(email="known@people.example")
        answers = []
        for address in ("known@people.example", "other@people.example"):
            visitor = client_for()
            answer = visitor.post("/ask/", filled(email=address))
            after = visitor.get("/ask/sent/")
            [letter] = mailbox.to(address)
            context = {**letter.context, "url": ""}
            answers.append((answer.status_code, answer.url, after.content, letter.kind, context))
        assert answers[0] == answers[1]

    def test_known_and_unknown_cost_the_same_questions(self, client_for: Any, make: Make) -> None:
        from django.test.utils import CaptureQueriesContext

        make.person(email="known@people.example")
        # The first of all calls a worker; the others find that one is called already.
        client_for().post("/ask/", filled(email="first@people.example"))
        counts = []
        for address in ("known@people.example", "other@people.example"):
            with CaptureQueriesContext(connection) as asked_of_it:
                client_for().post("/ask/", filled(email=address))
            counts.append(len(asked_of_it))
        assert counts[0] == counts[1]


class TestFloods:
    def test_one_network_is_asked_to_wait(self, client_for: Any) -> None:
        codes = [
            client_for().post("/ask/", filled(email=f"a{n}@people.example")).status_code
            for n in range(62)
        ]
        assert set(codes[:60]) == {302}
        assert set(codes[60:]) == {429}

    def test_the_twenty_first_of_one_sender_within_an_hour_is_held_back(
        self, client_for: Any
    ) -> None:
        for number in range(22):
            client_for().post("/ask/", filled(words=f"Question {number}?"))
        actions.take_asked()
        assert InboxMessage.objects.count() == 20
        assert Arrival.objects.filter(outcome="held", sealed__isnull=False).count() == 2


class TestExpectations:
    def test_where_only_some_hours_count_it_names_the_moment(self, client_for: Any) -> None:
        week = [[[480, 960]]] * 5 + [[], []]
        Rules.objects.create(pk=1, hours={"zone": "Europe/Warsaw", "week": week})
        now = clock.now()
        found = expecting.expectation(at=now)
        assert found.due is not None
        assert found.due - now >= timedelta(hours=4)
        page = client_for().get("/ask/").text
        assert "We promise an answer by" in page
        assert "(Warsaw)" in page
        ask(client_for)
        assert "(Warsaw)" in LetterRow.objects.get(kind="asked").context["due"]

    def test_too_few_answers_say_nothing(self, client_for: Any, cast: Cast) -> None:
        assert expecting.expectation(at=clock.now()).usual is None

    def test_the_median_of_what_was_really_answered(self, client_for: Any, cast: Cast) -> None:
        now = clock.now()
        for minutes in (10, 20, 30, 40, 600):
            begun = now - timedelta(minutes=minutes + 5)
            thread = arrive(sender=f"m{minutes}@people.example", at=begun).entry.conversation
            actions.answer(
                conversation=thread, text="Yes.", by=cast.olga, idempotency=f"m{minutes}",
                at=begun + timedelta(minutes=minutes),
            )  # fmt: skip
        found = expecting.expectation(at=now)
        assert found.usual == timedelta(minutes=30)
        assert not found.crowded
        assert "half of all answers came within 30" in client_for().get("/ask/").text

    def test_when_more_wait_than_we_can_answer_it_says_so(self, client_for: Any) -> None:
        now = clock.now()
        for number in range(3):
            arrive(sender=f"w{number}@people.example", at=now - timedelta(hours=6))
        assert expecting.expectation(at=now).crowded
        page = client_for().get("/ask/").text
        assert "It takes longer just now" in page
        # What is being broken is not promised once more, neither there nor in the letter.
        assert "We promise" not in page
        ask(client_for)
        assert LetterRow.objects.get(kind="asked").context["promise"] == ""
        assert not expecting.expectation(at=now - timedelta(hours=5)).crowded
