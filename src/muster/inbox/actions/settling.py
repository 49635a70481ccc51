"""Ends the waits of people who were answered by one message to many, when it was accepted for each of them.

Whoever wrote again after that waits for something new, from that moment on.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import Exists, Min, OuterRef

from muster.activity import actions as activity
from muster.activity.facts import NewFact
from muster.audit import actions as audit
from muster.delivery import documents, fields, liquid
from muster.delivery import queries as delivery
from muster.delivery.actions import selections
from muster.delivery.documents import DocumentBody
from muster.delivery.models import Kind, Outcome, Recipient, Release, Selected, Selection
from muster.inbox import registry
from muster.inbox.actions import waits, weighing
from muster.inbox.models import Conversation, InboxMessage, Wait
from muster.kit import actors, clock

AT_ONCE: Final = 200
BY: Final = actors.system("inbox")
PREFIX: Final = "conversation:"


def settle_chosen(*, at: datetime) -> int:
    """Look through everything that was sent to chosen people; returns how many conversations were answered."""
    done = 0
    # Other rooms choose people, too; theirs are not ours to settle.
    ours = Selected.objects.filter(selection=OuterRef("pk"), about__startswith=PREFIX)
    open_ones = Selection.objects.filter(Exists(ours), settled_at=None).exclude(subject="")
    for selection in open_ones.order_by("id"):
        release = delivery.release_of(selection.subject)
        if release is not None:
            done += _settle(selection, release, at)
    return done


def _settle(selection: Selection, release: Release, at: datetime) -> int:
    body, done, after = documents.read(release.document), 0, 0
    over = delivery.tally(release).completed or release.state == Release.State.CANCELLED
    waiting = selection.people.filter(answered_at=None).order_by("pk").values_list("pk", flat=True)
    while numbers := list(waiting.filter(pk__gt=after)[:AT_ONCE]):
        after = numbers[-1]
        done += _batch(selection, release, body, numbers)
    # Nothing more leaves, so nobody else will be answered by it.
    if over:
        with transaction.atomic():
            selections.settle(selection=selection, by=BY, at=at)
    return done


@transaction.atomic
def _batch(selection: Selection, release: Release, body: DocumentBody, numbers: list[int]) -> int:
    # Read under their own locks: a sweep that lasts over a minute is met by the next one.
    waiting = selection.people.filter(pk__in=numbers, answered_at=None).order_by("pk")
    rows = list(waiting.select_related("key").select_for_update(of=("self",)))
    reached = _reached(release, [one.key.person_id for one in rows if one.key.person_id])
    chosen = {int(one.about.removeprefix(PREFIX)): one for one in rows}
    threads = Conversation.objects.select_for_update(of=("self",)).filter(pk__in=chosen)
    answered = 0
    for thread in threads.select_related("key").order_by("pk"):
        row = chosen[thread.pk]
        found = reached.get(row.key.person_id or 0)
        if found is not None:
            recipient, when = found
            _answered(thread, selection, _said(body, recipient), when)
            selections.answered(selected=row, at=when)
            answered += 1
    return answered


def _reached(release: Release, people: list[int]) -> dict[int, tuple[Recipient, datetime]]:
    """Who of them has it: the frozen recipient, and when it was taken for them, by our business clock."""
    found = Outcome.objects.filter(
        release=release,
        kind=Kind.ACCEPTED,
        recipient__snapshot=release.snapshot_id,
        recipient__person_id__in=people,
    ).select_related("recipient")
    ahead = clock.story_offset()
    return {
        one.recipient.person_id: (one.recipient, one.at + ahead) for one in found.order_by("id")
    }


def _said(body: DocumentBody, recipient: Recipient) -> str:
    """The words as this person got them."""
    spoken = {one.language: one.text for one in body.texts}
    text = spoken.get(recipient.language, body.texts[0].text)
    return liquid.parse(text, fields.NAMES).plain(recipient.merge)


def _answered(thread: Conversation, selection: Selection, said: str, when: datetime) -> None:
    InboxMessage.objects.create(
        conversation=thread,
        direction=InboxMessage.Direction.OUT,
        said=said,
        headers={"selection": selection.subject},
        at=when,
        author=selection.by,
        idempotency=f"selection:{selection.pk}:{thread.pk}",
    )
    if thread.they_wait:
        _end_wait(thread, selection, when)
    audit.record(
        by=BY, verb="conversation.answered", subject=str(thread), at=when,
        selection=selection.pk, sent=selection.subject,
    )  # fmt: skip
    if thread.key_id and thread.proven:
        data = {"conversation": thread.pk}
        activity.append(
            [
                NewFact(
                    registry.ANSWER, thread.key_id, when, "inbox", ref=selection.subject, data=data
                )
            ]
        )


def _end_wait(thread: Conversation, selection: Selection, when: datetime) -> None:
    theirs = thread.messages.filter(direction=InboxMessage.Direction.IN, auto=False, at__gt=when)
    again: datetime | None = theirs.aggregate(first=Min("at"))["first"]
    waits.end(thread, ending=Wait.Ending.ANSWERED, by_id=selection.by_id, at=when)
    if again is not None:
        waits.begin(thread, at=again)
    else:
        thread.state, thread.closed_at = Conversation.State.WAITING, None
    thread.last_at = max(thread.last_at, when)
    thread.save(update_fields=["state", "closed_at", "last_at", *weighing.FIELDS])
