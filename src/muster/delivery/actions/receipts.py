"""Writes down what was heard of a message after it left, and what follows from it for the address.

The same event of the same source is heard once, whoever repeats it and in whatever order things come.
Only this action writes a Receipt; whoever calls it has proved whose message it is (D1).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Final

from django.db import connection, transaction
from django.db.models import QuerySet

from muster.activity import actions as activity
from muster.activity.facts import NewFact
from muster.delivery import documents
from muster.delivery.actions import early
from muster.delivery.models import Receipt, Recipient, Release
from muster.delivery.staging import KEY_KINDS
from muster.kit import clock
from muster.kit.actors import Doer
from muster.kit.faults import fault
from muster.kit.scope import Scope, entered
from muster.people.actions import consent, suppress
from muster.people.models import ConsentState, IdentityKey

Kind = Receipt.Kind
# What a person’s own timeline tells; replies are told by the inbox that holds them.
TOLD: Final = frozenset({Kind.DELIVERED, Kind.BOUNCED, Kind.COMPLAINED, Kind.STOPPED})
# Nothing follows from these for the address they came from.
WITHOUT_CONSEQUENCE: Final = frozenset({Kind.REPLIED, Kind.THANKED})
_CLOSING: Final = frozenset({Kind.BOUNCED, Kind.SOFT, Kind.COMPLAINED})
# So many soft bounces, the first and last at least this far apart, make an address a dead one.
SOFT_TIMES: Final = 5
SOFT_APART: Final = timedelta(days=7)
SOFT_WITHIN: Final = timedelta(days=90)
_ADDRESS: Final = re.compile(r"[^\s<>\"'()\[\],;:]+@[^\s<>\"'()\[\],;:]+")


@dataclass(frozen=True, slots=True)
class Answer:
    """That somebody answered one message: what their words are as evidence, and the name of the event."""

    recipient_id: int
    kind: Kind
    at: datetime
    event: str


class UnknownKindOfReceipt(ValueError):
    """A caller made up a kind; the kinds stand on the model."""


@transaction.atomic
def hear(
    *,
    recipient_id: int,
    kind: str,
    at: datetime,
    source: str,
    event: str,
    code: str = "",
    detail: str = "",
    by: Doer,
) -> bool:
    """Note one thing heard about one message. Returns whether it was new."""
    if kind not in Kind.values:
        raise UnknownKindOfReceipt(kind)
    with entered(Scope.EVERYONE):
        recipient = _held(recipient_id)
        release = _release(recipient)
        if recipient is None or release is None:
            early.keep(
                recipient_id=recipient_id, kind=kind, at=at, source=source[:40],
                event=bounded(event), code=code[:20], detail=nameless(detail)[:200],
            )  # fmt: skip
            return False
        if recipient.key_id < 0:
            # Its snapshot was reduced: it is nobody’s message any more (S8).
            return False
        before = _already(recipient, kind)
        receipt = Receipt(
            release=release, recipient=recipient, kind=kind, source=source[:40],
            event=bounded(event), code=code[:20], detail=nameless(detail)[:200], at=at,
            heard_at=clock.db_now(),
        )  # fmt: skip
        if not _kept(receipt):
            return False
        fault("receipt.after_store_before_apply")
        if kind != Kind.DELIVERED:
            _call_the_gates()
        _apply(receipt, recipient, release, first=not before, by=by)
        return True


@transaction.atomic
def hear_answers(answers: Sequence[Answer], *, source: str) -> int:
    """Note that many people answered mass messages; returns how many answers were new.

    Only of kinds from which nothing follows for an address, and only of messages this database holds.
    """
    if not {one.kind for one in answers} <= WITHOUT_CONSEQUENCE:
        raise UnknownKindOfReceipt("these kinds are heard one by one")
    with entered(Scope.EVERYONE):
        numbers = sorted({one.recipient_id for one in answers})
        held = Recipient.objects.select_for_update(no_key=True).order_by("id").in_bulk(numbers)
        releases = _releases({one.snapshot_id for one in held.values()})
        heard_at = clock.db_now()
        rows = [
            Receipt(
                release_id=releases[recipient.snapshot_id], recipient=recipient, kind=one.kind,
                source=source[:40], event=bounded(one.event), at=one.at, heard_at=heard_at,
            )
            for one in answers
            # A reduced snapshot is nobody’s message any more (S8).
            if (recipient := held[one.recipient_id]).key_id > 0
        ]  # fmt: skip
        before = Receipt.objects.filter(event__in=[row.event for row in rows], source=source[:40])
        known = set(before.values_list("event", flat=True))
        Receipt.objects.bulk_create(rows, ignore_conflicts=True)
        fault("receipt.after_store_before_apply")
        _call_the_gates()
    return sum(row.event not in known for row in rows)


def _releases(snapshots: Collection[int]) -> dict[int, int]:
    found = Release.objects.filter(snapshot__in=snapshots).order_by("released_at", "id")
    return {snapshot: number for number, snapshot in found.values_list("id", "snapshot_id")}


def nameless(text: str) -> str:
    """A server’s words without the addresses in them: a receipt outlives the person it was about."""
    return _ADDRESS.sub("…", " ".join(text.replace("\x00", "").split()))


def _held(number: int) -> Recipient | None:
    # Locked, so that two receipts of one moment come one after the other.
    rows = Recipient.objects.select_for_update(no_key=True)
    return rows.filter(pk=number).first()


def _release(recipient: Recipient | None) -> Release | None:
    if recipient is None:
        return None
    found = Release.objects.filter(snapshot=recipient.snapshot_id)
    return found.order_by("-released_at", "-id").first()


def _already(recipient: Recipient, kind: str) -> bool:
    return Receipt.objects.filter(recipient=recipient, kind=kind).exists()


def _kept(receipt: Receipt) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO delivery_receipt (release_id, recipient_id, kind, source, event, code,"
            " detail, at, heard_at) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)"
            " ON CONFLICT (source, event) DO NOTHING",
            [
                receipt.release_id, receipt.recipient_id, receipt.kind, receipt.source,
                receipt.event, receipt.code, receipt.detail, receipt.at, receipt.heard_at,
            ],
        )  # fmt: skip
        return bool(cursor.rowcount)


def _call_the_gates() -> None:
    """Every answer is looked at as it comes (W5): in a second of waiting thousands more would leave."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify('delivery', 'heard')")


def bounded(event: str) -> str:
    if len(event) <= 200:
        return event
    return f"{event[:150]}#{blake2b(event.encode(), digest_size=16).hexdigest()}"


def _apply(
    receipt: Receipt, recipient: Recipient, release: Release, *, first: bool, by: Doer
) -> None:
    if first and receipt.kind in TOLD:
        _tell(receipt, recipient, release)
    if receipt.kind in _CLOSING and (reason := _reason(recipient)):
        _suppress(recipient, release, reason, receipt.at, by)
    if receipt.kind == Kind.COMPLAINED:
        _withdraw_everything(recipient, receipt, by)
    elif receipt.kind == Kind.STOPPED:
        _withdraw(recipient.key_id, release.purpose, receipt, by)


def _reason(recipient: Recipient) -> str:
    """Why nothing may go to this address any more, from all that was ever heard; empty if it may."""
    told = _told(recipient)
    kinds = set(told.values_list("kind", flat=True).distinct())
    if Kind.COMPLAINED in kinds:
        return "complained"
    if Kind.BOUNCED in kinds:
        return "bounced"
    return "bounced often" if worn_out(_soft_moments(recipient)) else ""


def worn_out(moments: list[datetime]) -> bool:
    """Whether soft bounces at these moments make the address a dead one. More of them never revive it."""
    moments = sorted(moments)
    for place, last in enumerate(moments):
        lately = [one for one in moments[: place + 1] if last - one <= SOFT_WITHIN]
        if len(lately) >= SOFT_TIMES and last - lately[0] >= SOFT_APART:
            return True
    return False


def _told(recipient: Recipient) -> QuerySet[Receipt]:
    """Everything heard of one address, whatever was sent to it."""
    same = Recipient.objects.of_any_snapshot().filter(key_id=recipient.key_id)
    return Receipt.objects.filter(recipient__in=same)


def _soft_moments(recipient: Recipient) -> list[datetime]:
    soft = _told(recipient).filter(kind=Kind.SOFT)
    return list(soft.values_list("at", flat=True))


def _tell(receipt: Receipt, recipient: Recipient, release: Release) -> None:
    activity.append(
        [
            NewFact(
                kind=f"message.{receipt.kind}",
                key_id=recipient.key_id,
                at=receipt.at,
                source="delivery",
                ref=release.subject,
                data={"title": documents.title(release.document_id)},
            )
        ]
    )


def _suppress(recipient: Recipient, release: Release, reason: str, at: datetime, by: Doer) -> None:
    # An erased recipient has no address any more; its fingerprint is suppressed since the erasure.
    if recipient.address:
        suppress(
            kind=KEY_KINDS[release.channel], value=recipient.address, reason=reason, by=by, at=at
        )


def _withdraw_everything(recipient: Recipient, receipt: Receipt, by: Doer) -> None:
    standing = ConsentState.objects.filter(key=recipient.key_id).exclude(state="withdrawn")
    for purpose in standing.order_by("id").values_list("purpose", flat=True):
        _withdraw(recipient.key_id, purpose, receipt, by)


def _withdraw(key_id: int, purpose: str, receipt: Receipt, by: Doer) -> None:
    if IdentityKey.objects.filter(pk=key_id, person__isnull=False).exists():
        consent.withdraw_if_asked(
            key_id=key_id, purpose=purpose, source=receipt.source, by=by,
            evidence=f"{receipt.kind}: recipient {receipt.recipient_id}", at=receipt.at,
        )  # fmt: skip
