"""Cash: two people count one hat without seeing each other’s figure. Alike it is booked, else a third one settles.

Nobody’s figure is written into the audit log before both have counted.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from muster.accounts.models import Staff
from muster.audit import actions as audit
from muster.gifts import counting
from muster.gifts.actions.record import NewEntry, record
from muster.gifts.models import CashCount, Entry, Hat
from muster.gifts.queries import CASH
from muster.kit.errors import Conflict, Forbidden, Refused
from muster.kit.money import Money
from muster.kit.scope import Scope, entered
from muster.kit.text import clean

LONGEST: Final = 80
_MOST: Final = 10**10


class NotCash(Refused):
    """A figure that cannot be what is in a hat."""


class AlreadyCounted(Conflict):
    """Both have counted; what differs is settled, not counted anew."""


class NotYours(Forbidden):
    """Who counted does not settle."""


class NothingToSettle(Conflict):
    """It is not in the state for this."""


class NeedsReason(Refused):
    """Changing what two people counted needs a word why."""


@transaction.atomic
def open_hat(*, purpose: str, name: str, currency: str, by: Staff, at: datetime) -> Hat:
    """Begin a hat that two people will count."""
    words = clean(name).strip()
    if not words:
        raise NotCash(_("Give the hat a name, such as “Door, left”."), field="name")
    hat = Hat.objects.create(
        purpose=purpose, name=words[:LONGEST], currency=currency, opened_at=at, opened_by=by
    )
    audit.record(by=by, verb="gifts.hat_opened", subject=hat.reference, purpose=purpose)
    return hat


@transaction.atomic
def count(*, hat: Hat, money: Money, by: Staff, at: datetime) -> Hat:
    """Write down what ``by`` counted. The first may mend their figure until the second has counted."""
    hat = Hat.objects.select_for_update().get(pk=hat.pk)
    if hat.state in {Hat.State.DIFFERS, Hat.State.BOOKED}:
        raise AlreadyCounted(_("Two people have counted this hat already."))
    _demand_sense(hat, money)
    CashCount.objects.create(hat=hat, counter=by, minor=money.minor, at=at)
    figures = counting.latest(hat)
    if len(figures) < 2:
        hat.state = Hat.State.ONCE
        hat.save()
        return hat
    one, other = figures[-2:]
    if one.minor == other.minor:
        return _book(hat, one.minor, by, at)
    hat.state = Hat.State.DIFFERS
    hat.save()
    audit.record(
        by=by, verb="gifts.hat_differs", subject=hat.reference, one=one.minor, other=other.minor
    )
    return hat


@transaction.atomic
def settle(*, hat: Hat, money: Money, reason: str, by: Staff, at: datetime) -> Hat:
    """Say what is in a hat that two counted differently; by neither of them, and why."""
    hat = Hat.objects.select_for_update().get(pk=hat.pk)
    if hat.state != Hat.State.DIFFERS:
        raise NothingToSettle(_("There is no difference in this hat."))
    if any(one.counter_id == by.pk for one in counting.latest(hat)):
        raise NotYours(_("You counted this hat yourself. Somebody else must settle it."))
    _demand_sense(hat, money)
    hat.reason, hat.settled_by = _reason(reason), by
    return _book(hat, money.minor, by, at)


@transaction.atomic
def amend(*, hat: Hat, money: Money, reason: str, by: Staff, at: datetime) -> Hat:
    """Correct what was booked (a false note, coins found in the lining): a second line, never an edit."""
    hat = Hat.objects.select_for_update().get(pk=hat.pk)
    if hat.state != Hat.State.BOOKED or hat.booked_minor is None:
        raise NothingToSettle(_("This hat is not in the books yet."))
    _demand_sense(hat, money)
    hat.reason, hat.settled_by = _reason(reason), by
    short = money.minor - hat.booked_minor
    if short:
        _enter(hat, short, by, at)
    hat.booked_minor = money.minor
    hat.save()
    audit.record(
        by=by, verb="gifts.hat_amended", subject=hat.reference, minor=money.minor, reason=hat.reason
    )
    return hat


def _book(hat: Hat, minor: int, by: Staff, at: datetime) -> Hat:
    hat.state, hat.booked_minor, hat.booked_at = Hat.State.BOOKED, minor, at
    hat.save()
    if minor:
        _enter(hat, minor, by, at)
    audit.record(
        by=by, verb="gifts.hat_booked", subject=hat.reference, minor=minor, currency=hat.currency,
        reason=hat.reason,
    )  # fmt: skip
    return hat


def _enter(hat: Hat, minor: int, by: Staff, at: datetime) -> None:
    # Coins name nobody, and whoever counts them need not answer for every region.
    with entered(Scope.EVERYONE):
        stands = Entry.objects.filter(source=CASH, reference__startswith=f"{hat.reference}#")
        first = not Entry.objects.filter(source=CASH, reference=hat.reference).exists()
        sign = first and minor > 0
        entry = NewEntry(
            key_id=None,
            money=Money(minor, hat.currency),
            at=at,
            reference=hat.reference if first else f"{hat.reference}#{stands.count() + 2}",
            kind="gift" if sign else "correction",
            about="" if first else hat.reference,
            purpose=hat.purpose,
        )
        record(entries=[entry], source=CASH, by=by)


def _demand_sense(hat: Hat, money: Money) -> None:
    if money.currency != hat.currency:
        raise NotCash(_("This hat holds %(currency)s.") % {"currency": hat.currency})
    if not 0 <= money.minor <= _MOST:
        raise NotCash(_("Write what you counted, nought or more."), field="amount")


def _reason(reason: str) -> str:
    words = clean(reason).strip()
    if not words:
        raise NeedsReason(_("Write why, in a few words."), field="reason")
    return words[:300]
