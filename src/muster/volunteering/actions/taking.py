"""Takes a place in a shift, or one in the line for it. Full is full, however many ask at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import get_language

from muster.audit import actions as audit
from muster.kit.actors import Doer
from muster.kit.scope import Scope, entered
from muster.people.models import IdentityKey
from muster.volunteering import errors, standings
from muster.volunteering.actions import clashes, seats
from muster.volunteering.actions.rows import hold_shift, must_be_coming, present
from muster.volunteering.models import Need, Shift, SignUp, Suggestion, Swap
from muster.volunteering.wording import when


@transaction.atomic
def take(
    *,
    shift: Shift,
    key: IdentityKey,
    how: str = SignUp.How.ASKED,
    by: Doer,
    at: datetime,
    wait: bool = False,
) -> SignUp:
    """Give somebody a place. In a full shift it is one that another offers; else, with ``wait``, one in the line."""
    held = hold_shift(shift.pk)
    with entered(Scope.EVERYONE):
        _must_fit(held, key, at)
        how = _how(how, held, key)
        offer = _oldest_offer(held) if held.is_full else None
        if offer is not None:
            return _hand_over(offer, held, key, how=how, by=by, at=at)
        if held.is_full and not wait:
            raise errors.ShiftFull
        return _enter(held, key, how=how, by=by, at=at)


@transaction.atomic
def take_swap(*, swap: Swap, key: IdentityKey, by: Doer, at: datetime) -> SignUp:
    """Take the place that somebody offers; of two who press at once, the first has it."""
    held = hold_shift(swap.sign_up.shift_id)
    with entered(Scope.EVERYONE):
        offers = Swap.objects.select_related("sign_up__key").filter(pk=swap.pk, ended_at=None)
        offer = offers.first()
        if offer is None:
            raise errors.OfferOver
        _must_fit(held, key, at)
        return _hand_over(offer, held, key, how=_how(SignUp.How.ASKED, held, key), by=by, at=at)


def _enter(held: Shift, key: IdentityKey, *, how: str, by: Doer, at: datetime) -> SignUp:
    """Into a free place, or into the line."""
    place = SignUp.Place.WAITING if held.is_full else SignUp.Place.IN
    sign_up = SignUp.objects.create(shift=held, key=key, place=place, how=SignUp.How(how), at=at)
    if place == SignUp.Place.IN:
        seats.count(held, 1)
        seats.joined(sign_up, by=by, at=at)
    audit.record(by=by, verb="shift.taken", subject=str(held), at=at, place=str(place), key=key.pk)
    return sign_up


def _hand_over(
    offer: Swap, held: Shift, key: IdentityKey, *, how: str, by: Doer, at: datetime
) -> SignUp:
    """Into the place of whoever offers it."""
    giver = offer.sign_up
    giver.shift = held
    taker = SignUp.objects.create(
        shift=held, key=key, place=SignUp.Place.IN, how=SignUp.How(how), at=at
    )
    seats.exchange(offer, giver, taker, by=by, at=at)
    audit.record(by=by, verb="place.taken", subject=str(held), at=at, key=key.pk)
    return taker


def _oldest_offer(held: Shift) -> Swap | None:
    offers = Swap.objects.filter(sign_up__shift=held, ended_at=None)
    return offers.select_related("sign_up__key").order_by("offered_at", "id").first()


def _how(how: str, held: Shift, key: IdentityKey) -> str:
    """What brought them: whoever was asked for this very task came by the invitation, whichever way they walked."""
    if how != SignUp.How.ASKED or key.person_id is None:
        return how
    asked = Suggestion.objects.filter(
        shift__task=held.task_id, key__person=key.person_id, asked_at__isnull=False
    )
    return SignUp.How.INVITED if asked.exists() else how


def _must_fit(held: Shift, key: IdentityKey, at: datetime) -> None:
    """The shift must be to come, and the person new to it, free and able to do it."""
    must_be_coming(held, at)
    if held.task.state != "open":
        raise errors.NotOpen
    if present(held, key) is not None:
        raise errors.AlreadyIn
    if key.person_id is not None:
        clashes.hold_people([key.person_id])
    other = clashes.of(key, held)
    if other is not None:
        raise errors.Elsewhere(other.task.title, when(other, get_language() or "en"))
    needs = list(held.task.needs.select_related("skill"))
    # A licence must be good on the day of the shift, by the clocks of its place.
    day = held.starts_at.astimezone(ZoneInfo(held.task.zone)).date()
    missing = standings.lacking(key.person_id or 0, needs, on=day)
    if missing:
        lacking = [need for need in needs if (need.skill_id, need.proved) in missing]
        raise errors.NotQualified(_names(lacking))


def _names(needs: Sequence[Need]) -> list[str]:
    return [need.skill.name_in(get_language() or "en") for need in needs]
