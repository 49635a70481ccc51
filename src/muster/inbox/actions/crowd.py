"""Takes in the texts of many who answer at once: what is simple is written together, everything else one by one.

Simple is an answer in words to a mass message of ours, one from each number. The rows are the same either
way, and a test holds the two ways side by side.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, connection, transaction
from django.db.models import Count, Max

from muster.activity import actions as activity
from muster.audit import actions as audit
from muster.channels.base import Incoming
from muster.channels.kinds.sms import stops
from muster.delivery import lately
from muster.delivery.actions.receipts import Answer, hear_answers
from muster.delivery.models import Recipient
from muster.inbox import arrivals, evidence, matching, matching_texts, threads
from muster.inbox.actions import directing, entries, handing, sorting, texting, waits
from muster.inbox.actions.receive import HOUR, RECEIVED, stored
from muster.inbox.models import Arrival, Conversation, InboxMessage, Resolution, Rules, Wait
from muster.kit import actors
from muster.kit.faults import fault
from muster.people.models import IdentityKey

BY = actors.system("inbox")
_CLAIM = """
INSERT INTO inbox_arrival (fingerprint, message_id, sender_mac, at, size, channel, outcome)
SELECT told.*, 'sms', 'stored' FROM unnest(%s::text[], %s::text[], %s::text[], %s::timestamptz[], %s::int[]) AS told
    ON CONFLICT (fingerprint) DO NOTHING RETURNING fingerprint, id
"""
_ENTER = """
UPDATE inbox_arrival AS mine SET entry_id = told.entry
  FROM unnest(%s::bigint[], %s::bigint[]) AS told (id, entry) WHERE mine.id = told.id
"""


@dataclass(frozen=True, slots=True)
class _Answer:
    """One text that answers a mass message, and the names it is known by."""

    incoming: Incoming
    address: str
    fingerprint: str
    sender: str
    recipient: Recipient

    @property
    def at(self) -> datetime:
        return self.incoming.received_at


def take_texts(*, texts: Sequence[Incoming]) -> None:
    """Store or obey every one of these exactly once, each at the moment it was received; all of them or none."""
    if not texts:
        return
    with transaction.atomic():
        fresh = _fresh(texts)
        answers = _simple(fresh) if fresh else []
        try:
            with transaction.atomic():
                done = _store(answers)
        except IntegrityError:
            # A thread was begun by another process in this moment; the plain way finds it.
            done = set()
        for text in fresh.values():
            if id(text) not in done:
                texting.take_text(incoming=text, at=text.received_at)
        transaction.on_commit(stored)
        fault("receive.before_commit")


def _fresh(texts: Sequence[Incoming]) -> dict[str, Incoming]:
    """What has no receipt yet, by its fingerprint, in the order it came.

    A gateway that repeats a call is told the same again.
    """
    fresh: dict[str, Incoming] = {}
    for one in texts:
        fresh.setdefault(arrivals.fingerprint(one), one)
    known = Arrival.objects.filter(fingerprint__in=list(fresh))
    for fingerprint in known.values_list("fingerprint", flat=True):
        del fresh[fingerprint]
    return fresh


def _simple(fresh: Mapping[str, Incoming]) -> list[_Answer]:
    address = {one: matching.address(text) for one, text in fresh.items()}
    times = Counter(address.values())
    # An instruction may turn out to be words like any other: of two texts of one number the order counts.
    alone = {
        one: arrivals.sender_mac(text)
        for one, text in fresh.items()
        if times[address[one]] == 1 and _is_words(text)
    }
    since = min(one.received_at for one in fresh.values())
    often = _many_lately(alone.values(), since)
    written = _not_joined(_written_to([address[one] for one in alone], since))
    return [
        _Answer(fresh[one], address[one], one, sender, written[address[one]])
        for one, sender in alone.items()
        if address[one] in written and sender not in often
    ]


def _is_words(one: Incoming) -> bool:
    is_person = arrivals.kind(one) is arrivals.Kind.PERSON
    return is_person and stops.meant(one.text) is None and not handing.seed_of(one)


def _many_lately(senders: Collection[str], since: datetime) -> set[str]:
    """The senders that may have written so often that one more is held back."""
    recent = Arrival.objects.filter(sender_mac__in=list(senders), at__gt=since - HOUR)
    counted = recent.values("sender_mac").annotate(times=Count("id"))
    often = counted.filter(times__gte=Rules.current().per_sender_an_hour)
    return set(often.values_list("sender_mac", flat=True))


def _written_to(addresses: Sequence[str], since: datetime) -> dict[str, Recipient]:
    """By number the message of ours that it answers: the last thing it got from us was one to many."""
    keys = IdentityKey.objects.filter(kind="phone", value__in=addresses).exclude(person=None)
    numbers = dict(keys.values_list("id", "value"))
    written = {
        numbers[key]: one for key, one in lately.written_to_each(list(numbers), "sms").items()
    }
    ours = InboxMessage.objects.filter(
        conversation__channel="sms", conversation__address__in=list(written),
        direction=InboxMessage.Direction.OUT, at__gt=since - matching_texts.WITHIN,
    )  # fmt: skip
    answered = ours.values_list("conversation__address").annotate(last=Max("at"))
    for address, _last in answered:
        # What one of us wrote there since decides whose thread it is; the plain way asks which was later.
        written.pop(address, None)
    return {address: one.recipient for address, one in written.items()}


def _not_joined(written: dict[str, Recipient]) -> dict[str, Recipient]:
    """Without those whose thread goes on in another one; the plain way finds which."""
    refs = {matching.sent_ref(one): address for address, one in written.items()}
    joined = Conversation.objects.filter(sent_ref__in=list(refs), merged_into__isnull=False)
    away = {refs[ref] for ref in joined.values_list("sent_ref", flat=True) if ref}
    return {address: one for address, one in written.items() if address not in away}


def _store(simple: Sequence[_Answer]) -> set[int]:
    """Store those that nobody else is storing; returns which texts they are."""
    receipts = _claimed(simple)
    answers = [one for one in simple if one.fingerprint in receipts]
    if answers:
        _write(answers, [receipts[one.fingerprint] for one in answers])
    return {id(one.incoming) for one in answers}


def _claimed(answers: Sequence[_Answer]) -> dict[str, int]:
    """Write the receipt of each that has none; returns their numbers by fingerprint.

    A gateway that repeats a call may reach two processes with it: the second waits here for the first.
    """
    if not answers:
        return {}
    # All claim in one order, so that no two wait for each other.
    ordered = sorted(answers, key=lambda one: one.fingerprint)
    told = [
        (one.fingerprint, threads.bare(one.incoming.message_id), one.sender, one.at, one.incoming.raw_size)
        for one in ordered
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, [*(list(column) for column in zip(*told, strict=True))])
        return dict(cursor.fetchall())


def _write(answers: Sequence[_Answer], receipts: Sequence[int]) -> None:
    found = _threads(answers)
    asked = [(thread, one.at) for one, thread in zip(answers, found, strict=True)]
    messages = [
        entries.message(one.incoming, thread, proven=True, at=one.at, auto=False)
        for one, thread in zip(answers, found, strict=True)
    ]
    known = directing.rules()
    for thread, message in zip(found, messages, strict=True):
        directing.arrived(thread, message.said, known=known)
        entries.heard(thread, message)
    begun, matters = waits.begin_each(asked)
    fresh = [thread for thread in found if not thread.pk]
    Conversation.objects.bulk_update([one for one in found if one.pk], entries.CHANGED)
    Conversation.objects.bulk_create(fresh)
    Wait.objects.bulk_create(begun)
    Resolution.objects.bulk_create(matters)
    InboxMessage.objects.bulk_create(messages)
    with connection.cursor() as cursor:
        cursor.execute(_ENTER, [list(receipts), [message.pk for message in messages]])
    _tell(answers, found, messages)
    transaction.on_commit(sorting.sort_soon)


def _threads(answers: Sequence[_Answer]) -> list[Conversation]:
    """The thread of each answer: locked where it stands, unsaved where it is new. No two answers share one."""
    refs = [matching.sent_ref(one.recipient) for one in answers]
    rows = Conversation.objects.select_for_update().filter(sent_ref__in=refs).order_by("id")
    running = {row.sent_ref: row for row in rows}
    return [
        running.get(ref) or entries.begun(one.incoming, one.recipient, one.at)
        for one, ref in zip(answers, refs, strict=True)
    ]


def _tell(
    answers: Sequence[_Answer], found: Sequence[Conversation], messages: Sequence[InboxMessage]
) -> None:
    entered = zip(found, messages, strict=True)
    audit.record_each(
        by=BY, verb=RECEIVED,
        subjects=[(str(thread), one.at, entries.details(one)) for thread, one in entered],
    )  # fmt: skip
    told = (entries.fact(thread, message) for thread, message in zip(found, messages, strict=True))
    activity.append([fact for fact in told if fact])
    heard = [
        Answer(one.recipient.pk, evidence.said(one.incoming, message.said), one.at, one.fingerprint)
        for one, message in zip(answers, messages, strict=True)
    ]
    hear_answers(heard, source="inbox")
