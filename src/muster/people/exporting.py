"""Everything we hold of a person, domain by domain, as plain data they can take along."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from muster.activity import queries as activity
from muster.people import queries, registry
from muster.people.models import (
    ConsentEntry,
    FieldValue,
    IdentityKey,
    KeptApart,
    Note,
    Person,
    PossibleMatch,
    Trait,
)


def export_person(person: Person) -> dict[str, Any]:
    """The copy a person may ask for (GDPR 15 and 20)."""
    return {domain: dict(duties.export(person)) for domain, duties in registry.duties().items()}


def own_tables(person: Person) -> dict[str, Any]:
    """What people itself holds."""
    keys = list(IdentityKey.objects.filter(person=person).order_by("id"))
    return {
        "record": _record(person),
        "who_said_what": [
            _word(word, joined=joined)
            for words, joined in (
                (queries.words_of(person), False), (queries.words_inside(person), True),
            )
            for word in words
        ],
        "identities": [_identity(key) for key in keys],
        "consents": [_consent(entry) for entry in _entries(person)],
        "traits": [_trait(trait) for trait in Trait.objects.filter(person=person).order_by("id")],
        "possible_matches": [
            {"how_sure": pair.score, "since": pair.found_at.isoformat(),
             "fields": ", ".join(f"{one['field']}: {one['step']}" for one in pair.weights)}
            for pair in PossibleMatch.objects.filter(Q(one=person) | Q(other=person)).order_by("id")
        ],
        "kept_apart": [
            {"at": apart.at.isoformat(), "until": apart.until.isoformat() if apart.until else None}
            for apart in KeptApart.objects.filter(Q(one=person) | Q(other=person)).order_by("id")
        ],
        "notes": [
            {"text": note.text, "at": note.at.isoformat()}
            for note in Note.objects.filter(person=person).order_by("id")
        ],
        "what_happened": [
            {"at": fact.at.isoformat(), "what": fact.sentence, "source": fact.source,
             "about": fact.ref, "data": dict(fact.data)}
            for fact in activity.timeline([key.id for key in keys], limit=100_000)
        ],
    }  # fmt: skip


def _record(person: Person) -> dict[str, Any]:
    plain = ("given_name", "family_name", "country", "postcode", "language", "latitude")
    record: dict[str, Any] = {name: getattr(person, name) for name in (*plain, "longitude")}
    return record | {"region": person.region_id, "since": person.created_at.isoformat()}


def _word(word: FieldValue, *, joined: bool) -> dict[str, Any]:
    told = {"field": word.field, "value": word.value, "source": word.source}
    return told | {"since": word.at.isoformat(), "from_the_joined_record": joined}


def _identity(key: IdentityKey) -> dict[str, Any]:
    return {
        "kind": key.kind,
        "value": key.value,
        "source": key.source,
        "since": key.created_at.isoformat(),
        "confirmed": key.verified_at.isoformat() if key.verified_at else None,
    }


def _entries(person: Person) -> list[ConsentEntry]:
    entries = ConsentEntry.objects.filter(key__person=person).select_related("wording")
    return list(entries.order_by("id"))


def _consent(entry: ConsentEntry) -> dict[str, Any]:
    return {
        "channel": entry.channel,
        "purpose": entry.purpose,
        "state": entry.state,
        "at": entry.at.isoformat(),
        "source": entry.source,
        "evidence": entry.evidence,
        "wording": entry.wording.text if entry.wording else None,
    }


def _trait(trait: Trait) -> dict[str, Any]:
    return {
        "kind": trait.kind,
        "value": trait.value,
        "source": trait.source,
        "from": trait.from_at.isoformat(),
        "to": trait.to_at.isoformat() if trait.to_at else None,
    }
