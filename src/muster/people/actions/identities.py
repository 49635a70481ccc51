"""What staff put on a record by hand – an address, a number, a public name – and take off again.

Nobody’s yes comes with it: whether we may write there is asked apart. What stands on another record stays
there; whether both are one person is decided where records are joined.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from muster.activity import actions as facts
from muster.activity import queries as activity
from muster.activity.facts import NewFact
from muster.audit import actions as audit
from muster.kit import clock
from muster.kit.actors import Doer
from muster.kit.errors import Conflict, Refused
from muster.kit.scope import Scope, entered
from muster.people import identities, keys
from muster.people.models import ConsentEntry, IdentityKey, Person, Suppression
from muster.people.suppressing import address_mac, fingerprint

KINDS: Final = ("email", "phone", "handle")


class NotAnIdentity(Refused):
    """What was written is no such address, number or name."""


class TheirsAlready(Refused):
    """It stands on this record."""


class OnAnotherRecord(Conflict):
    """It stands on another record; ``person_id`` says on which, for whoever may see that one."""

    def __init__(self, person_id: int) -> None:
        super().__init__(
            _("This stands on another record. Nothing was changed: compare the two first."),
            field="value",
        )
        self.person_id = person_id


class ErasedBefore(Refused):
    """Whoever had it wanted to be forgotten."""


class TooManyOfAKind(Refused):
    """More than one person has of a kind."""


class PutByAnother(Refused):
    """It came by a form, a file or themselves, so it is not ours to take off."""


class SpokenFor(Refused):
    """A yes or a no hangs on it."""


@transaction.atomic
def put(
    *, person: Person, kind: str, value: str, by: Doer, at: datetime | None = None
) -> IdentityKey:
    """Put one identity on a record; of a public name ``value`` begins with its network, as “mastodon:”."""
    key = _read(kind, value, person)
    moment = at or clock.now()
    # Whether it stands on a record is asked of all of them, also beyond the regions of whoever asks.
    with entered(Scope.EVERYONE):
        Person.objects.select_for_update().get(pk=person.pk)
        _refuse(person, key)
        _tell(person, key.kind, by, moment)
        row = _made(person, key, by, moment)
    audit.record(
        by=by, verb="person.key_added", subject=f"person:{person.pk}", key=row.pk, kind=key.kind
    )
    return row


@transaction.atomic
def take_off(
    *, person: Person, key: IdentityKey, by: Doer, at: datetime | None = None
) -> Person | None:
    """Take off what a colleague put there. What came by it goes along, to a record of its own, which is returned."""
    if not identities.put_by_hand(key):
        raise PutByAnother(_("Only what a colleague put on the record can be taken off."))
    moment = at or clock.now()
    with entered(Scope.EVERYONE):
        locked = IdentityKey.objects.select_for_update().get(pk=key.pk)
        if ConsentEntry.objects.filter(key=locked).exists():
            raise SpokenFor(
                _("A yes or a no was noted for it, so it stays. Say under “Contact” what holds.")
            )
        apart = None
        if activity.timeline([locked.pk], limit=1) or identities.hangs(locked):
            apart = Person.objects.create(created_at=moment)
            locked.person = apart
            locked.save(update_fields=["person"])
        else:
            locked.delete()
        _tell(person, key.kind, by, moment)
    audit.record(
        by=by, verb="person.key_taken_off", subject=f"person:{person.pk}", key=key.pk,
        kind=key.kind, apart=apart.pk if apart else None,
    )  # fmt: skip
    return apart


def _read(kind: str, value: str, person: Person) -> keys.Key:
    if kind not in KINDS:
        raise NotAnIdentity(_("Choose what it is."), field="kind")
    try:
        return keys.key(kind, value, person.country or None)
    except keys.NotAKey as problem:
        raise NotAnIdentity(str(problem), field="value") from problem


def _refuse(person: Person, key: keys.Key) -> None:
    standing = IdentityKey.objects.filter(kind=key.kind, value=key.value).first()
    if standing is not None and standing.person_id == person.pk:
        raise TheirsAlready(_("This stands on the record already."), field="value")
    if standing is not None:
        raise OnAnotherRecord(standing.person_id or 0)
    if Suppression.objects.filter(reason="erased", address_mac=address_mac(*key)).exists():
        raise ErasedBefore(
            _(
                "Whoever had this was erased. Only they can bring it back, by writing or signing up."
            ),
            field="value",
        )
    most = keys.CAPS[key.kind]
    if IdentityKey.objects.filter(person=person, kind=key.kind).count() >= most:
        raise TooManyOfAKind(
            _("This record has %(most)s of this kind already; nobody has more of their own.")
            % {"most": most},
            field="value",
        )


def _made(person: Person, key: keys.Key, by: Doer, at: datetime) -> IdentityKey:
    try:
        with transaction.atomic():
            return IdentityKey.objects.create(
                kind=key.kind, value=key.value, person=person, source=by.actor, created_at=at,
                address_mac=fingerprint(key.kind, key.value),
            )  # fmt: skip
    except IntegrityError as taken:
        # Somebody else put it somewhere in this moment.
        standing = IdentityKey.objects.get(kind=key.kind, value=key.value)
        raise OnAnotherRecord(standing.person_id or 0) from taken


def _tell(person: Person, kind: str, by: Doer, at: datetime) -> None:
    """On the first identity of the record; where there is none, only the log holds it."""
    first = IdentityKey.objects.filter(person=person).order_by("id").first()
    if first is not None:
        facts.append([NewFact("person.changed", first.pk, at, by.actor, data={"fields": kind})])
