"""Takes in one message from outside: once, whatever happens; threaded, or kept aside with a reason.

Nothing here ever answers. The moment that counts is when it reached us, not what its Date line says.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from muster.activity import actions as activity
from muster.audit import actions as audit
from muster.channels.base import Incoming
from muster.channels.kinds.email.reports import Report
from muster.channels.kinds.webform import receive as webform
from muster.inbox import access, arrivals, errors, matching, sealing, threads
from muster.inbox.actions import directing, entries, handing, sorting, waits
from muster.inbox.models import Arrival, Conversation, InboxMessage, Rules
from muster.kit import actors
from muster.kit.actors import Doer
from muster.kit.faults import fault

HOUR = timedelta(hours=1)
RECEIVED = "conversation.received"
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
        transaction.on_commit(stored)
        fault("receive.before_commit")
    return arrival


def stored() -> None:
    """Called right after a commit that stored something; whoever brought it has not been told yet."""
    fault("receive.after_commit")


@transaction.atomic
def let_in(*, arrival: Arrival, by: Doer, at: datetime) -> Arrival:
    """Take in a message that was held back, as if it came now; its clock runs from now."""
    locked = Arrival.objects.select_for_update().get(pk=arrival.pk)
    if locked.outcome != Outcome.HELD or locked.sealed is None:
        raise errors.NotHeld
    take_in(locked, at=at, by=by)
    audit.record(by=by, verb="arrival.let_in", subject=str(locked), at=at)
    return locked


def receipt(
    incoming: Incoming,
    outcome: Outcome,
    *,
    at: datetime,
    reports: Sequence[Report] = (),
    aside: bool = False,
) -> tuple[Arrival, bool]:
    """Write the receipt of an arrival, or find the one it has; tell whether it is new. Aside, it is kept sealed."""
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


def take_in(arrival: Arrival, *, at: datetime, by: Doer) -> None:
    """Thread what was kept sealed; only called by other actions, inside theirs, with the receipt locked."""
    incoming = sealing.unseal(bytes(arrival.sealed or b""))
    arrival.entry = _thread(incoming, at=at, auto=incoming.auto, by=by)
    arrival.outcome = Outcome.AUTO if incoming.auto else Outcome.STORED
    arrival.sealed = None
    arrival.save(update_fields=["entry", "outcome", "sealed"])


def too_many(incoming: Incoming, at: datetime) -> bool:
    """Tell whether this sender has written as often within the hour as one may."""
    sent = Arrival.objects.filter(sender_mac=arrivals.sender_mac(incoming), at__gt=at - HOUR)
    return sent.count() >= Rules.current().per_sender_an_hour


def _once(incoming: Incoming, at: datetime, reports: Sequence[Report]) -> tuple[Arrival, bool]:
    outcome = _outcome(incoming, at, reports)
    aside = outcome in {Outcome.BOUNCE, Outcome.HELD}
    return receipt(incoming, outcome, at=at, reports=reports, aside=aside)


def _outcome(incoming: Incoming, at: datetime, reports: Sequence[Report]) -> Outcome:
    kind = arrivals.kind(incoming, reports)
    if kind is arrivals.Kind.LOOP:
        return Outcome.LOOP
    # An answer of our own seed is a report as well: it proves a way, and nobody waits there.
    if kind is arrivals.Kind.BOUNCE or handing.seed_of(incoming):
        return Outcome.BOUNCE
    if too_many(incoming, at):
        return Outcome.HELD
    return Outcome.AUTO if kind is arrivals.Kind.AUTO else Outcome.STORED


def _thread(incoming: Incoming, *, at: datetime, auto: bool, by: Doer) -> InboxMessage:
    found = matching.match(incoming)
    conversation = found.conversation or _begun(incoming, found, at)
    conversation = access.whole(conversation)
    if incoming.followers is not None:
        conversation.reach = incoming.followers
    message = entries.message(incoming, conversation, proven=found.proven, at=at, auto=auto)
    message.save()
    if not auto:
        # Whose work it is decides what is promised.
        directing.arrived(conversation, message.said, webform.topic(incoming))
        waits.begin(conversation, at=at)
        transaction.on_commit(sorting.sort_soon)
    entries.heard(conversation, message)
    conversation.save(update_fields=entries.CHANGED)
    audit.record(by=by, verb=RECEIVED, subject=str(conversation), at=at, **entries.details(message))
    fact = entries.fact(conversation, message)
    activity.append([fact] if fact else [])
    handing.reply(found.recipient, message.said, incoming, auto=auto, at=at, by=by)
    return message


def _begun(incoming: Incoming, found: matching.Match, at: datetime) -> Conversation:
    fresh = entries.begun(incoming, found.recipient, at)
    if found.recipient is None:
        if found.key is not None:
            fresh.key, fresh.proven = found.key, True
        fresh.save()
        return fresh
    # Two answers to one message may arrive at once: the second finds the thread the first began.
    try:
        with transaction.atomic():
            fresh.save()
    except IntegrityError:
        return Conversation.objects.get(sent_ref=fresh.sent_ref)
    return fresh
