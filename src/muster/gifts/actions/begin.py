"""Begins a gift: keeps the wish, then asks the gateway for its page. Nothing is counted by either."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from muster.gifts import gateways, giving
from muster.gifts.giving import Wish
from muster.gifts.models import Payment
from muster.kit import ids
from muster.kit.errors import Refused, TooMany
from muster.kit.money import Money
from muster.kit.scope import Scope, entered
from muster.kit.text import clean

HOUR: Final = timedelta(hours=1)
# One network may be a hall full of people; a row of declined or unpaid payments is somebody who tries cards.
UNPAID: Final = 120
DECLINED: Final = 8


class NotAnAmount(Refused):
    """Too little, too much, or in a currency that is not asked for."""


class NotOpen(Refused):
    """What it is for is over, or never was."""


class TooManyTries(TooMany):
    """Many payments from one place that nobody completed."""


def begin(*, wish: Wish, at: datetime, gateway: str = "") -> Payment:
    """Keep what somebody wants to give; the same press again gives back the same payment.

    Without a name the gateway is the one that takes gifts now.
    """
    with transaction.atomic(), entered(Scope.EVERYONE):
        known = Payment.objects.filter(once=wish.once).first()
        if known is not None:
            return known
        _demand_sense(wish)
        _demand_calm(wish.network, at)
        made, _new = Payment.objects.get_or_create(
            once=wish.once,
            defaults={
                "token": ids.token(), "minor": wish.money.minor, "currency": wish.money.currency,
                "purpose": wish.purpose, "relay": clean(wish.relay)[:64],
                "channel": clean(wish.channel)[:32], "email": wish.email,
                "name": clean(wish.name)[:100], "shown": wish.shown and bool(wish.name),
                "receipt": wish.receipt and bool(wish.email), "language": wish.language,
                "network": wish.network, "gateway": gateway or gateways.present().name, "created_at": at,
            },
        )  # fmt: skip
        return made


def checkout(*, payment: Payment, back: str) -> str:
    """Where the browser goes to pay. It speaks to the gateway, so no transaction may be open around it."""
    if payment.page and payment.open:
        return payment.page
    opened = gateways.of(payment.gateway).open(payment, back=back)
    with transaction.atomic(), entered(Scope.EVERYONE):
        Payment.objects.filter(pk=payment.pk).update(session=opened.session, page=opened.url)
        # What was reported meanwhile goes before “waiting”.
        Payment.objects.filter(pk=payment.pk, state=Payment.State.STARTED).update(
            state=Payment.State.WAITING
        )
    return opened.url


def _demand_sense(wish: Wish) -> None:
    cause = giving.cause(wish.purpose)
    if cause is None or not cause.open:
        raise NotOpen(_("This is over: nothing more can be given for it. Nothing was charged."))
    if wish.money.currency != cause.currency:
        raise NotAnAmount(_("Gifts here are in %(currency)s.") % {"currency": cause.currency})
    low, high = giving.least(cause.currency), giving.most(cause.currency)
    if not low <= wish.money.minor <= high:
        raise NotAnAmount(
            _("Choose an amount between %(least)s and %(most)s.")
            % {"least": _words(low, cause.currency), "most": _words(high, cause.currency)},
            field="own",
        )


def _demand_calm(network: str, at: datetime) -> None:
    """Refuse more from where many payments were declined or left lying within the hour."""
    if not network:
        return
    lately = Payment.objects.filter(network=network, created_at__gt=at - HOUR)
    unpaid = lately.exclude(state=Payment.State.PAID).count()
    if unpaid >= UNPAID or lately.filter(state=Payment.State.FAILED).count() >= DECLINED:
        raise TooManyTries(
            _(
                "Many payments from your network were not completed within the hour. Nothing was"
                " charged. Try again later, or from another network."
            )
        )


def _words(minor: int, currency: str) -> str:
    return Money(minor, currency).words(get_language() or "en")
