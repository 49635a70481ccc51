"""Two threads become one with honest waits, and two again exactly."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from muster.inbox import actions, errors
from muster.inbox.models import Conversation, Joining, Wait
from tests.domains.inbox.samples import arrive, conversation, later, sent_to
from tests.domains.inbox.talking import house, ingrid, mailed, texted

if TYPE_CHECKING:
    from tests.cast import Cast
    from tests.make import Make

pytestmark = pytest.mark.django_db


@pytest.fixture
def both(make: Make) -> tuple[Conversation, Conversation]:
    """She wrote about one letter at noon, about the next an hour later."""
    house()
    person = ingrid(make)
    first = mailed(person, 12, message_id="<first@mail.example>", text="The first")
    second = mailed(person, 13, message_id="<second@mail.example>", text="The second", at=later(1))
    return first, second


def stood() -> list[Any]:
    """Every row of every thread, its entries and waits."""
    return [
        list(Conversation.objects.order_by("pk").values()),
        [list(one.messages.order_by("pk").values()) for one in Conversation.objects.order_by("pk")],
        list(Wait.objects.order_by("pk").values()),
    ]


def test_entries_move_and_the_earlier_wait_goes_on(
    both: tuple[Conversation, Conversation], cast: Cast
) -> None:
    first, second = both
    asked = first.waits.get()
    actions.join(source=first, target=second, by=cast.dario, at=later(2))
    second.refresh_from_db()
    assert [one.said for one in second.messages.order_by("at")] == ["The first", "The second"]
    running = second.waits.get(ended_at=None)
    assert (running.pk, running.asked_at, running.due_at) == (
        asked.pk,
        asked.asked_at,
        asked.due_at,
    )
    assert second.due_at == asked.due_at
    first.refresh_from_db()
    assert (first.state, first.merged_into) == ("closed", second)
    ended = Wait.objects.get(ended_at__isnull=False)
    assert ended.ending == "joined"


def test_parting_puts_everything_back(both: tuple[Conversation, Conversation], cast: Cast) -> None:
    for source, target in (both, both[::-1]):
        before = stood()
        actions.join(source=source, target=target, by=cast.dario, at=later(2))
        assert stood() != before
        actions.note(conversation=target, text="Joined them", by=cast.dario, at=later(3))
        target.messages.filter(direction="note").delete()
        actions.part(source=source, by=cast.dario, at=later(4))
        assert stood() == before
        assert not Joining.objects.exists()


def test_nothing_that_was_said_is_kept_twice(
    both: tuple[Conversation, Conversation], cast: Cast
) -> None:
    actions.join(source=both[0], target=both[1], by=cast.dario, at=later(2))
    held = Joining.objects.values().get()
    assert "first" not in str(held).lower().replace("first@", "")


def test_what_comes_for_either_comes_into_the_joined_one(
    both: tuple[Conversation, Conversation], cast: Cast
) -> None:
    first, second = both
    actions.join(source=first, target=second, by=cast.dario, at=later(2))
    _, ours = sent_to(second.person, subject="broadcast:99")
    for named in ("<first@mail.example>", "<second@mail.example>"):
        again = arrive(to=[named], sender="ingrid@people.example", text=f"Re {named}", at=later(3))
        assert conversation(again) == second
    assert ours


def test_after_something_new_it_stays_joined(
    both: tuple[Conversation, Conversation], cast: Cast
) -> None:
    first, second = both
    actions.join(source=first, target=second, by=cast.dario, at=later(2))
    actions.answer(
        conversation=second, text="Sorry.", by=cast.dario, at=later(3), idempotency="one"
    )
    with pytest.raises(errors.TooLateToPart):
        actions.part(source=first, by=cast.dario, at=later(4))


def test_joined_away_nothing_is_done_there(
    both: tuple[Conversation, Conversation], cast: Cast
) -> None:
    first, second = both
    actions.join(source=first, target=second, by=cast.dario, at=later(2))
    for do in (
        lambda: actions.close(conversation=first, by=cast.dario, at=later(3)),
        lambda: actions.reopen(conversation=first, by=cast.dario, at=later(3)),
        lambda: actions.note(conversation=first, text="x", by=cast.dario, at=later(3)),
        lambda: actions.join(source=first, target=second, by=cast.dario, at=later(3)),
        lambda: actions.join(source=second, target=first, by=cast.dario, at=later(3)),
    ):
        with pytest.raises(errors.JoinedAway):
            do()


def test_only_what_is_answered_at_one_place_can_be_joined(make: Make, cast: Cast) -> None:
    house()
    person = ingrid(make)
    thread, text = mailed(person), texted(person, at=later(1))
    other = mailed(make.person(email="karin@people.example"), 14, sender="karin@people.example")
    claim = conversation(arrive(sender="ingrid@people.example", subject="Other"))
    for one in (text, other, claim, thread):
        with pytest.raises((errors.NotTheSame, KeyError)):
            actions.join(source=one, target=thread, by=cast.dario, at=later(2))
    with pytest.raises(errors.NotJoined):
        actions.part(source=thread, by=cast.dario, at=later(2))
