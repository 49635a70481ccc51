"""Blanks what a forgotten person wrote and was told; that there was a thread, and its times, remain."""

from django.db import transaction

from muster.inbox.actions import sorting
from muster.inbox.models import (
    Arrival,
    Case,
    Conversation,
    Dialogue,
    InboxMessage,
    Proposal,
    Sorting,
)
from muster.people.models import Person
from muster.triage import actions as triage

# A closed case keeps that it had an outcome, never which.
BLANKED = "–"


@transaction.atomic
def forget(person: Person) -> None:
    """Blank every conversation on the person's keys, also those that only claimed to be theirs."""
    threads = Conversation.objects.filter(key__person=person)
    messages = InboxMessage.objects.filter(conversation__in=threads)
    Arrival.objects.filter(entry__in=messages).update(message_id="", sealed=None)
    messages.update(said="", text="", html="", sender="", message_id="", references=[], headers={})
    triage.forget(
        origins=[sorting.origin(number) for number in messages.values_list("id", flat=True)]
    )
    Sorting.objects.filter(message__in=messages).update(words=[])
    cases = Case.objects.filter(conversations__in=threads)
    cases.exclude(outcome="").update(outcome=BLANKED)
    cases.update(title="")
    dialogues = Dialogue.objects.filter(conversation__in=threads)
    dialogues.exclude(reason="").update(reason=BLANKED)
    proposals = Proposal.objects.filter(conversation__in=threads)
    proposals.exclude(reason="").update(reason=BLANKED)
    proposals.update(said="")
    threads.update(
        address="",
        name="",
        subject="",
        preview="",
        find_key="",
        sent_ref=None,
        reach=None,
        severity_why=[],
    )
