"""One message to one person, written by one of us: claimed, sent at most once, its end on its row.

An answer whose fate is unknown stays unknown; the carer sees it and decides (D5).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final, Literal

from django.db import connection, transaction
from django.utils.translation import gettext as _

from muster.accounts.models import Organisation
from muster.accounts.queries import organisation
from muster.activity import actions as activity
from muster.activity.facts import NewFact
from muster.audit import actions as audit
from muster.channels.base import Receipt
from muster.delivery import networks, single, staging, tokens
from muster.delivery.actions import numbers
from muster.delivery.models import Direct, Kind
from muster.kit import clock
from muster.kit.actors import Doer
from muster.kit.errors import Conflict, TooMany

PER_ADDRESS: Final = 20
PER_WRITER: Final = 300
_HOUR: Final = timedelta(hours=1)
_PATIENCE: Final = timedelta(hours=24)


class AlreadySaid(Conflict):
    """The same answer was sent before, with other words under the same key."""


class AlreadyLeft(Conflict):
    """A worker has it in hand, or it was sent; nothing brings it back."""


class TooManyAnswers(TooMany):
    """More messages to one address, or by one of us, than a person writes."""


@transaction.atomic
def send_one(
    *,
    subject: str,
    address: str,
    title: str,
    text: str,
    idempotency: str,
    by: Doer,
    key_id: int | None = None,
    person_id: int | None = None,
    sender_name: str = "",
    reply_to: str = "",
    in_reply_to: str = "",
    references: tuple[str, ...] = (),
    answers: Mapping[str, str] = MappingProxyType({}),  # what is known of the post it answers
    at: datetime | None = None,
    not_before: datetime | None = None,
) -> Direct:
    """Queue one mail, text or answer to a post, once; until ``not_before`` it can be taken back."""
    if before := Direct.objects.filter(idempotency=idempotency).first():
        return _same(before, address=address, subject=subject)
    _demand_room(address, by)
    house = organisation()
    row = Direct(
        id=numbers.reserve("delivery_direct"), subject=subject, idempotency=idempotency,
        by=by.actor, created_at=at or clock.now(), person_id=person_id, key_id=key_id,
        address=address, mode=house.mode, not_before=not_before,
    )  # fmt: skip
    token, channel = tokens.make(tokens.DIRECT, row.pk), staging.channel_of(address)
    if channel != "email":
        row.message_id, row.raw = token, _words(row, channel, text, answers)
        return queue(row, by=by)
    message = single.Single(
        token=token, address=address, title=title, text=text,
        sender_name=sender_name or house.sender_name or house.name, reply_to=reply_to,
        in_reply_to=in_reply_to, references=references, at=row.created_at,
    )  # fmt: skip
    return queue(_mailed(row, message, house), by=by)


def _mailed(row: Direct, message: single.Single, house: Organisation) -> Direct:
    row.raw, row.return_path = message.raw(house), message.return_path(house)
    row.message_id = message.message_id(house)
    return row


def _words(row: Direct, channel: str, text: str, answers: Mapping[str, str]) -> bytes:
    """What leaves where nothing but the words does: a text, or an answer on a network."""
    if channel == "sms":
        return single.words_of_text(text)
    return networks.written(channel, text, address=row.address, answers=answers, at=row.created_at)


@transaction.atomic
def take_back(*, number: int, by: Doer) -> None:
    """Undo ``send_one`` while no worker ever had the message in hand. Raises AlreadyLeft after that."""
    row = Direct.objects.select_for_update().filter(pk=number).first()
    if row is None or row.state != Direct.State.PENDING or row.tries:
        raise AlreadyLeft(_("It has left already, so it cannot be taken back."))
    audit.record(by=by, verb="answer.taken_back", subject=row.subject, direct=row.pk)
    row.delete()


@transaction.atomic
def claim(
    *, worker: str, modes: tuple[str, ...], most: int, channels: Collection[str] = staging.SINGLE
) -> list[Direct]:
    """Take messages in hand. From this commit each is sent by this worker or by nobody."""
    waiting = Direct.objects.filter(
        staging.reached_by(channels), state=Direct.State.PENDING, mode__in=modes
    )
    waiting = waiting.exclude(not_before__gt=clock.now())
    rows = list(waiting.order_by("id").select_for_update(skip_locked=True)[:most])
    now = clock.db_now()
    for row in rows:
        row.state, row.worker, row.claimed_at = Direct.State.CLAIMED, worker, now
        row.tries += 1
    Direct.objects.bulk_update(rows, ["state", "worker", "claimed_at", "tries"])
    return rows


@transaction.atomic
def end(row: Direct, receipt: Receipt | None) -> None:
    """Write down the end; None means that no byte left, so that it may be tried again (D4)."""
    again = receipt is None or receipt.kind == "temporary"
    if again and clock.now() - row.created_at < _PATIENCE:
        row.state, row.worker = Direct.State.PENDING, ""
        row.not_before = clock.now() + timedelta(seconds=min(1800, 10 * 2 ** min(row.tries, 8)))
    else:
        row.state, row.at = Direct.State.DONE, clock.db_now()
        row.kind = _last_word(receipt)
        _tell(row)
    if receipt is not None:
        row.code, row.detail = receipt.code, receipt.detail[:200]
    row.save(update_fields=["state", "worker", "not_before", "at", "kind", "code", "detail"])


def _last_word(receipt: Receipt | None) -> str:
    """How a message ends of which nothing more is tried."""
    if receipt is None:
        return Kind.EXPIRED
    if receipt.kind == "temporary":
        # Without a code nobody ever answered: it may be there.
        return Kind.EXPIRED if receipt.code else Kind.UNKNOWN
    return receipt.kind


def abandon(*, worker: str) -> int:
    """Mark what a dead worker had in hand as unknown: it may have left.

    Where the key of a message makes a second try the same message, it is tried again instead (D9).
    """
    held = Direct.objects.filter(state=Direct.State.CLAIMED, worker=worker)
    rows = list(held.order_by("id"))
    for row in rows:
        again = staging.channel_of(row.address) in networks.REPEATABLE
        kind: Literal["temporary", "unknown"] = "temporary" if again else "unknown"
        end(row, Receipt(row.pk, kind, 0, "the sending process ended"))
    return len(rows)


def queue(row: Direct, *, by: Doer) -> Direct:
    row.save(force_insert=True)
    audit.record(by=by, verb="answer.queued", subject=row.subject, direct=row.pk)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify('delivery', 'direct')")
    return row


def _same(before: Direct, *, address: str, subject: str) -> Direct:
    if before.address != address or before.subject != subject:
        raise AlreadySaid(_("This was already sent, to somebody else. Write it again."))
    return before


def _demand_room(address: str, by: Doer) -> None:
    lately = Direct.objects.filter(created_at__gt=clock.now() - _HOUR)
    if lately.filter(address=address).count() >= PER_ADDRESS:
        raise TooManyAnswers(
            _("This address got %(number)s messages within an hour. Wait a while.")
            % {"number": PER_ADDRESS}
        )
    # The cap on writers is against a slip of the hand; what a telephone asked for has none.
    if by.actor.startswith("staff:") and lately.filter(by=by.actor).count() >= PER_WRITER:
        raise TooManyAnswers(_("You wrote too many messages within an hour. Wait a while."))


def _tell(row: Direct) -> None:
    if row.key_id is not None and row.kind == Kind.ACCEPTED and row.at is not None:
        fact = NewFact("message.answered", row.key_id, row.at, "delivery", ref=row.subject)
        activity.append([fact])
