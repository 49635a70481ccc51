"""The only way to money for a member of staff. Absent and not yours look the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

from django.db.models import QuerySet

from muster.accounts.models import Staff
from muster.gifts.counting import latest
from muster.gifts.models import CashCount, Entry, Hat, Payment, Pledge, PledgeQuerySet
from muster.kit.errors import NotFound

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class HatView:
    """A hat as one member of staff may see it: the other’s figure only once both have counted."""

    hat: Hat
    mine: CashCount | None
    counts: tuple[CashCount, ...]
    may_count: bool
    may_settle: bool


def entries(*, by: Staff) -> QuerySet[Entry]:
    """Every line of the ledger ``by`` may see: of their people, and of nobody only with every region."""
    if not by.may("gifts.view"):
        return Entry.objects.none()
    if by.scope.everyone:
        return Entry.objects.all()
    return Entry.objects.filter(key__person__region__in=by.scope.regions)


def entry(number: int, *, by: Staff) -> Entry:
    """One line of the ledger, or ``NotFound``."""
    found = entries(by=by).select_related("payment", "key__person")
    return _found(found.filter(pk=number).first())


def payments(*, by: Staff) -> QuerySet[Payment]:
    """Every payment ``by`` may see."""
    if not by.may("gifts.view"):
        return Payment.objects.none()
    if by.scope.everyone:
        return Payment.objects.all()
    return Payment.objects.filter(key__person__region__in=by.scope.regions)


def pledges(*, by: Staff) -> PledgeQuerySet:
    """Every promise ``by`` may see."""
    if not (by.may("gifts.view") or by.may("gifts.pledge")):
        return Pledge.objects.none()
    if by.scope.everyone:
        return Pledge.objects.all()
    return Pledge.objects.filter(key__person__region__in=by.scope.regions)


def pledge(number: int, *, by: Staff) -> Pledge:
    """One promise, or ``NotFound``."""
    return _found(pledges(by=by).filter(pk=number).first())


def hats(*, by: Staff, purpose: str | None = None) -> QuerySet[Hat]:
    """Every hat, for those who count or settle; coins have no region."""
    if not (by.may("gifts.count") or by.may("gifts.settle")):
        return Hat.objects.none()
    whole = Hat.objects.all() if purpose is None else Hat.objects.filter(purpose=purpose)
    return whole.select_related("opened_by", "settled_by")


def hat(number: int, *, by: Staff) -> HatView:
    """One hat as ``by`` may see it, or ``NotFound``."""
    found = _found(hats(by=by).filter(pk=number).first())
    return seen(found, by=by)


def seen(hat: Hat, *, by: Staff) -> HatView:
    """A hat already fetched, as ``by`` may see it."""
    counts = tuple(latest(hat))
    mine = next((one for one in counts if one.counter_id == by.pk), None)
    both = hat.state in {Hat.State.DIFFERS, Hat.State.BOOKED}
    return HatView(
        hat=hat,
        mine=mine,
        counts=counts if both else (mine,) if mine else (),
        may_count=not both and by.may("gifts.count"),
        may_settle=hat.state == Hat.State.DIFFERS and mine is None and by.may("gifts.settle"),
    )


def _found(row: Row | None) -> Row:
    if row is None:
        raise NotFound
    return row
