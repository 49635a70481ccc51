"""Orders money back through the gateway it came by. The ledger follows when the gateway says that it went.

The decision is committed before the call, and the call bears its number: an answer that is lost is asked for
again, and the money goes back once.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from muster.accounts.models import Staff
from muster.audit import actions as audit
from muster.gifts import gateways, queries
from muster.gifts.actions.following import fold
from muster.gifts.actions.hear import keep
from muster.gifts.models import Entry, Payment, Refund
from muster.kit.errors import Refused
from muster.kit.money import Money
from muster.kit.scope import Scope, entered
from muster.kit.text import clean

# Older than this without an answer, an order is asked about again.
PATIENCE: Final = timedelta(minutes=2)
log = logging.getLogger(__name__)


class NotPayable(Refused):
    """This cannot go back: not by card, too much, or no reason."""


def pay_back(
    *, gift: Entry, money: Money, reason: str, by: Staff, at: datetime, once: str
) -> Refund:
    """Order ``money`` of a gift back. The same ``once`` again gives the order already made."""
    refund = decide(gift=gift, money=money, reason=reason, by=by, at=at, once=once)
    return order(refund=refund)


@transaction.atomic
def decide(*, gift: Entry, money: Money, reason: str, by: Staff, at: datetime, once: str) -> Refund:
    """Keep the decision; nothing has moved yet."""
    known = Refund.objects.filter(once=once).first()
    if known is not None:
        return known
    if gift.payment_id is None or gift.kind != "gift":
        raise NotPayable(_("Only what came through our own page can be paid back from here."))
    payment = Payment.objects.select_for_update().get(pk=gift.payment_id)
    words = clean(reason).strip()
    if not words:
        raise NotPayable(_("Write why it goes back."), field="reason")
    left = returnable(gift)
    if money.currency != gift.currency or not 0 < money.minor <= left:
        most = Money(left, gift.currency).words(get_language() or "en")
        raise NotPayable(_("At most %(most)s can go back.") % {"most": most}, field="amount")
    made = Refund.objects.create(
        payment=payment, about=gift.reference, minor=money.minor, currency=money.currency,
        reason=words[:300], actor=by.actor, actor_name=by.name, once=once, at=at,
    )  # fmt: skip
    audit.record(
        by=by, verb="gifts.refund_ordered", subject=f"payment:{payment.pk}", minor=money.minor,
        currency=money.currency, refund=made.pk,
    )  # fmt: skip
    return made


def order(*, refund: Refund) -> Refund:
    """Tell the gateway. It speaks to the world, so no transaction may be open around it."""
    if refund.state != Refund.State.ASKED:
        return refund
    try:
        heard = gateways.of(refund.payment.gateway).refund(refund)
    except gateways.GatewayAway as problem:
        return _answered(refund, problem)
    with transaction.atomic(), entered(Scope.EVERYONE):
        refund.number = str(heard.said.get("thing") or heard.said["object"]["id"])
        refund.state = Refund.State.TAKEN
        refund.save(update_fields=["number", "state"])
        keep(heard=[heard], gateway=refund.payment.gateway)
    fold()
    return refund


def order_waiting(*, at: datetime) -> int:
    """Ask again about orders whose answer was lost. Returns how many."""
    with transaction.atomic(), entered(Scope.EVERYONE):
        asked = Refund.objects.filter(state=Refund.State.ASKED, at__lt=at - PATIENCE)
        waiting = list(asked.select_related("payment").order_by("id")[:100])
    for one in waiting:
        order(refund=one)
    return len(waiting)


def returnable(gift: Entry) -> int:
    """What of a gift can still go back: less what went, and less what is on its way."""
    with entered(Scope.EVERYONE):
        told = set(Entry.objects.filter(about=gift.reference).values_list("reference", flat=True))
        orders = Refund.objects.filter(payment=gift.payment_id, about=gift.reference)
        ordered = orders.exclude(state=Refund.State.REFUSED)
        on_its_way = sum(one.minor for one in ordered if one.number not in told)
        return max(0, queries.left(gift) - on_its_way)


def _answered(refund: Refund, problem: gateways.GatewayAway) -> Refund:
    # A clear “no” ends the order; a silence leaves it to be asked about again.
    with transaction.atomic(), entered(Scope.EVERYONE):
        refund.detail = problem.message[:300]
        if problem.final:
            refund.state = Refund.State.REFUSED
        refund.save(update_fields=["state", "detail"])
    log.warning("refund:%s was not taken: final=%s", refund.pk, problem.final)
    return refund
