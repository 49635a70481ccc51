"""Erases a person: rows go, a tombstone and keyed fingerprints of the addresses stay.

Audit and log keep ids only, so they stay whole and name nobody; what a fact quoted of them is blanked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from muster.accounts.models import Staff
from muster.activity import retracting
from muster.audit import actions as audit
from muster.kit import actors, clock
from muster.kit.actors import Doer
from muster.kit.erasing import erasing
from muster.kit.errors import NotFound, Refused
from muster.kit.scope import Scope, entered
from muster.people import queries, registry
from muster.people.actions import bulk
from muster.people.actions.holding import await_writers
from muster.people.models import (
    ConsentEntry,
    FieldValue,
    IdentityClaim,
    IdentityKey,
    KeptApart,
    MailToken,
    MemberSession,
    Note,
    Person,
    PossibleMatch,
    SignUp,
    Trait,
)
from muster.people.suppressing import address_mac, channel_name

PERMISSION: Final = "people.erase"
# Why staff erase, by name: the log keeps the word, and no free text that could name somebody.
REASONS: Final[Mapping[str, Promise]] = {
    "asked_in_writing": gettext_lazy("They asked in writing"),
    "asked_in_person": gettext_lazy("They asked in person or on the telephone"),
    "not_theirs": gettext_lazy("The record should never have been made"),
    "law": gettext_lazy("A court or an authority ordered it"),
}


class ReasonWanted(Refused):
    """An erasure by staff says why."""


@transaction.atomic
def erase_person(*, person: Person, reason: str, by: Staff, at: datetime | None = None) -> bool:
    """Erase somebody who asked staff for it. A second call is calmly true already and returns False."""
    if not by.may(PERMISSION):
        raise NotFound
    if reason not in REASONS:
        raise ReasonWanted(_("Choose why the record is to be erased."), field="reason")
    # What names this person may lie beyond the regions of whoever erases: a claim, a letter.
    with entered(Scope.EVERYONE):
        return forget_person(person=person, by=by, at=at, reason=reason)


@transaction.atomic
def erase_by_link(*, token: MailToken, person: Person) -> bool:
    """Erase whoever opened the mailbox and pressed the button. The link goes with everything else."""
    with entered(Scope.EVERYONE):
        by = actors.person(person.id)
        return forget_person(person=person, by=by, reason="link", link=token.id)


@transaction.atomic
def forget_person(
    *, person: Person, by: Doer, at: datetime | None = None, **detail: object
) -> bool:
    """Erase a person in every domain that holds something of them, highest rung first.

    Returns False, and does nothing, if they were erased before.
    """
    moment = at or clock.now()
    await_writers()
    living = Person.objects.select_for_update().filter(id=person.id, erased_at=None)
    if not living.exists():
        return False
    # Records that were joined into this one are the same person, so they go with it.
    for inside in Person.objects.filter(id__in=queries.inside(person.id)).order_by("id"):
        _everywhere(inside, moment)
    counts = _everywhere(person, moment)
    audit.record(
        by=by, verb="person.erased", subject=f"person:{person.id}", at=None, **counts, **detail
    )
    return True


def _everywhere(person: Person, moment: datetime) -> dict[str, int]:
    for domain, duties in reversed(list(registry.duties().items())):
        if domain != "people":
            duties.forget(person)
    return _forget(person, moment)


def own_tables(person: Person) -> None:
    """What the registry calls for people’s own tables."""
    _forget(person, clock.now())


def _forget(person: Person, moment: datetime) -> dict[str, int]:
    found = list(IdentityKey.objects.filter(person=person).values_list("id", "kind", "value"))
    keys = [(kind, value) for _number, kind, value in found]
    bulk.insert(
        "people_suppression",
        ("channel", "address_mac", "reason", "at"),
        [(channel_name(kind), address_mac(kind, value), "erased", moment) for kind, value in keys],
        conflict="ON CONFLICT (channel, address_mac) DO UPDATE SET reason = 'erased'",
    )
    retracting.blank(key_ids=[number for number, _kind, _value in found])
    with erasing():
        counts = {
            "entries": ConsentEntry.objects.filter(person=person).count(),
            "notes": Note.objects.filter(person=person).delete()[0],
            "traits": Trait.objects.filter(person=person).delete()[0],
            "words": FieldValue.objects.filter(person=person).delete()[0],
            "keys": len(keys),
        }
        _forget_wishes(person, keys)
        ConsentEntry.objects.filter(person=person).delete()
        IdentityKey.objects.filter(person=person).delete()
    Person.objects.filter(id=person.id).update(
        given_name="", family_name="", sort_key="", given_key="", postcode="", language="",
        latitude=None, longitude=None, erased_at=moment,
    )  # fmt: skip
    return counts


def _forget_wishes(person: Person, keys: Sequence[tuple[str, str]]) -> None:
    """What was typed or claimed under their addresses, also by browsers and forms nobody confirmed."""
    emails = [value for kind, value in keys if kind == "email"]
    phones = [value for kind, value in keys if kind == "phone"]
    SignUp.objects.filter(Q(person=person) | Q(email__in=emails) | Q(phone__in=phones)).delete()
    MailToken.objects.filter(person=person).delete()
    MemberSession.objects.filter(person=person).delete()
    for model in (PossibleMatch, KeptApart):
        model.objects.filter(Q(one=person) | Q(other=person)).delete()
    claimed = Q(pk__in=[])
    for kind, value in keys:
        claimed |= Q(kind=kind, value=value)
    IdentityClaim.objects.filter(claimed).delete()
