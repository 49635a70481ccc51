"""Erases a person: rows go, a tombstone and keyed fingerprints of the addresses stay.

Audit and log keep ids only, so they stay whole and name nobody.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from muster.audit import actions as audit
from muster.kit import clock
from muster.kit.actors import Doer
from muster.people import registry
from muster.people.actions import bulk, joins
from muster.people.actions.holding import await_writers
from muster.people.actions.record import set_erasing
from muster.people.models import (
    ConsentEntry,
    FieldValue,
    IdentityKey,
    MailToken,
    Note,
    Person,
    SignUp,
    Trait,
)
from muster.people.suppressing import address_mac, channel_name


@transaction.atomic
def forget_person(*, person: Person, by: Doer, at: datetime | None = None) -> None:
    """Erase a person in every domain that holds something of them, highest rung first."""
    moment = at or clock.now()
    await_writers()
    # Records that were joined into this one are the same person, so they go with it.
    for inside in Person.objects.filter(id__in=joins.absorbed_by(person.id)).order_by("id"):
        _everywhere(inside, moment)
    counts = _everywhere(person, moment)
    audit.record(by=by, verb="person.erased", subject=f"person:{person.id}", at=None, **counts)


def _everywhere(person: Person, moment: datetime) -> dict[str, int]:
    for domain, duties in reversed(list(registry.duties().items())):
        if domain != "people":
            duties.forget(person)
    return _forget(person, moment)


def own_tables(person: Person) -> None:
    """What the registry calls for people’s own tables."""
    _forget(person, clock.now())


def _forget(person: Person, moment: datetime) -> dict[str, int]:
    keys = list(IdentityKey.objects.filter(person=person).values_list("kind", "value"))
    bulk.insert(
        "people_suppression",
        ("channel", "address_mac", "reason", "at"),
        [(channel_name(kind), address_mac(kind, value), "erased", moment) for kind, value in keys],
        conflict="ON CONFLICT (channel, address_mac) DO UPDATE SET reason = 'erased'",
    )
    emails = [value for kind, value in keys if kind == "email"]
    set_erasing(on=True)
    counts = {
        "entries": ConsentEntry.objects.filter(person=person).count(),
        "notes": Note.objects.filter(person=person).delete()[0],
        "traits": Trait.objects.filter(person=person).delete()[0],
        "words": FieldValue.objects.filter(person=person).delete()[0],
        "keys": len(keys),
    }
    SignUp.objects.filter(email__in=emails).delete()
    SignUp.objects.filter(person=person).delete()
    MailToken.objects.filter(person=person).delete()
    ConsentEntry.objects.filter(person=person).delete()
    IdentityKey.objects.filter(person=person).delete()
    set_erasing(on=False)
    Person.objects.filter(id=person.id).update(
        given_name="", family_name="", sort_key="", given_key="", postcode="", language="",
        latitude=None, longitude=None, erased_at=moment,
    )  # fmt: skip
    return counts
