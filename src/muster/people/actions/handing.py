"""Hands out the copy of a person’s data: to staff who answer a wish, or to whoever holds the mailed link."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from muster.accounts.models import Staff
from muster.activity import actions as activity
from muster.activity.facts import NewFact
from muster.audit import actions as audit
from muster.kit import actors, clock
from muster.kit.errors import NotFound
from muster.people import exporting
from muster.people.actions.joining import LinkTooOld
from muster.people.models import IdentityKey, MailToken, Person

STAFF = "people.export"


@transaction.atomic
def hand_out(*, person: Person, by: Staff) -> dict[str, Any]:
    """Everything we hold of a person, for staff who pass it on. Taking it is an entry of the log."""
    if not by.may(STAFF) or person.erased_at is not None:
        raise NotFound
    key = IdentityKey.objects.filter(person=person).order_by("id").first()
    if key is not None:
        activity.append([NewFact("data.exported", key.id, clock.now(), by.actor)])
    audit.record(by=by, verb="person.exported", subject=f"person:{person.id}")
    return exporting.export_person(person)


@transaction.atomic
def take_copy(*, token: MailToken, person: Person) -> dict[str, Any]:
    """Hand out everything we hold, once for each link."""
    now = clock.db_now()
    if not MailToken.objects.filter(id=token.id, used_at=None).update(used_at=now):
        raise LinkTooOld(_("This link was used already. Ask for a new one."))
    by = actors.person(person.id)
    activity.append([NewFact("data.exported", token.key_id, clock.now(), "preference centre")])
    audit.record(by=by, verb="person.exported", subject=by.actor)
    return exporting.export_person(person)
