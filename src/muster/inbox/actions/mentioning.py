"""Makes a conversation of what somebody said about us in public, by itself or because somebody here asked for it.

A post that our account was told of as well is one message, whichever way it came first.
"""

from __future__ import annotations

import logging
from datetime import datetime

from django.db import DatabaseError, transaction

from muster.accounts.models import Staff
from muster.audit import actions as audit
from muster.channels.posts import Account, NotAnAccount
from muster.delivery import networks
from muster.inbox import mentioned
from muster.inbox.actions.receive import receive
from muster.inbox.models import Conversation
from muster.kit import actors
from muster.kit.actors import Doer
from muster.kit.scope import Scope, entered
from muster.listening import queries as listening
from muster.listening.actions.asking import asked
from muster.listening.errors import AlreadyAsked, CannotBeAnswered
from muster.listening.models import Mention

BY = actors.system("inbox")
_LOG = logging.getLogger(__name__)


def take_mentions(*, at: datetime) -> int:
    """Take in every public question and complaint that nobody was handed yet; its clock runs since it was said."""
    taken = 0
    for one in listening.unasked(now=at):
        try:
            taken += _take(one, at=at, by=BY) is not None
        except AlreadyAsked:
            continue  # somebody was quicker
        except DatabaseError:
            raise  # read again in a minute
        except Exception:  # noqa: BLE001 - whatever it is, it is noted
            # One that cannot be read must not hold up the rest.
            _LOG.exception("mention %s could not be taken in", one.pk)
            asked(mention=one, conversation=None, at=at)
    return taken


@transaction.atomic
def ask_mention(*, mention: Mention, by: Staff, at: datetime) -> Conversation:
    """Make a conversation of a mention because ``by`` wants to answer it. Raises Refused.

    A message may be about anybody; only what becomes of it is narrowed again.
    """
    if not mentioned.can_be_answered(mention):
        raise CannotBeAnswered
    with entered(Scope.EVERYONE):
        found = _take(mention, at=at, by=by)
        if found is None:
            raise CannotBeAnswered
        audit.record(
            by=by, verb="mention.asked", subject=str(mention), at=at, conversation=found.pk
        )
    return found


@transaction.atomic
def _take(mention: Mention, *, at: datetime, by: Doer) -> Conversation | None:
    held = Mention.objects.select_for_update(of=("self",)).get(pk=mention.pk)
    if held.conversation is not None:
        raise AlreadyAsked
    message = mentioned.incoming(held, ours=_ours(held.network))
    entry = receive(incoming=message, at=min(held.at, at), by=by).entry
    found = entry.conversation if entry is not None else None
    asked(mention=held, conversation=found.pk if found else None, at=at)
    return found


def _ours(network: str) -> Account | None:
    try:
        return networks.account(network)
    except NotAnAccount:
        return None
