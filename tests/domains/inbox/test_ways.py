"""One log per person; an answer goes only where they asked or what they allow, and ends the waits it serves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from muster.delivery.models import Direct
from muster.inbox import actions, case_errors, errors, logs, ways
from muster.inbox.models import Conversation, InboxMessage
from muster.people.models import IdentityKey
from muster.triage.kinds import Kind
from tests.domains.inbox.samples import arrive, conversation, later
from tests.domains.inbox.talking import allow_texts, house, ingrid, mailed, texted

if TYPE_CHECKING:
    from tests.cast import Cast
    from tests.make import Make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _house(db: None) -> None:
    house()


def answer(thread: Conversation, cast: Cast, **changed: Any) -> InboxMessage:
    fields = {"text": "At the pier.", "at": later(3), "idempotency": "one"} | changed
    return actions.answer(conversation=thread, by=cast.dario, **fields)


def test_one_log_of_every_channel_oldest_first(make: Make, cast: Cast) -> None:
    person = ingrid(make)
    thread = mailed(person, at=later(0))
    texted(person, at=later(1))
    answer(thread, cast)
    log = logs.of(thread, by=cast.dario)
    assert [one.said for one in log.entries] == [
        "Where is it?", "Who gave you my number?", "At the pier.",
    ]  # fmt: skip
    assert [one.conversation.channel for one in log.entries] == ["email", "sms", "email"]
    assert log.seen == max(one.pk for one in log.entries)


def test_a_claim_stands_in_it_only_for_who_may_see_strangers(make: Make, cast: Cast) -> None:
    thread = mailed(ingrid(make, country="PL", postcode="90-001"))
    claim = conversation(arrive(sender="ingrid@people.example", subject="Other", text="It is me"))
    assert claim.claimed == thread.person
    assert not claim.proven
    assert "It is me" in [one.said for one in logs.of(thread, by=cast.dario).entries]
    assert "It is me" not in [one.said for one in logs.of(thread, by=cast.rita).entries]
    # Whoever only claims sees nothing of the person’s.
    assert [one.said for one in logs.of(claim, by=cast.dario).entries] == ["It is me"]


def test_a_long_log_shows_its_latest(make: Make, cast: Cast) -> None:
    thread = mailed(ingrid(make))
    for number in range(4):
        actions.note(conversation=thread, text=f"Note {number}", by=cast.olga, at=later(number))
    log = logs.of(thread, by=cast.dario, most=3)
    assert [one.said for one in log.entries] == ["Note 1", "Note 2", "Note 3"]
    assert log.earlier


def test_ways_are_where_they_asked_and_what_they_allow(make: Make, cast: Cast) -> None:
    person = ingrid(make)
    thread = mailed(person)
    found = ways.of(thread, ways.theirs(thread, by=cast.dario))
    assert [(one.channel, one.thread) for one in found] == [("email", thread)]
    other = texted(person, at=later(1))
    found = ways.of(thread, ways.theirs(thread, by=cast.dario))
    assert [(one.channel, one.thread) for one in found] == [("email", thread), ("sms", other)]


def test_another_channel_is_refused_in_the_action_itself(make: Make, cast: Cast) -> None:
    thread = mailed(ingrid(make))
    with pytest.raises(errors.NotThatWay):
        answer(thread, cast, channel="sms")
    assert not Direct.objects.exists()
    claim = conversation(arrive(subject="Other"))
    with pytest.raises(errors.NotThatWay):
        answer(claim, cast, channel="sms", idempotency="two")


def test_what_they_allow_begins_a_thread_and_ends_no_wait_by_itself(make: Make, cast: Cast) -> None:
    person = ingrid(make)
    allow_texts(person)
    thread = mailed(person)
    given = answer(thread, cast, channel="sms")
    assert given.conversation.channel == "sms"
    assert given.conversation.key == IdentityKey.objects.get(person=person, kind="phone")
    assert Direct.objects.get().address == "+46700000001"
    thread.refresh_from_db()
    assert thread.they_wait
    again = answer(thread, cast, channel="sms", idempotency="two", also=[thread.pk])
    assert again.conversation == given.conversation
    thread.refresh_from_db()
    assert thread.state == "waiting"


def test_the_thread_one_looks_at_gets_it_while_it_waits(make: Make, cast: Cast) -> None:
    person = ingrid(make)
    first, second = mailed(person, 12), mailed(person, 13, at=later(1), text="And this?")
    assert answer(first, cast, channel="email").conversation == first
    # The first was answered: what is said from there now is for the one that waits.
    assert answer(first, cast, channel="email", idempotency="two").conversation == second


def test_a_complaint_that_an_answer_elsewhere_served_can_be_put_away(
    make: Make, cast: Cast
) -> None:
    person = ingrid(make)
    threads = [mailed(person, number, text=f"Number {number}") for number in (12, 13)]
    actions.sort(at=later(1))
    for one in threads:
        entry = one.messages.get()
        actions.resort(message=entry, kind=Kind.COMPLAINT, by=cast.olga, at=later(1))
    with pytest.raises(case_errors.ComplaintUnanswered):
        actions.close(conversation=fresh(threads[1]), by=cast.dario, at=later(2))
    answer(fresh(threads[0]), cast, also=[threads[1].pk])
    closed = actions.close(conversation=fresh(threads[1]), by=cast.dario, at=later(6))
    assert closed.closed


def fresh(thread: Conversation) -> Conversation:
    return Conversation.objects.get(pk=thread.pk)


def test_only_what_is_ticked_is_answered_as_well(make: Make, cast: Cast) -> None:
    person = ingrid(make)
    threads = [mailed(person, number, text=f"Number {number}") for number in (12, 13, 14)]
    answer(threads[0], cast, also=[threads[1].pk])
    for one in threads:
        one.refresh_from_db()
    assert [one.state for one in threads] == ["waiting", "waiting", "open"]
    ended = [one.waits.get().ending for one in threads]
    assert ended == ["answered", "answered", ""]
    assert Direct.objects.count() == 1


def test_what_waits_no_more_or_is_not_theirs_stops_it(make: Make, cast: Cast) -> None:
    person = ingrid(make)
    first, second = mailed(person, 12), mailed(person, 13, text="And this?")
    stranger = conversation(arrive(subject="Other"))
    actions.close(conversation=second, by=cast.olga, at=later(1))
    for other in (second, stranger):
        with pytest.raises(errors.WaitsNoMore):
            answer(first, cast, also=[other.pk])
    assert not Direct.objects.exists()


def test_something_newer_on_another_channel_stops_it(make: Make, cast: Cast) -> None:
    person = ingrid(make)
    thread = mailed(person)
    seen = logs.of(thread, by=cast.dario).seen
    texted(person, at=later(1))
    with pytest.raises(errors.SomethingNew):
        answer(thread, cast, seen=seen)
