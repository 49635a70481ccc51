"""A question in public becomes a conversation by itself, once, with its clock running since it was asked."""

from datetime import timedelta

import pytest

from muster.inbox import actions as inbox
from muster.inbox.models import Arrival, Conversation
from muster.kit import clock
from muster.listening.actions.hear import Reached, hear
from muster.listening.actions.judging import judge
from muster.listening.errors import AlreadyAsked, CannotBeAnswered
from muster.listening.models import Count, Mention, Topic
from tests.cast import Cast
from tests.domains.listening.saying import heard, post, source, topic

pytestmark = pytest.mark.django_db
_COMPLAINT = (
    "Havsvakt never answered my mail, I have been waiting three weeks, this is unacceptable"
)


def _said(text: str = _COMPLAINT, **fields: object) -> Mention:
    if not Topic.objects.exists():
        topic()
    at = clock.now() - timedelta(minutes=10)
    one = post(fields.pop("number", 1), text, at=at, **fields)  # type: ignore[arg-type]
    [mention] = hear(source=source().pk, heard=heard(one), reached=Reached(), at=clock.now())
    return mention


def test_what_waits_for_an_answer_is_handed_to_the_inbox() -> None:
    mention = _said()
    assert judge() == 1
    mention.refresh_from_db()
    assert (mention.kind, mention.negative) == ("complaint", True)
    assert Count.objects.get().negative == 1
    assert inbox.take_mentions(at=clock.now()) == 1
    conversation = Conversation.objects.get()
    mention.refresh_from_db()
    assert mention.conversation == conversation.pk
    assert (conversation.channel, conversation.address, conversation.state) == (
        "bluesky", mention.author, "open",
    )  # fmt: skip
    assert conversation.opened_at == mention.at
    assert conversation.due_at is not None
    assert inbox.take_mentions(at=clock.now()) == 0


def test_what_asks_nothing_stays_where_it_is() -> None:
    _said("Havsvakt")
    judge()
    assert inbox.take_mentions(at=clock.now()) == 0
    assert not Conversation.objects.exists()


def test_a_muted_topic_asks_nobody() -> None:
    _said()
    judge()
    Topic.objects.update(muted=True)
    assert inbox.take_mentions(at=clock.now()) == 0


def test_the_same_post_out_of_our_notifications_is_the_same_message() -> None:
    from muster.inbox import mentioned

    mention = _said()
    judge()
    told = inbox.receive(incoming=mentioned.incoming(mention, ours=None), at=clock.now())
    assert inbox.take_mentions(at=clock.now()) == 1
    assert Arrival.objects.count() == 1
    mention.refresh_from_db()
    assert told.entry is not None
    assert mention.conversation == told.entry.conversation_id


def test_one_click_makes_a_conversation_of_any_post(cast: Cast) -> None:
    mention = _said("Havsvakt")
    made = inbox.ask_mention(mention=mention, by=cast.olga, at=clock.now())
    mention.refresh_from_db()
    assert mention.conversation == made.pk
    with pytest.raises(AlreadyAsked):
        inbox.ask_mention(mention=mention, by=cast.olga, at=clock.now())


def test_a_feed_cannot_be_answered(cast: Cast) -> None:
    mention = _said(network="feed")
    with pytest.raises(CannotBeAnswered):
        inbox.ask_mention(mention=mention, by=cast.olga, at=clock.now())
