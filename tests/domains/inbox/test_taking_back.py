"""For ten seconds an answer can be taken back, and then everything is as if it had never been given."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from muster.activity import queries as activity
from muster.audit.models import Entry
from muster.delivery.models import CaughtMessage, Direct
from muster.delivery.pump import run_until_idle
from muster.inbox import actions, errors
from muster.inbox.models import Conversation, InboxMessage, Leaving, Wait
from muster.kit import clock
from muster.kit.errors import Conflict
from tests.domains.inbox.samples import arrive, later
from tests.domains.inbox.talking import house, ingrid, mailed, texted

if TYPE_CHECKING:
    from tests.cast import Cast
    from tests.make import Make

pytestmark = pytest.mark.django_db
TEN = timedelta(seconds=10)


@pytest.fixture
def thread(make: Make) -> Conversation:
    house()
    return mailed(ingrid(make), message_id="<q@mail.example>")


def stood(thread: Conversation) -> dict[str, Any]:
    """The row and its waits, every column."""
    rows = Conversation.objects.filter(pk=thread.pk).values()
    return {"row": rows.get(), "waits": list(thread.waits.order_by("pk").values())}


def answer(thread: Conversation, cast: Cast, **changed: Any) -> InboxMessage:
    fields = {"text": "At the pier.", "at": later(1), "idempotency": "one", "undo": TEN} | changed
    return actions.answer(conversation=thread, by=cast.dario, **fields)


@pytest.mark.parametrize("closing", [False, True])
def test_everything_stands_as_before(thread: Conversation, cast: Cast, closing: bool) -> None:
    before = stood(thread)
    given = answer(thread, cast, closing=closing)
    assert stood(thread) != before
    assert actions.take_back(message=given, by=cast.dario, at=later(1)) == "At the pier."
    assert stood(thread) == before
    assert not Direct.objects.exists()
    assert not Leaving.objects.exists()
    assert not InboxMessage.objects.filter(direction="out").exists()
    assert Entry.objects.get(verb="conversation.answer_taken_back").actor == cast.dario.actor
    assert actions.settle(at=clock.now() + TEN) == 0
    assert "reply.answered" not in [one.kind for one in activity.timeline([thread.key_id], limit=9)]


def test_nothing_leaves_before_its_moment(thread: Conversation, cast: Cast) -> None:
    answer(thread, cast)
    run_until_idle()
    assert not CaughtMessage.objects.exists()
    Direct.objects.update(not_before=clock.now() - TEN)
    run_until_idle()
    assert CaughtMessage.objects.count() == 1


def test_what_has_left_stays_given(thread: Conversation, cast: Cast) -> None:
    given = answer(thread, cast)
    Direct.objects.update(not_before=clock.now() - TEN)
    run_until_idle()
    before = stood(thread)
    with pytest.raises(Conflict, match="has left already"):
        actions.take_back(message=given, by=cast.dario, at=later(1))
    assert stood(thread) == before
    assert InboxMessage.objects.filter(pk=given.pk).exists()


def test_the_log_is_told_once_nobody_can_take_it_back(thread: Conversation, cast: Cast) -> None:
    given = answer(thread, cast)
    assert actions.settle(at=clock.now()) == 0
    assert actions.settle(at=clock.now() + TEN) == 1
    assert actions.settle(at=clock.now() + TEN) == 0
    kinds = [one.kind for one in activity.timeline([thread.key_id], limit=9)]
    assert kinds.count("reply.answered") == 1
    with pytest.raises(errors.LeftAlready):
        actions.take_back(message=given, by=cast.dario, at=later(1))


def test_what_came_meanwhile_is_part_of_the_same_waiting(thread: Conversation, cast: Cast) -> None:
    asked = Wait.objects.get()
    given = answer(thread, cast)
    arrive(to=["<q@mail.example>"], sender="ingrid@people.example", text="Hello?", at=later(1.1))
    actions.take_back(message=given, by=cast.dario, at=later(1.2))
    running = Wait.objects.get()
    assert (running.pk, running.asked_at, running.due_at) == (
        asked.pk,
        asked.asked_at,
        asked.due_at,
    )
    thread.refresh_from_db()
    assert (thread.state, thread.due_at, thread.last_at) == ("open", asked.due_at, later(1.1))


def test_a_colleague_who_closed_it_meanwhile_is_not_overruled(
    thread: Conversation, cast: Cast
) -> None:
    given = answer(thread, cast)
    actions.close(conversation=thread, by=cast.olga, at=later(1.1))
    actions.take_back(message=given, by=cast.dario, at=later(1.2))
    thread.refresh_from_db()
    assert thread.closed
    assert Wait.objects.get().ending == "closed"


def test_a_thread_that_began_with_it_is_gone(make: Make, cast: Cast) -> None:
    house()
    person = ingrid(make)
    thread, other = mailed(person), texted(person, at=later(0))
    before = stood(thread), stood(other)
    given = answer(thread, cast, channel="sms", also=[thread.pk])
    assert given.conversation == other
    actions.take_back(message=given, by=cast.dario, at=later(1))
    assert (stood(thread), stood(other)) == before


def test_broken_audit_takes_nothing_back(
    thread: Conversation, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    from muster.audit import actions as audit

    given = answer(thread, cast)
    before = stood(thread)

    def broken(**_told: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(audit, "record", broken)
    with pytest.raises(RuntimeError):
        actions.take_back(message=given, by=cast.dario, at=later(1))
    assert stood(thread) == before
    assert Direct.objects.exists()
