"""What is put off leaves the queues until its moment or until they write; its clock runs on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from muster.audit.models import Entry
from muster.inbox import actions, errors, queries, queues
from tests.domains.inbox.samples import arrive, later
from tests.domains.inbox.talking import house, ingrid, mailed

if TYPE_CHECKING:
    from datetime import datetime

    from muster.accounts.models import Staff
    from muster.inbox.models import Conversation
    from tests.cast import Cast
    from tests.make import Make

pytestmark = pytest.mark.django_db


@pytest.fixture
def thread(make: Make) -> Conversation:
    house()
    return mailed(ingrid(make), message_id="<q@mail.example>")


def names(queue: str, by: Staff, now: datetime) -> list[int]:
    return [one.pk for one in queues.within(queue, queues.reader(by=by, now=now))]


def test_out_of_the_queues_until_its_moment(thread: Conversation, cast: Cast) -> None:
    due = thread.due_at
    actions.snooze(conversation=thread, until=later(20), by=cast.dario, at=later(1))
    assert names("needs", cast.dario, later(2)) == names("all", cast.dario, later(2)) == []
    assert names("snoozed", cast.dario, later(2)) == [thread.pk]
    assert queries.waiting(by=cast.dario, now=later(10)) == []
    assert names("needs", cast.dario, later(20)) == [thread.pk]
    assert names("snoozed", cast.dario, later(20)) == []
    thread.refresh_from_db()
    assert thread.due_at == due
    assert thread.waits.get().ended_at is None
    assert Entry.objects.get(verb="conversation.snoozed").actor == cast.dario.actor


def test_it_returns_at_once_when_they_write_and_not_for_a_machine(
    thread: Conversation, cast: Cast
) -> None:
    actions.snooze(conversation=thread, until=later(20), by=cast.dario, at=later(1))
    arrive(to=["<q@mail.example>"], sender="ingrid@people.example", auto=True, at=later(2))
    assert names("snoozed", cast.dario, later(3)) == [thread.pk]
    arrive(to=["<q@mail.example>"], sender="ingrid@people.example", text="Hello?", at=later(4))
    assert names("needs", cast.dario, later(5)) == [thread.pk]


def test_answering_and_closing_end_it(thread: Conversation, cast: Cast) -> None:
    actions.snooze(conversation=thread, until=later(20), by=cast.dario, at=later(1))
    actions.answer(
        conversation=thread, text="At the pier.", by=cast.dario, at=later(2), idempotency="one"
    )
    assert names("snoozed", cast.dario, later(3)) == []
    actions.snooze(conversation=thread, until=later(20), by=cast.dario, at=later(3))
    actions.close(conversation=thread, by=cast.dario, at=later(4))
    assert names("snoozed", cast.dario, later(5)) == []
    with pytest.raises(errors.NothingToPutOff):
        actions.snooze(conversation=thread, until=later(20), by=cast.dario, at=later(5))


def test_bringing_it_back(thread: Conversation, cast: Cast) -> None:
    with pytest.raises(errors.NotAsleep):
        actions.wake(conversation=thread, by=cast.dario, at=later(1))
    actions.snooze(conversation=thread, until=later(20), by=cast.dario, at=later(1))
    actions.wake(conversation=thread, by=cast.dario, at=later(2))
    assert names("needs", cast.dario, later(3)) == [thread.pk]


@pytest.mark.parametrize("hours", [-1, 0, 24 * 400])
def test_a_moment_that_is_none(thread: Conversation, cast: Cast, hours: int) -> None:
    with pytest.raises(errors.WhenIsThat):
        actions.snooze(conversation=thread, until=later(1 + hours), by=cast.dario, at=later(1))
