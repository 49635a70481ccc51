"""The only way to fetch a caught message for somebody: absent and not yours look the same."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet

from muster.accounts.models import Staff
from muster.delivery.models import CaughtMessage
from muster.kit.errors import NotFound
from muster.people.models import Person

PERMISSION = "outbox.view"


def caught(*, by: Staff, address: str = "", subject: str = "") -> QuerySet[CaughtMessage]:
    """What training kept, newest first; part of an address, or one broadcast."""
    found = _visible(by)
    if address:
        found = found.filter(address__icontains=address[:320])
    if subject:
        found = found.filter(subject=subject[:80])
    return found.defer("raw").order_by("-at", "-id")


def caught_message(number: int, *, by: Staff) -> CaughtMessage:
    """One of them."""
    row = _visible(by).filter(pk=number).first()
    if row is None:
        raise NotFound
    return row


def _visible(by: Staff) -> QuerySet[CaughtMessage]:
    if not by.may(PERMISSION):
        return CaughtMessage.objects.none()
    if by.scope.everyone:
        return CaughtMessage.objects.all()
    seen = Person.objects.visible_to(by.scope).filter(pk=OuterRef("person_id"))
    return CaughtMessage.objects.filter(Exists(seen))
