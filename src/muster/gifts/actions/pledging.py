"""Pledges: what somebody says they will give. They stand apart from money, whatever becomes of them."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from muster.accounts.models import Staff
from muster.activity import actions as activity
from muster.activity.facts import NewFact
from muster.audit import actions as audit
from muster.gifts.models import Pledge
from muster.kit.actors import Doer
from muster.kit.errors import Conflict, Refused
from muster.kit.money import Money
from muster.kit.text import clean
from muster.people.models import IdentityKey, Person


class NotAPledge(Refused):
    """No amount, or nobody to have promised it."""


class AlreadyEnded(Conflict):
    """It was kept or taken back before."""


@transaction.atomic
def pledge(
    *,
    money: Money,
    purpose: str,
    by: Doer,
    at: datetime,
    person: Person | None = None,
    name: str = "",
) -> Pledge:
    """Write down a promise, of somebody we know or of a name called out in a hall."""
    if money.minor <= 0:
        raise NotAPledge(_("Write how much was promised."), field="amount")
    words = clean(name).strip()[:100]
    if person is None and not words:
        raise NotAPledge(_("Write who promised it."), field="name")
    key = IdentityKey.objects.filter(person=person).order_by("id").first() if person else None
    made = Pledge.objects.create(
        key=key, name=words, minor=money.minor, currency=money.currency, purpose=purpose, at=at,
        actor=by.actor,
    )  # fmt: skip
    if key is not None:
        activity.append([
            NewFact(
                kind="pledge.made", key_id=key.pk, at=at, source="gifts", ref=purpose or None,
                amount=money.minor, currency=money.currency,
            )
        ])  # fmt: skip
    audit.record(by=by, verb="gifts.pledged", subject=f"pledge:{made.pk}", minor=money.minor)
    return made


@transaction.atomic
def end_pledge(*, pledge: Pledge, kept: bool, by: Staff, at: datetime) -> Pledge:
    """Say that a promise was kept (the money is in the books by its own way) or will not be."""
    held = Pledge.objects.select_for_update().get(pk=pledge.pk)
    if held.ended_at is not None:
        raise AlreadyEnded(_("This promise was ended already."))
    held.ending = Pledge.Ending.KEPT if kept else Pledge.Ending.WITHDRAWN
    held.ended_at, held.ended_by = at, by.actor
    held.save()
    audit.record(by=by, verb=f"gifts.pledge_{held.ending}", subject=f"pledge:{held.pk}")
    return held
