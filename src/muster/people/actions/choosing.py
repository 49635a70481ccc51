"""What a person chooses by a link of theirs: in the preference centre, or by the stop link of a mail.

The link is the authority, so these may look past the visitor’s empty scope, at that one address only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction

from muster.kit import actors, clock
from muster.kit.errors import NotFound
from muster.kit.scope import Scope, entered
from muster.people import wordings
from muster.people.actions import consent, phones
from muster.people.models import ConsentState, IdentityKey, Person
from muster.people.stop_tokens import StopToken

CENTRE = "preference centre"


@dataclass(frozen=True, slots=True)
class Choice:
    """One toggle: a purpose on an address, and the words beside it."""

    key_id: int
    channel: str
    purpose: str
    wording: str


@transaction.atomic
def choose(*, person: Person, wanted: Mapping[Choice, bool], link_id: int, language: str) -> int:
    """Make the toggles true. Returns how many changed; an untouched “never asked” stays so."""
    by, now = actors.person(person.id), clock.now()
    evidence, changed = f"preference link {link_id}", 0
    for choice, yes in wanted.items():
        if yes and (number := _waits_for_a_yes(choice)):
            changed += phones.ask(
                key=number, purpose=choice.purpose, wording=choice.wording, language=language,
                source=CENTRE, evidence=evidence, at=now,
            )  # fmt: skip
            continue
        if yes:
            entry = consent.grant(
                key_id=choice.key_id, channel=choice.channel, purpose=choice.purpose,
                evidence=evidence, source=CENTRE, by=by, at=now, wording=choice.wording,
                language=language,
            )  # fmt: skip
        else:
            entry = consent.withdraw_if_asked(
                key_id=choice.key_id, purpose=choice.purpose, source=CENTRE, by=by,
                evidence=evidence, at=now,
            )  # fmt: skip
        changed += entry is not None
    return changed


def _waits_for_a_yes(choice: Choice) -> IdentityKey | None:
    """The number of a toggle that its own telephone has to confirm: a mailbox cannot speak for it."""
    if choice.channel != "sms":
        return None
    key = IdentityKey.objects.get(id=choice.key_id)
    granted = ConsentState.objects.filter(key=key, purpose=choice.purpose, state="granted")
    return key if phones.unproven(key) and not granted.exists() else None


@transaction.atomic
def stop_by_link(*, token: StopToken) -> None:
    """Do what a stop link says. Repeated, or for an erased person, it is calmly true already."""
    with entered(Scope.EVERYONE):
        key = IdentityKey.objects.filter(id=token.key_id).first()
        if key is None or key.person_id is None:
            return
        evidence = f"recipient {token.recipient_id}" if token.recipient_id else ""
        by = actors.person(key.person_id)
        consent.stop(key_id=key.id, purpose=token.purpose, by=by, evidence=evidence)


@transaction.atomic
def undo_by_link(*, token: StopToken) -> None:
    """Take back a stop pressed a moment ago; later it raises ``TooLateToUndo``."""
    with entered(Scope.EVERYONE):
        key = IdentityKey.objects.filter(id=token.key_id).first()
        if key is None or key.person_id is None:
            raise NotFound
        by = actors.person(key.person_id)
        consent.undo_stop(key_id=key.id, purpose=token.purpose, by=by)


def toggle_words(organisation: str, channel: str, purpose: str) -> str:
    """The wording of a toggle, as shown and stored."""
    from muster.people import purposes

    words, what = purposes.channel_words(channel), purposes.title(purpose)
    return wordings.preference(organisation, words, what)
