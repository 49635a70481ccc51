"""Blanks what a forgotten person wrote and was told; that there was a thread, and its times, remain."""

from django.db import transaction

from muster.inbox.models import Arrival, Conversation, InboxMessage
from muster.people.models import Person


@transaction.atomic
def forget(person: Person) -> None:
    """Blank every conversation on the person's keys, also those that only claimed to be theirs."""
    threads = Conversation.objects.filter(key__person=person)
    messages = InboxMessage.objects.filter(conversation__in=threads)
    Arrival.objects.filter(entry__in=messages).update(message_id="", sealed=None)
    messages.update(said="", text="", html="", sender="", message_id="", references=[], headers={})
    threads.update(address="", name="", subject="", preview="", find_key="", sent_ref=None)
