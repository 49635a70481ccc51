"""Watching a conversation: it stands among one’s own, says when something came, and hands nobody anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from muster.audit.models import Entry
from muster.inbox import actions, queues, watching
from muster.inbox.models import Watch
from muster.kit.scope import entered
from tests.domains.inbox.samples import NOON, arrive, later
from tests.domains.inbox.talking import house, ingrid, mailed

if TYPE_CHECKING:
    from muster.accounts.models import Staff
    from muster.inbox.models import Conversation
    from tests.cast import Cast
    from tests.make import Make

pytestmark = pytest.mark.django_db


@pytest.fixture
def thread(make: Make) -> Conversation:
    house()
    return mailed(ingrid(make), message_id="<q@mail.example>")


def writes_again(thread: Conversation, minutes: int) -> None:
    arrive(
        to=["<q@mail.example>"], sender=thread.address, at=later(minutes), text=f"And {minutes}?"
    )


def standing(by: Staff) -> tuple[list[int], int]:
    """What stands in the queue of what one watches, and the number beside it."""
    reading = queues.reader(by=by, now=NOON)
    part = queues.part(queues.WATCHING, reading, number=1)
    return [one.pk for one in part.rows], queues.counts(reading)[queues.WATCHING]


def test_what_comes_is_counted_until_it_is_looked_at(thread: Conversation, cast: Cast) -> None:
    actions.watch(conversation=thread, by=cast.olga, at=NOON)
    actions.watch(conversation=thread, by=cast.olga, at=later(1))
    assert standing(cast.olga) == ([thread.pk], 0)
    writes_again(thread, 2)
    writes_again(thread, 3)
    assert standing(cast.olga) == ([thread.pk], 1)
    assert watching.fresh([thread], cast.olga) == {thread.pk}
    actions.look(conversation=thread, by=cast.olga)
    assert standing(cast.olga) == ([thread.pk], 0)
    thread.refresh_from_db()
    assert thread.assignee is None
    assert standing(cast.dario) == ([], 0)


def test_ones_own_words_are_no_news_and_a_colleagues_are(thread: Conversation, cast: Cast) -> None:
    for one in (cast.olga, cast.dario):
        actions.watch(conversation=thread, by=one, at=NOON)
    actions.note(conversation=thread, text="I call her", by=cast.dario, at=later(1))
    assert standing(cast.dario)[1] == 0
    assert standing(cast.olga)[1] == 1


def test_no_more_is_once_and_both_are_in_the_log(thread: Conversation, cast: Cast) -> None:
    actions.watch(conversation=thread, by=cast.olga, at=NOON)
    assert actions.unwatch(conversation=thread, by=cast.olga, at=later(1))
    assert not actions.unwatch(conversation=thread, by=cast.olga, at=later(2))
    assert standing(cast.olga) == ([], 0)
    verbs = Entry.objects.filter(subject=str(thread), verb__endswith="watched")
    assert list(verbs.order_by("id").values_list("verb", flat=True)) == [
        "conversation.watched",
        "conversation.unwatched",
    ]


def test_whoever_watches_goes_along_into_the_thread_it_is_joined_with(
    make: Make, cast: Cast
) -> None:
    house()
    person = ingrid(make)
    first, second = mailed(person, 12), mailed(person, 13, text="The lighthouse", at=later(1))
    actions.watch(conversation=second, by=cast.olga, at=later(1))
    actions.join(source=second, target=first, by=cast.dario, at=later(2))
    assert standing(cast.olga) == ([first.pk], 0)
    actions.part(source=second, by=cast.dario, at=later(3))
    assert set(standing(cast.olga)[0]) == {first.pk, second.pk}


def test_the_walls_show_it_to_nobody_beyond_the_region(thread: Conversation, cast: Cast) -> None:
    actions.watch(conversation=thread, by=cast.rita, at=NOON)
    thread.key.person.__class__.objects.filter(pk=thread.key.person_id).update(region_id="FR-IDF")
    with entered(cast.rita.scope):
        assert standing(cast.rita) == ([], 0)
        assert not Watch.objects.exists()
    with entered(cast.olga.scope):
        assert Watch.objects.count() == 1


class TestOnPages:
    def test_one_key_watches_and_the_page_says_who_does(self, thread, cast, client_for) -> None:
        olga, dario = client_for(cast.olga), client_for(cast.dario)
        address = reverse("office:conversation", args=[thread.pk])
        page = olga.get(address)
        assert 'name="watch" value="1" data-key="w"' in page.content.decode()
        assert "You watch nothing" in olga.get(reverse("office:inbox") + "?queue=watching").text
        done = olga.post(
            reverse("office:conversation-watch", args=[thread.pk]), {"watch": "1"}, follow=True
        )
        assert "You watch this." in done.text
        assert 'name="watch" value="0"' in done.text
        assert f"{cast.olga.name} watches this." in dario.get(address).text
        writes_again(thread, 2)
        told = olga.get(reverse("office:inbox") + "?queue=watching").text
        assert 'data-live-name="count-watching">1<' in told
        assert "New</span>" in told
        olga.get(address)
        assert 'data-live-name="count-watching">0<' in olga.get(address).text
        done = olga.post(
            reverse("office:conversation-watch", args=[thread.pk]), {"watch": "0"}, follow=True
        )
        assert "You watch this no more." in done.text

    def test_a_page_that_renews_itself_unseen_leaves_it_new_and_one_in_sight_does_not(
        self, thread, cast, client_for
    ) -> None:
        actions.watch(conversation=thread, by=cast.olga, at=NOON)
        writes_again(thread, 2)
        client = client_for(cast.olga)
        client.get(reverse("office:conversation", args=[thread.pk]), headers={"X-Live": "1"})
        assert standing(cast.olga)[1] == 1
        client.post(reverse("office:conversation-presence", args=[thread.pk]))
        assert standing(cast.olga)[1] == 0
