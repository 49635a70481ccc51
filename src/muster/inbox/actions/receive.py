"""Takes in one message from outside: once, whatever happens; threaded, or kept aside with a reason.

Nothing here ever answers. The moment that counts is when it reached us, not what its Date line says.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from muster.activity import actions as activity
from muster.activity.facts import NewFact
from muster.audit import actions as audit
from muster.channels.base import Incoming
from muster.channels.kinds.email.reports import Report
from muster.inbox import arrivals, errors, matching, quotes, registry, sealing, texts, threads
from muster.inbox.actions import handing, sorting, waits
from muster.inbox.models import Arrival, Conversation, InboxMessage, Rules
from muster.kit import actors
from muster.kit.actors import Doer
from muster.kit.text import clean

HOUR = timedelta(hours=1)
Outcome = Arrival.Outcome


def receive(
    *,
    incoming: Incoming,
    at: datetime,
    by: Doer | None = None,
    reports: Sequence[Report] = (),
) -> Arrival:
    """Store ``incoming`` exactly once and return its receipt; a second delivery returns the first.

    ``reports`` is what a machine says in it about a message of ours.
    """
    doer = by or actors.system("inbox")
    with transaction.atomic():
        arrival, fresh = _once(incoming, at, reports)
        if fresh and arrival.outcome in {Outcome.STORED, Outcome.AUTO}:
            arrival.entry = _thread(incoming, at=at, auto=arrival.outcome == Outcome.AUTO, by=doer)
            arrival.save(update_fields=["entry"])
        elif fresh:
            audit.record(by=doer, verb=f"arrival.{arrival.outcome}", subject=str(arrival), at=at)
        if fresh and arrival.outcome == Outcome.BOUNCE:
            if any(one.kind != "automatic" for one in reports):
                handing.reports(reports, incoming, arrival, at=at, by=doer)
            elif handing.seed_of(incoming):
                handing.seed(incoming, arrival, at=at, by=doer)
    return arrival


@transaction.atomic
def let_in(*, arrival: Arrival, by: Doer, at: datetime) -> Arrival:
    """Take in a message that was held back, as if it came now; its clock runs from now."""
    locked = Arrival.objects.select_for_update().get(pk=arrival.pk)
    if locked.outcome != Outcome.HELD or locked.sealed is None:
        raise errors.NotHeld
    incoming = sealing.unseal(bytes(locked.sealed))
    locked.entry = _thread(incoming, at=at, auto=incoming.auto, by=by)
    locked.outcome = Outcome.AUTO if incoming.auto else Outcome.STORED
    locked.sealed = None
    locked.save(update_fields=["entry", "outcome", "sealed"])
    audit.record(by=by, verb="arrival.let_in", subject=str(locked), at=at)
    return locked


def _once(incoming: Incoming, at: datetime, reports: Sequence[Report]) -> tuple[Arrival, bool]:
    outcome = _outcome(incoming, at, reports)
    aside = outcome in {Outcome.BOUNCE, Outcome.HELD}
    return Arrival.objects.get_or_create(
        fingerprint=arrivals.fingerprint(incoming, reports),
        defaults={
            "message_id": threads.bare(incoming.message_id),
            "channel": incoming.channel,
            "sender_mac": arrivals.sender_mac(incoming),
            "outcome": outcome,
            "at": at,
            "size": incoming.raw_size,
            "sealed": sealing.seal(incoming) if aside else None,
        },
    )


def _outcome(incoming: Incoming, at: datetime, reports: Sequence[Report]) -> Outcome:
    kind = arrivals.kind(incoming, reports)
    if kind is arrivals.Kind.LOOP:
        return Outcome.LOOP
    # An answer of our own seed is a report as well: it proves a way, and nobody waits there.
    if kind is arrivals.Kind.BOUNCE or handing.seed_of(incoming):
        return Outcome.BOUNCE
    recent = Arrival.objects.filter(
        sender_mac=arrivals.sender_mac(incoming), at__gt=at - HOUR
    ).count()
    if recent >= Rules.current().per_sender_an_hour:
        return Outcome.HELD
    return Outcome.AUTO if kind is arrivals.Kind.AUTO else Outcome.STORED


def _thread(incoming: Incoming, *, at: datetime, auto: bool, by: Doer) -> InboxMessage:
    found = matching.match(incoming)
    conversation = found.conversation or _begun(incoming, found, at)
    conversation = Conversation.objects.select_for_update().get(pk=conversation.pk)
    message = _message(incoming, conversation, found, at=at, auto=auto)
    if not auto:
        waits.begin(conversation, at=at)
        conversation.preview = " ".join(message.said.split())[:200]
        transaction.on_commit(sorting.sort_soon)
    conversation.last_at = max(conversation.last_at, at)
    conversation.find_key = conversation.folded()
    conversation.save(
        update_fields=["state", "due_at", "closed_at", "preview", "last_at", "find_key"]
    )
    _tell(conversation, message, by=by, at=at)
    handing.reply(found.recipient, message.said, incoming, auto=auto, at=at, by=by)
    return message


def _begun(incoming: Incoming, found: matching.Match, at: datetime) -> Conversation:
    fields = {
        "channel": incoming.channel,
        "subject": threads.base_subject(incoming.subject)[:300],
        "state": Conversation.State.QUIET,
        "opened_at": at,
        "last_at": at,
        "name": clean(incoming.sender_name)[:160],
    }
    if found.recipient is None:
        claimed = matching.known_key(incoming)
        return Conversation.objects.create(
            **fields, address=matching.address(incoming), key=claimed
        )
    proved = {
        "key_id": found.recipient.key_id,
        "address": found.recipient.address,
        "about": found.recipient.snapshot.subject,
        "proven": True,
    }
    # Two answers to one message may arrive at once: the second finds the thread the first began.
    conversation, _ = Conversation.objects.get_or_create(
        sent_ref=matching.sent_ref(found.recipient), defaults=fields | proved
    )
    return conversation


def _message(
    incoming: Incoming,
    conversation: Conversation,
    found: matching.Match,
    *,
    at: datetime,
    auto: bool,
) -> InboxMessage:
    whole = texts.plain(incoming.text, incoming.html)
    return InboxMessage.objects.create(
        conversation=conversation,
        direction=InboxMessage.Direction.IN,
        said=quotes.split(whole).words,
        text=whole,
        html=texts.sanitised(incoming.html) if incoming.html else "",
        sender=matching.address(incoming),
        message_id=threads.bare(incoming.message_id),
        references=[threads.bare(one) for one in incoming.references][-20:],
        headers=arrivals.kept_headers(incoming),
        auto=auto,
        proven=found.proven,
        at=at,
    )


def _tell(conversation: Conversation, message: InboxMessage, *, by: Doer, at: datetime) -> None:
    audit.record(
        by=by, verb="conversation.received", subject=str(conversation), at=at,
        message=message.pk, auto=message.auto, proven=message.proven,
    )  # fmt: skip
    if conversation.key_id is None:
        return
    kind = registry.REPLY if message.proven else registry.CLAIM
    fact = NewFact(
        kind=registry.AUTOMATIC if message.auto and message.proven else kind,
        key_id=conversation.key_id,
        at=at,
        source=f"inbox:{conversation.channel}",
        ref=conversation.about or None,
        # What it was about stays with the conversation, and goes with it.
        data={"conversation": conversation.pk},
    )
    activity.append([fact])
