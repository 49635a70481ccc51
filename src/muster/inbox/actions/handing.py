"""Hands delivery what an arrival says about a message of ours, in the transaction that stores the arrival.

Only a keyed name of ours counts (D1): without one nothing is handed on, whoever the sender seems to be.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime

from muster.channels.base import Incoming
from muster.channels.kinds.email.reports import Report
from muster.delivery import tokens
from muster.delivery.actions import returns, seeds, standings
from muster.delivery.actions.receipts import hear
from muster.delivery.models import Receipt, Recipient
from muster.inbox import arrivals, evidence, matching, quotes, texts
from muster.inbox.models import Arrival
from muster.kit import actors, dns
from muster.kit.actors import Doer

_LOG = logging.getLogger(__name__)


def reports(
    told: Sequence[Report], incoming: Incoming, arrival: Arrival, *, at: datetime, by: Doer
) -> None:
    """Hand on what a machine reported, each entry once."""
    for number, report in enumerate(told):
        kind = evidence.heard(report)
        # An answer of a machine is told by the thread it is in.
        if kind is None or kind == Receipt.Kind.AUTOMATIC:
            continue
        returns.note(
            names=evidence.names(incoming, report), kind=kind, at=at, source=report.source,
            event=f"{arrival.fingerprint}:{number}", code=report.code, detail=report.detail, by=by,
        )  # fmt: skip


def seed_of(incoming: Incoming) -> bool:
    """Whether an address of our own answers what only it was sent."""
    name = returns.proved((*incoming.recipients, *incoming.references))
    return name is not None and name.sort == tokens.SEED


def seed(incoming: Incoming, arrival: Arrival, *, at: datetime, by: Doer) -> None:
    """Hand on that a seed answered; nobody waits for an answer there."""
    words = quotes.split(texts.plain(incoming.text, incoming.html)).words
    returns.note(
        names=(*incoming.recipients, *incoming.references),
        kind=Receipt.Kind.AUTOMATIC if incoming.auto else evidence.said(incoming, words),
        at=at, source="inbox", event=arrival.fingerprint, by=by,
    )  # fmt: skip


def reply(
    recipient: Recipient | None,
    words: str,
    incoming: Incoming,
    *,
    auto: bool,
    at: datetime,
    by: Doer,
) -> None:
    """Hand on that somebody, or their machine, answered a mass message."""
    kind = Receipt.Kind.AUTOMATIC if auto else evidence.said(incoming, words)
    if recipient is None:
        _of_a_seed(kind, incoming, at=at)
        return
    # The same answer is the same event, however often it comes.
    event = arrivals.fingerprint(incoming)
    hear(recipient_id=recipient.pk, kind=kind, at=at, source="inbox", event=event, by=by)


def _of_a_seed(kind: str, incoming: Incoming, *, at: datetime) -> None:
    """An answer of one of our own seeds proves that answers are heard; it changes nothing else (W2)."""
    name = returns.proved(incoming.references)
    if name is not None and name.sort == tokens.SEED:
        seeds.heard(send_id=name.id, kind=kind, at=at)
    else:
        # A text names nothing it answers, and not every mail program keeps our name.
        seeds.heard_from(
            channel=incoming.channel, address=matching.address(incoming), kind=kind, at=at
        )


def own_mail(raw: bytes, incoming: Incoming) -> None:
    """Look at the signature of a mail of ours that came back to our own door, some time after the last."""
    if returns.proved([incoming.message_id]) is None or not standings.wants_to_see():
        return
    try:
        standings.see(raw, by=actors.system("inbox"))
    except dns.CannotAsk:
        _LOG.warning("the DNS did not answer, so a signature of ours was not checked")
