"""Takes in what a network told us, together with how far we have read there.

Both are one transaction: killed at any moment, the same posts are read again and each is stored once.
"""

import logging
from datetime import datetime

from django.db import DatabaseError, transaction

from muster.audit import actions as audit
from muster.channels.base import Incoming
from muster.channels.posts import Batch
from muster.inbox import arrivals, sealing
from muster.inbox.actions import doors
from muster.inbox.actions.receive import receive
from muster.inbox.models import Arrival
from muster.kit import actors
from muster.kit.faults import fault
from muster.kit.text import clean

_LOG = logging.getLogger(__name__)
BY = actors.system("inbox")


@transaction.atomic
def take_posts(*, door: str, batch: Batch, at: datetime) -> list[Arrival]:
    """Store each post of a batch once; they count from when the network had them, not from when we looked."""
    known = _known(batch)
    fresh = [one for one in batch.posts if arrivals.fingerprint(one) not in known]
    taken = [_take(one, at=min(one.received_at, at)) for one in fresh]
    doors.heard(name=door, mark=dict(batch.mark), at=at)
    fault("posts.before_commit")
    return taken


def _known(batch: Batch) -> set[str]:
    names = [arrivals.fingerprint(one) for one in batch.posts]
    found = Arrival.objects.filter(fingerprint__in=names)
    return set(found.values_list("fingerprint", flat=True))


def _take(post: Incoming, *, at: datetime) -> Arrival:
    try:
        with transaction.atomic():
            return receive(incoming=post, at=at, by=BY)
    except DatabaseError:
        raise  # the whole batch is read again
    except Exception:  # noqa: BLE001 - whatever it is, it is kept
        # One that we cannot read must not hold up the rest, and must not be lost.
        _LOG.exception("a post could not be taken in and was kept aside")
        return _aside(post, at)


def _aside(post: Incoming, at: datetime) -> Arrival:
    arrival = Arrival.objects.create(
        fingerprint=arrivals.fingerprint(post),
        message_id=clean(post.message_id)[:250],
        channel=post.channel,
        sender_mac=arrivals.sender_mac(post),
        outcome=Arrival.Outcome.HELD,
        at=at,
        size=post.raw_size,
        sealed=sealing.seal(post),
    )
    audit.record(by=BY, verb="arrival.held", subject=str(arrival), at=at)
    return arrival
