"""Writes down how our domain stands: what the DNS said, what a signature was worth, how much of a day is used."""

from __future__ import annotations

from datetime import datetime, timedelta
from email import message_from_bytes
from email.utils import parseaddr
from typing import Final

from django.db import connection, transaction

from muster.accounts.queries import organisation
from muster.audit import actions as audit
from muster.delivery.deliverability import gate, looking, settled, signature, warmth
from muster.delivery.deliverability.records import Answer
from muster.delivery.deliverability.signature import Seen
from muster.delivery.documents import DocumentBody
from muster.delivery.models import SignatureSeen, Snapshot, Standing, WarmDay
from muster.kit import clock
from muster.kit.actors import Doer

_SEE_AGAIN: Final = timedelta(hours=1)
_ONE_LOOK: Final = timedelta(minutes=1)


def look(*, by: Doer) -> list[Answer]:
    """Ask the DNS about the domain we write from, and keep what it said. It takes seconds."""
    ours = settled.now()
    if not ours.domain or not ours.returning:
        return looking.answers(ours)
    said = looking.ask(ours)
    with transaction.atomic():
        before = Standing.objects.select_for_update().filter(domain=ours.domain).first()
        row = before or Standing(domain=ours.domain)
        changed = before is None or row.findings != said
        row.findings, row.looked_at = said, clock.db_now()
        row.save()
        if changed:
            audit.record(by=by, verb="domain.looked_at", subject="organisation", domain=ours.domain)
    return looking.answers(ours)


def looked_at_now(*, by: Doer) -> list[Answer]:
    """The answers of this minute: several questions of one moment ask the DNS once."""
    ours = settled.now()
    row = Standing.objects.filter(domain=ours.domain).first()
    fresh = row is not None and clock.db_now() - row.looked_at < _ONE_LOOK
    return looking.answers(ours) if fresh else look(by=by)


def look_if_needed(*, by: Doer) -> list[Answer]:
    """The same, where mail may leave for the world; elsewhere nobody is asked."""
    return look(by=by) if settled.holds(organisation().mode) else []


def see(raw: bytes, *, by: Doer) -> Seen | None:
    """Keep what the signature on a mail of ours is worth; None if it carries none of our domain."""
    sender = parseaddr(str(message_from_bytes(raw[:262_144]).get("From", "")))[1]
    seen = signature.best(signature.check(raw), warmth.sender_domain(sender))
    if seen is None:
        return None
    with transaction.atomic():
        row = SignatureSeen.objects.create(
            domain=seen.domain[:255], selector=seen.selector[:255], verified=seen.verified,
            covers=list(seen.covers)[:100], words=seen.words[:200], seen_at=clock.db_now(),
        )  # fmt: skip
        audit.record(
            by=by, verb="signature.seen", subject="organisation", domain=row.domain, ok=row.verified
        )
    return seen


def wants_to_see() -> bool:
    """Whether a mail of ours that came back is worth a look: live, and the last look is some time ago."""
    if not settled.holds(organisation().mode):
        return False
    last = signature.latest(settled.now().domain)
    return last is None or clock.db_now() - last.seen_at > _SEE_AGAIN


def take_room(body: DocumentBody, snapshot: Snapshot, *, at: datetime) -> None:
    """Use up today's room of every family in the snapshot, in the transaction that releases it.

    Raises DomainNotWarm where one is too small; a correction is counted and never held.
    """
    if body.channel != "email" or not settled.holds(body.mode):
        return
    domain, day = warmth.sender_domain(body.sender_address), warmth.day_of(at)
    # Two releases at one moment come one after the other; the second sees what the first took.
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"warm {domain}"])
    for room in warmth.rooms(domain, snapshot, at=at):
        if not room.enough and not gate.corrects(body):
            raise gate.DomainNotWarm(gate.in_words(room))
        row, _new = WarmDay.objects.get_or_create(
            domain=domain, family=room.family, day=day, defaults={"ceiling": room.ceiling}
        )
        row.released += room.chosen
        row.save(update_fields=["released"])
