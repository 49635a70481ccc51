"""Answers to hot conversations pass a second person; the approved holding text lies ready beside them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from muster.audit.models import Entry
from muster.crisis import actions, errors, queries
from muster.crisis.models import HotThread, Room
from muster.delivery.models import Direct
from muster.inbox import actions as inbox
from muster.inbox import errors as inbox_errors
from muster.inbox import kept_words, logs, proposals, second_errors
from muster.inbox.models import Conversation, InboxMessage, Proposal
from muster.kit import clock
from muster.kit.scope import Scope, entered
from muster.people import actions as people
from tests.domains.crisis.rooms import GOOD, minutes, opened, written
from tests.domains.inbox.samples import arrive, conversation, later
from tests.domains.inbox.talking import house, ingrid, mailed

if TYPE_CHECKING:
    from tests.cast import Cast
    from tests.make import Make

pytestmark = pytest.mark.django_db
TEN = timedelta(seconds=10)


@pytest.fixture
def thread(make: Make) -> Conversation:
    house()
    return mailed(ingrid(make, region="PL-10"), message_id="<q@mail.example>")


@pytest.fixture
def room(thread: Conversation, cast: Cast) -> Room:
    made = opened(cast.olga)
    actions.heat(room=made, conversation=thread, by=cast.olga, at=minutes(1))
    return made


def give(thread: Conversation, cast: Cast, **changed: Any) -> InboxMessage | Proposal:
    fields = {
        "text": "It was an agency.",
        "at": later(1),
        "idempotency": "one",
        "undo": TEN,
    } | changed
    return inbox.give(conversation=thread, by=cast.dario, **fields)


def proposed(thread: Conversation, cast: Cast, **changed: Any) -> Proposal:
    given = give(thread, cast, **changed)
    assert isinstance(given, Proposal)
    return given


def test_it_waits_and_nothing_leaves(room: Room, thread: Conversation, cast: Cast) -> None:
    with pytest.raises(second_errors.NeedsSecond) as refused:
        inbox.answer(
            conversation=thread, text="Now", by=cast.dario, at=later(1), idempotency="alone"
        )
    assert room.title in refused.value.message
    held = proposed(thread, cast)
    thread.refresh_from_db()
    assert thread.they_wait, "their clock runs on"
    assert not Direct.objects.exists()
    assert proposed(thread, cast) == held, "a second click is the same answer"
    with pytest.raises(second_errors.ProposedAlready):
        give(thread, cast, idempotency="two")
    assert proposals.waiting_for(cast.bo) == [held]
    assert proposals.waiting_for(cast.dario) == []


def test_another_person_lets_it_go_and_ten_seconds_begin(
    room: Room, thread: Conversation, cast: Cast
) -> None:
    held = proposed(thread, cast)
    for who, refusal in (
        (cast.dario, second_errors.OwnAnswer),
        (cast.vera, second_errors.NotYoursToLetGo),
    ):
        with pytest.raises(refusal):
            inbox.let_go(proposal=held, by=who, at=later(2), undo=TEN)
    given = inbox.let_go(proposal=held, by=cast.bo, at=later(2), undo=TEN)
    assert (given.author, given.said) == (cast.dario, "It was an agency.")
    assert Entry.objects.get(verb="conversation.answered").detail["second"] == cast.bo.actor
    with pytest.raises(second_errors.EndedAlready):
        inbox.let_go(proposal=held, by=cast.bo, at=later(2), undo=TEN)
    assert inbox.take_back(message=given, by=cast.dario, at=later(2)) == "It was an agency."
    thread.refresh_from_db()
    assert thread.they_wait
    assert not Direct.objects.exists()


def test_returned_it_says_why_and_can_be_written_anew(
    room: Room, thread: Conversation, cast: Cast
) -> None:
    held = proposed(thread, cast)
    with pytest.raises(second_errors.NoReasonToReturn):
        inbox.send_back(proposal=held, reason=" ", by=cast.bo, at=later(2))
    inbox.send_back(proposal=held, reason="Name it", by=cast.bo, at=later(2))
    latest = proposals.latest(thread)
    assert latest is not None
    assert latest.reason == "Name it"
    assert proposals.returned_to(cast.dario) == [held]
    again = proposed(thread, cast, idempotency="two", at=later(3))
    assert proposals.returned_to(cast.dario) == []
    inbox.withdraw_proposal(proposal=again, by=cast.dario, at=later(3))
    assert proposals.latest(thread) is None


def test_only_its_writer_withdraws_it(room: Room, thread: Conversation, cast: Cast) -> None:
    held = proposed(thread, cast)
    with pytest.raises(second_errors.NotTheWriter):
        inbox.withdraw_proposal(proposal=held, by=cast.bo, at=later(2))


def test_what_came_meanwhile_is_read_first(room: Room, thread: Conversation, cast: Cast) -> None:
    seen = InboxMessage.objects.order_by("-pk").values_list("pk", flat=True).first()
    held = proposed(thread, cast, seen=seen)
    InboxMessage.objects.create(
        conversation=thread, direction="in", said="Forget it", message_id="x@mail", at=later(1)
    )
    with pytest.raises(inbox_errors.SomethingNew):
        inbox.let_go(proposal=held, by=cast.bo, at=later(2))
    assert Proposal.objects.get().ending == ""


def test_without_the_room_answers_leave_at_once(
    room: Room, thread: Conversation, cast: Cast
) -> None:
    cold = conversation(arrive(sender="other@people.example"))
    assert isinstance(give(cold, cast, idempotency="cold"), InboxMessage)
    hot = HotThread.objects.get()
    actions.cool(thread=hot, by=cast.olga, at=minutes(5))
    with pytest.raises(errors.NotHot):
        actions.cool(thread=hot, by=cast.olga, at=minutes(5))
    actions.heat(room=room, conversation=thread, by=cast.olga, at=minutes(6))
    with pytest.raises(errors.HotAlready):
        actions.heat(room=room, conversation=thread, by=cast.olga, at=minutes(6))
    actions.close(room=room, outcome="", lesson="Ask", by=cast.olga, at=minutes(9))
    assert isinstance(give(thread, cast), InboxMessage)


def test_everybody_who_writes_about_its_topic_is_hot(thread: Conversation, cast: Cast) -> None:
    team = inbox.keep_team(team=None, name="Care", places=[], by=cast.olga, at=later(0))
    topic = inbox.keep_topic(
        topic=None, name="Poster", words="poster", team=team, by=cast.olga, at=later(0)
    )
    Conversation.objects.filter(pk=thread.pk).update(topic=topic)
    thread.refresh_from_db()
    room = opened(cast.olga, topic=topic, since=thread.last_at)
    assert queries.room_of(thread) == room
    assert list(queries.hot_conversations(room, by=cast.olga)) == [thread]
    assert isinstance(give(thread, cast), Proposal)


def test_the_approved_text_lies_ready_beside_hot_conversations_only(
    room: Room, thread: Conversation, cast: Cast
) -> None:
    def offers(one: Conversation) -> list[str]:
        found = kept_words.offered(one, logs.of(one, by=cast.dario), by=cast.dario)
        return [offer.text for offer in found]

    at = clock.now()
    text = written(room, cast.olga, at=at, next_at=at + timedelta(hours=4))
    assert offers(thread) == []
    actions.approve_text(wording=text, by=cast.bo, at=at)
    assert offers(thread) == [GOOD]
    assert kept_words.text(f"room-text-{text.pk}", thread, by=cast.dario) == GOOD
    assert offers(conversation(arrive(sender="other@people.example"))) == []


def test_many_answers_at_once_leave_the_hot_ones_out(
    room: Room, thread: Conversation, cast: Cast
) -> None:
    [given] = inbox.answer_each(
        conversations=[thread], words={"": "Sorry."}, by=cast.dario, at=later(1), once="many"
    )
    assert room.title in given.refused
    assert not Direct.objects.exists()


def test_a_forgotten_person_leaves_no_words_that_waited(
    room: Room, thread: Conversation, cast: Cast
) -> None:
    held = proposed(thread, cast)
    assert thread.person is not None
    people.forget_person(person=thread.person, by=cast.ada)
    held.refresh_from_db()
    assert held.said == ""


@pytest.mark.parametrize("model", [HotThread, Proposal])
def test_the_wall_behind_it_hides_what_is_elsewhere(
    model: type[Any], room: Room, thread: Conversation, cast: Cast
) -> None:
    proposed(thread, cast)
    with entered(Scope(regions=frozenset({"FR-IDF"}))):
        assert not model.objects.exists()
    with entered(cast.olga.scope):
        assert model.objects.exists()
