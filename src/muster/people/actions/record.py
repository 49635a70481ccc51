"""What staff change on one record by hand, and what other domains write onto it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from muster.activity import actions as activity
from muster.activity.facts import NewFact
from muster.audit import actions as audit
from muster.kit import clock
from muster.kit.actors import Doer
from muster.kit.errors import Refused
from muster.kit.scope import Scope, entered
from muster.people import precedence
from muster.people.actions import bulk
from muster.people.actions import fields as words
from muster.people.known import FIELDS
from muster.people.models import IdentityKey, Note, Person, Trait
from muster.people.names import keys_of_name
from muster.people.placing import placed
from muster.people.suppressing import address_mac, channel_name

LONGEST_NOTE = 5_000
# The fingerprint is asked for here by those who suppress.
__all__ = [
    "EmptyNote",
    "NoteTooLong",
    "add_note",
    "address_mac",
    "edit",
    "end_trait",
    "hold_trait",
    "hold_traits",
    "suppress",
]


class EmptyNote(Refused):
    """A note needs words."""


class NoteTooLong(Refused):
    """A note has its limit."""


@transaction.atomic
def add_note(*, person: Person, text: str, by: Any, at: datetime | None = None) -> Note:
    """Write down something about a person, for colleagues who may see that person."""
    words = text.strip().replace("\x00", "")
    if not words:
        raise EmptyNote(_("Write the note before you save it."), field="text")
    if len(words) > LONGEST_NOTE:
        raise NoteTooLong(
            _("A note can have %(most)s signs; this one has %(count)s. Split it in two.")
            % {"most": LONGEST_NOTE, "count": len(words)},
            field="text",
        )
    moment = at or clock.now()
    note = Note.objects.create(
        person=person, text=words, author=by.actor, author_name=getattr(by, "name", ""), at=moment
    )
    _tell(person.id, "note.added", by, moment, {})
    audit.record(by=by, verb="person.noted", subject=f"person:{person.id}", note=note.id)
    return note


@transaction.atomic
def edit(
    *, person: Person, fields: Mapping[str, Any], by: Doer, at: datetime | None = None
) -> list[str]:
    """Correct what we know of a person. Returns the names of the fields that changed."""
    moment = at or clock.now()
    told = placed({name: fields[name] for name in fields.keys() & FIELDS}, vars(person))
    # The way out of one’s own regions is open: a move must be written down where it is heard of.
    with entered(Scope.EVERYONE):
        said: dict[tuple[int, str], str] = {
            (person.id, name): told[name] or "" for name in precedence.FIELDS if name in told
        }
        words.keep(said, source=by.actor, at=moment)
        changed = sorted(name for name, value in told.items() if getattr(person, name) != value)
        if not changed:
            return []
        for name in changed:
            setattr(person, name, told[name])
        person.sort_key, person.given_key = keys_of_name(person.given_name, person.family_name)
        person.save()
        # Where another kind goes first, its word stays.
        words.decide_again(fields=[name for _number, name in said], people=[person.id])
        _tell(person.id, "person.changed", by, moment, {"fields": ", ".join(changed)})
    audit.record(by=by, verb="person.edited", subject=f"person:{person.id}", fields=changed)
    return changed


@transaction.atomic
def hold_trait(
    *,
    person_id: int,
    kind: str,
    value: str,
    by: Doer,
    source: str = "",
    key_id: int | None = None,
    at: datetime | None = None,
) -> None:
    """Say that something holds of a person from now on; it holds once. With a key, it goes where that key goes."""
    hold_traits(
        kind=kind, holding=[(person_id, value, key_id)], source=source or by.actor, at=at or clock.now()
    )  # fmt: skip


@transaction.atomic
def hold_traits(
    *, kind: str, holding: Sequence[tuple[int, str, int | None]], source: str, at: datetime
) -> None:
    """The same of many: the person, what holds of them, and the key it goes with, if any."""
    bulk.insert(
        "people_trait",
        ("person_id", "kind", "value", "source", "key_id", "from_at"),
        [(person, kind, value, source, key, at) for person, value, key in holding],
        conflict="ON CONFLICT (person_id, kind, value) WHERE to_at IS NULL DO NOTHING",
    )


@transaction.atomic
def end_trait(
    *, person_id: int, kind: str, value: str, by: Doer, at: datetime | None = None
) -> int:
    """Say that something no longer holds; that it once did stays known."""
    holding = Trait.objects.filter(person=person_id, kind=kind, value=value, to_at=None)
    ended = holding.update(to_at=at or clock.now())
    if ended:
        audit.record(by=by, verb="trait.ended", subject=f"person:{person_id}", kind=kind)
    return ended


@transaction.atomic
def suppress(*, kind: str, value: str, reason: str, by: Doer, at: datetime | None = None) -> None:
    """Let nothing go to an address any more: it bounced, complained or was erased."""
    bulk.insert(
        "people_suppression",
        ("channel", "address_mac", "reason", "at"),
        [(channel_name(kind), address_mac(kind, value), reason, at or clock.now())],
        conflict="ON CONFLICT (channel, address_mac) DO UPDATE SET reason = excluded.reason"
        " WHERE mine.reason <> 'erased'",
    )
    audit.record(by=by, verb="address.suppressed", subject=f"reason:{reason}"[:100])


def _tell(person_id: int, kind: str, by: Doer, at: datetime, data: Mapping[str, Any]) -> None:
    key = IdentityKey.objects.filter(person=person_id).order_by("id").first()
    if key is not None:
        activity.append([NewFact(kind, key.id, at, by.actor, data=data)])
