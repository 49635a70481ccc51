"""What people wrote is sorted once, chooses a queue and nothing else; staff have the last word."""

from datetime import timedelta

import pytest

from muster.inbox import actions, errors, queries, queues
from muster.inbox.models import Conversation, InboxMessage, Sorting
from muster.triage.kinds import Kind
from muster.triage.models import Correction
from tests.domains.inbox.samples import NOON as AT
from tests.domains.inbox.samples import arrive

pytestmark = pytest.mark.django_db
HATEFUL = "those people are vermin, send them all back where they came from"


def wrote(text, number=1):
    arrival = arrive(
        sender=f"somebody{number}@people.example", message_id=f"<m{number}@mail.example>", text=text
    )
    return arrival.entry


def test_each_message_is_looked_at_once(cast):
    wrote("Where do I donate?")
    assert actions.sort(at=AT) == 1
    assert actions.sort(at=AT) == 0
    held = Sorting.objects.get()
    assert (held.kind, held.judged, held.language, held.words[0]) == (
        "give",
        "give",
        "en",
        "donate",
    )
    assert Conversation.objects.get().kind == Kind.GIVE


def test_hate_waits_in_a_queue_of_its_own_with_its_clock_running(cast):
    wrote("when does the meeting start on Friday?", 1)
    entry = wrote(HATEFUL, 2)
    before = entry.conversation.due_at
    actions.sort(at=AT)
    entry.conversation.refresh_from_db()
    assert (entry.conversation.state, entry.conversation.due_at) == ("open", before)
    counts = queues.counts(queues.reader(by=cast.olga, now=AT))
    assert (counts["needs"], counts["dialogue"], counts["all"]) == (1, 1, 1)
    assert queries.open_count(by=cast.olga) == 2


def test_what_presses_stands_on_today_whatever_its_kind(cast):
    wrote(HATEFUL)
    actions.sort(at=AT)
    assert len(queries.waiting(by=cast.dario, now=AT + timedelta(days=9))) == 1


def test_staff_have_the_last_word_and_it_is_learnt(cast):
    entry = wrote(HATEFUL)
    actions.sort(at=AT)
    actions.resort(message=entry, kind=Kind.COMPLAINT, by=cast.dario, at=AT)
    assert Conversation.objects.get().kind == Kind.COMPLAINT
    taken = Correction.objects.get()
    assert (taken.origin, taken.kind, taken.judged) == (f"inbox:{entry.pk}", "complaint", "hate")
    assert Sorting.objects.get().judged == Kind.HATE


def test_what_nobody_looked_at_cannot_be_corrected(cast):
    with pytest.raises(errors.NotSorted):
        actions.resort(message=wrote("hello"), kind=Kind.GIVE, by=cast.dario, at=AT)


def test_the_thread_is_what_they_wrote_last(cast):
    entry = wrote("Where do I donate?")
    later = InboxMessage.objects.create(
        conversation=entry.conversation, direction="in", said="thank you so much, great work", at=AT + timedelta(hours=1)
    )  # fmt: skip
    assert later.pk
    actions.sort(at=AT)
    assert Conversation.objects.get().kind == Kind.THANKS


def test_who_is_forgotten_is_unlearnt(cast, make):
    person = make.person(email="somebody1@people.example")
    entry = wrote("my cousin the blue parrot sings")
    actions.sort(at=AT)
    actions.resort(message=entry, kind=Kind.THANKS, by=cast.dario, at=AT)
    actions.forget(person)
    assert not Correction.objects.exists()
    assert Sorting.objects.get().words == []


def test_a_machine_is_not_looked_at(cast):
    entry = wrote("hello")
    InboxMessage.objects.filter(pk=entry.pk).update(auto=True)
    assert actions.sort(at=AT) == 0
