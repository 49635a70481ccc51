"""An answer leaves once, to the right address, in the thread its reader knows; machines get none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from muster.activity import queries as activity
from muster.audit.models import Entry
from muster.delivery.models import Direct
from muster.inbox import actions, errors
from muster.inbox.models import InboxMessage, Wait
from tests.domains.inbox.samples import arrive, conversation, key_of, later, sent_to

if TYPE_CHECKING:
    from muster.inbox.models import Conversation
    from tests.cast import Cast
    from tests.make import Make

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
    """Ingrid answered our October letter."""
    _, ours = sent_to(make.person(email="ingrid@people.example", language="en"))
    arrival = arrive(
        to=[ours],
        sender="ingrid@people.example",
        message_id="<q@mail.example>",
        text="Where is it?",
    )
    return conversation(arrival)


def answer(thread: Conversation, cast: Cast, **changed: object) -> InboxMessage:
    fields = {
        "text": "At the pier.",
        "by": cast.dario,
        "at": later(1),
        "idempotency": "one",
    } | changed
    return actions.answer(conversation=thread, **fields)


def test_it_goes_to_the_address_we_wrote_to_in_their_thread(
    thread: Conversation, cast: Cast
) -> None:
    answer(thread, cast)
    mail = Direct.objects.get()
    raw = bytes(mail.raw).decode()
    assert mail.address == "ingrid@people.example"
    assert mail.subject == f"conversation:{thread.pk}"
    assert "In-Reply-To: <q@mail.example>" in raw
    assert "<q@mail.example>" in raw.partition("References:")[2]
    assert "Subject: Re: October letter" in raw
    assert "Dario" in raw
    assert "> Where is it?" in raw


def test_the_clock_stops_and_the_thread_is_theirs_to_continue(
    thread: Conversation, cast: Cast
) -> None:
    answer(thread, cast)
    thread.refresh_from_db()
    assert (thread.state, thread.due_at, thread.assignee) == ("waiting", None, cast.dario)
    wait = Wait.objects.get()
    assert (wait.ending, wait.ended_at, wait.by) == ("answered", later(1), cast.dario)


def test_audit_and_fact_are_written(thread: Conversation, cast: Cast) -> None:
    answer(thread, cast)
    assert Entry.objects.get(verb="conversation.answered").actor == cast.dario.actor
    kinds = [fact.kind for fact in activity.timeline([thread.key_id], limit=9)]
    assert "reply.answered" in kinds


def test_a_second_click_sends_once(thread: Conversation, cast: Cast) -> None:
    assert answer(thread, cast) == answer(thread, cast, at=later(2))
    assert Direct.objects.count() == 1


def test_send_and_close_twice_is_one_answer_and_closed(thread: Conversation, cast: Cast) -> None:
    answer(thread, cast, closing=True)
    answer(thread, cast, closing=True)
    thread.refresh_from_db()
    assert thread.closed
    assert Wait.objects.get().ending == "answered"
    assert Direct.objects.count() == 1


def test_their_next_mail_finds_the_thread_by_our_answer(thread: Conversation, cast: Cast) -> None:
    given = answer(thread, cast)
    again = arrive(to=[f"<{given.message_id}>"], sender="elsewhere@people.example", at=later(2))
    assert conversation(again) == thread
    assert InboxMessage.objects.get(pk=again.entry_id).proven
    thread.refresh_from_db()
    assert thread.due_at == later(6)


def test_an_answer_to_a_stranger_goes_to_the_address_named_and_proves_nobody(
    cast: Cast, make: Make
) -> None:
    make.person(email="stranger@people.example")
    thread = conversation(arrive())
    answer(thread, cast)
    mail = Direct.objects.get()
    assert (mail.address, mail.person_id, mail.key_id) == ("stranger@people.example", None, None)


def test_machines_are_never_answered(cast: Cast, make: Make) -> None:
    _, ours = sent_to(make.person())
    thread = conversation(arrive(to=[ours], auto=True))
    with pytest.raises(errors.MachinesOnly):
        answer(thread, cast)
    assert not Direct.objects.exists()


def test_the_last_human_message_is_the_one_answered(thread: Conversation, cast: Cast) -> None:
    arrive(
        to=["<q@mail.example>"],
        sender="ingrid@people.example",
        auto=True,
        text="I am away",
        at=later(0.5),
    )
    answer(thread, cast)
    assert "In-Reply-To: <q@mail.example>" in bytes(Direct.objects.get().raw).decode()


def test_something_newer_stops_it(thread: Conversation, cast: Cast) -> None:
    seen = thread.messages.latest("id").pk
    arrive(to=["<q@mail.example>"], sender="ingrid@people.example", at=later(0.5))
    with pytest.raises(errors.SomethingNew):
        answer(thread, cast, seen=seen)
    assert not Direct.objects.exists()


def test_a_note_in_between_does_not_stop_it(thread: Conversation, cast: Cast) -> None:
    seen = thread.messages.latest("id").pk
    actions.note(conversation=thread, text="She is right", by=cast.olga, at=later(0.5))
    answer(thread, cast, seen=seen)
    assert "She is right" not in bytes(Direct.objects.get().raw).decode()


@pytest.mark.parametrize(
    ("text", "error"), [("  \n", errors.NothingWritten), ("x" * 20_001, errors.TooLong)]
)
def test_no_words_and_too_many_are_refused(
    thread: Conversation, cast: Cast, text: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        answer(thread, cast, text=text)
    assert not Direct.objects.exists()


def test_an_erased_address_cannot_be_answered(thread: Conversation, cast: Cast) -> None:
    actions.forget(thread.person)
    with pytest.raises(errors.NowhereToAnswer):
        answer(thread, cast)


def test_hostile_subjects_make_no_header(cast: Cast) -> None:
    thread = conversation(arrive(subject="Hi\r\nBcc: thief@x.example"))
    answer(thread, cast)
    head = bytes(Direct.objects.get().raw).decode().replace("\r\n", "\n").partition("\n\n")[0]
    assert not any(line.lower().startswith("bcc") for line in head.splitlines())


class TestKeeping:
    def test_close_and_reopen(self, thread: Conversation, cast: Cast) -> None:
        actions.close(conversation=thread, by=cast.dario, at=later(1))
        with pytest.raises(errors.AlreadyClosed):
            actions.close(conversation=thread, by=cast.dario, at=later(1))
        reopened = actions.reopen(conversation=thread, by=cast.dario, at=later(2))
        assert (reopened.state, reopened.due_at) == ("open", later(4))
        with pytest.raises(errors.NotClosed):
            actions.reopen(conversation=thread, by=cast.dario, at=later(2))

    def test_hand_over_only_to_who_may_answer_and_see(
        self, thread: Conversation, cast: Cast
    ) -> None:
        assert (
            actions.assign(conversation=thread, to=cast.rita, by=cast.dario, at=later(1)).assignee
            == cast.rita
        )
        for other in (cast.vera, cast.nobody):
            with pytest.raises(errors.CannotTakeIt):
                actions.assign(conversation=thread, to=other, by=cast.dario, at=later(1))
        assert (
            actions.assign(conversation=thread, to=None, by=cast.dario, at=later(1)).assignee
            is None
        )

    def test_an_empty_note_is_refused(self, thread: Conversation, cast: Cast) -> None:
        with pytest.raises(errors.NothingWritten):
            actions.note(conversation=thread, text=" ", by=cast.dario, at=later(1))


def test_export_and_forget(thread: Conversation, cast: Cast) -> None:
    from muster.inbox import registry

    answer(thread, cast)
    actions.note(conversation=thread, text="Careful", by=cast.olga, at=later(2))
    person = thread.person
    exported = registry.export(person)["conversations"]
    assert [one["text"] for one in exported[0]["messages"]] == ["Where is it?", "At the pier."]
    actions.forget(person)
    thread.refresh_from_db()
    assert (thread.address, thread.name, thread.subject, thread.preview) == ("", "", "", "")
    assert not thread.messages.exclude(said="", text="", html="", sender="", message_id="").exists()
    assert thread.messages.count() == 3
    assert key_of(person).pk == thread.key_id
