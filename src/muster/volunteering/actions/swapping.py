"""Offers one’s place to others, who take it in one step. Whoever waits in the line comes first."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from muster.audit import actions as audit
from muster.kit.actors import Doer
from muster.kit.scope import Scope, entered
from muster.volunteering import errors
from muster.volunteering.actions import clashes, seats
from muster.volunteering.actions.rows import hold_shift, hold_sign_up, must_be_coming
from muster.volunteering.models import SignUp, Swap


@transaction.atomic
def offer_swap(*, sign_up: SignUp, by: Doer, at: datetime) -> Swap:
    """Offer a place. If anybody waits for one, they have it at once."""
    with entered(Scope.EVERYONE):
        shift, held = hold_sign_up(sign_up)
        must_be_coming(shift, at)
        if not held.is_in:
            raise errors.OnlyWaiting
        try:
            with transaction.atomic():
                swap = Swap.objects.create(sign_up=held, offered_at=at)
        except IntegrityError as error:
            raise errors.AlreadyOffered from error
        audit.record(by=by, verb="place.offered", subject=str(shift), at=at, key=held.key_id)
        for first in clashes.first_free(seats.line(shift), shift, 1):
            seats.seat(first, shift, at)
            seats.exchange(swap, held, first, by=by, at=at)
    return swap


@transaction.atomic
def keep_place(*, swap: Swap, by: Doer, at: datetime) -> Swap:
    """Take an offer back."""
    with entered(Scope.EVERYONE):
        shift = hold_shift(swap.sign_up.shift_id)
        held = Swap.objects.select_for_update().get(pk=swap.pk)
        if held.ended_at is not None:
            raise errors.OfferOver
        held.ended_at = at
        held.save(update_fields=["ended_at"])
        audit.record(by=by, verb="place.kept", subject=str(shift), at=at)
    return held
