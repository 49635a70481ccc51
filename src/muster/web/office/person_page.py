"""What the page of one person shows: may we write to them and how we know, and all that happened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final

from babel.dates import format_skeleton
from django.utils import translation
from django.utils.translation import gettext as _

from muster.activity import queries as activity
from muster.activity import registry as kinds
from muster.kit.errors import NotFound
from muster.people import identities, pairs, queries, summaries
from muster.people import provenance as sources
from muster.people.keys import channel_of
from muster.people.purposes import CALLS, CHANNEL_WORDS, PURPOSES, title
from muster.web import words
from muster.web.office import person_cares, person_lineage

if TYPE_CHECKING:
    from muster.accounts.models import Staff
    from muster.activity.facts import TimelineFact
    from muster.people.models import ConsentState, IdentityKey, Person
    from muster.web.office.person_lineage import Beside

SHOWN: Final = 40
_ICONS: Final = {"email": "mail", "sms": "text"}


@dataclass(frozen=True, slots=True)
class ContactLine:
    """May we write to this address for this purpose, and how do we know?"""

    key: IdentityKey
    channel: str
    purpose: str
    title: str
    tone: str
    icon: str
    answer: str
    proof: str
    wording: str
    granted: bool


def context(
    person: Person, staff: Staff, *, group: str, before: tuple[datetime, int] | None
) -> dict[str, Any]:
    """Everything the page needs, in a fixed number of queries."""
    keys = queries.keys_of(person)
    facts = _facts(keys, group, before)
    traits = queries.traits_of(person)
    attentive = person_cares.of([key.id for key in keys])
    return {
        "title": person.name or _("Somebody who gave no name"),
        "person": person,
        "intro_words": _intro(person),
        "contact": _contact(person, keys),
        "months": _months(
            facts[:SHOWN],
            person_lineage.of(facts, [key.id for key in keys], staff),
            person_lineage.talks(facts, staff),
        ),
        "older": _place(facts[SHOWN - 1]) if len(facts) > SHOWN else "",
        "groups": _groups(group),
        "group": group,
        "keys": [_identity(key) for key in keys],
        "joins": queries.joins_of(person),
        "matches": _matches(person, staff),
        "traits": [trait for trait in traits if trait.kind != "tag"],
        "tags": [trait for trait in traits if trait.kind == "tag"],
        "notes": queries.notes_of(person),
        "attentive": attentive,
        "summaries": summaries.of(person, by=staff),
    }


def _matches(person: Person, staff: Staff) -> list[tuple[int, Person]]:
    """The pairs that wait for a decision about this record, with the other record of each."""
    if not staff.may("people.edit"):
        return []
    found = pairs.of(person, staff.scope).select_related("one", "other")[:5]
    return [(pair.pk, pair.other if pair.one_id == person.id else pair.one) for pair in found]


def provenance(person: Person) -> dict[str, Any]:
    """Why we have this: each field, identity and yes or no, with its source, day and words."""
    words_, orders = queries.words_of(person), queries.orders()
    inside = queries.words_inside(person)
    return {
        "title": _("Why do we have this?"),
        "person": person,
        "fields": [
            {
                "name": name,
                "label": label,
                "held": getattr(person, name),
                "said": (said := sources.weigh(words_, orders, name)),
                "back": _back_to(said),
                "joined": [
                    {"said": word, "source": sources.in_words(word.source)}
                    for word in inside
                    if word.field == name
                ],
            }
            for name, label in sources.FIELD_WORDS.items()
        ],
        "keys": [_identity(key) for key in queries.keys_of(person)],
        "entries": [
            {"entry": entry, "source": sources.in_words(entry.source)}
            for entry in queries.ledger_of(person)[:500]
        ],
    }


def _back_to(said: Sequence[sources.Word]) -> str:
    """Whose word would hold if what was written by hand went, if any."""
    if not said or not said[0].by_hand:
        return ""
    return next((word.source for word in said if not word.by_hand), "")


def line_of(person: Person, key_id: int | None, purpose: str | None) -> ContactLine:
    """One line of the contact box, or not found when it is not this person’s."""
    for line in _contact(person, queries.keys_of(person)):
        if line.key.id == key_id and line.purpose == purpose:
            return line
    raise NotFound


def read_place(text: str) -> tuple[datetime, int] | None:
    """The place in the timeline an address names, if it does."""
    moment, _bar, number = text.partition("|")
    try:
        at = datetime.fromisoformat(moment)
    except ValueError:
        return None
    return (at, int(number)) if at.tzinfo and number.isdecimal() and len(number) < 19 else None


def _place(fact: TimelineFact) -> str:
    return f"{fact.at.isoformat()}|{fact.id}"


def _facts(
    keys: Sequence[IdentityKey], group: str, before: tuple[datetime, int] | None
) -> list[TimelineFact]:
    chosen = kinds.groups().get(group) if group else None
    ids = [key.id for key in keys]
    return activity.timeline(ids, limit=SHOWN + 1, before=before, kinds=chosen)


def _intro(person: Person) -> str:
    if person.erased_at:
        return _("Erased on %(day)s. Only the number stays.") % {"day": words.day(person.erased_at)}
    language = translation.get_language() or "en"
    place = person.region.name_in(language) if person.region else _("no region known")
    where = f"{person.postcode}, {place}" if person.postcode else place
    return _("%(where)s. With us since %(day)s.") % {
        "where": where,
        "day": words.day(person.created_at),
    }


def _contact(person: Person, keys: Sequence[IdentityKey]) -> list[ContactLine]:
    states = {(state.key_id, state.purpose): state for state in queries.states_of(person)}
    closed = queries.suppressed(keys)
    return [
        _line(key, purpose, states.get((key.id, purpose)), closed.get(key.id, ""))
        for key in keys
        if channel_of(key.kind)
        for purpose in (*PURPOSES, *((CALLS,) if key.kind == "phone" else ()))
    ]


def _line(key: IdentityKey, purpose: str, state: ConsentState | None, closed: str) -> ContactLine:
    channel = channel_of(key.kind) or "email"
    tone, answer = _answer(state, closed)
    wording = state.entry.wording.text if state and state.entry.wording else ""
    return ContactLine(
        key=key,
        channel=channel,
        purpose=purpose,
        title=title(purpose) if purpose == CALLS else f"{CHANNEL_WORDS[channel]}, {title(purpose)}",
        tone=tone,
        icon=_ICONS[channel] if tone == "ok" else {"danger": "x", "warn": "pause"}.get(tone, "q"),
        answer=answer,
        proof=_proof(state),
        wording=wording,
        granted=bool(state and state.state == "granted"),
    )


def _answer(state: ConsentState | None, closed: str) -> tuple[str, str]:
    if closed:
        return "danger", _("cannot be reached (%(reason)s)") % {"reason": closed}
    if state is None:
        return "mute", _("never asked")
    if state.paused_until:
        return "warn", _("paused until %(day)s") % {"day": words.day(state.paused_until)}
    return {
        "granted": ("ok", _("yes")),
        "withdrawn": ("danger", _("no; an import cannot undo this")),
        "pending": ("warn", _("asked, not confirmed")),
    }[state.state]


def _proof(state: ConsentState | None) -> str:
    if state is None:
        return ""
    source = sources.in_words(state.entry.source)
    said = f"{source[:1].upper()}{source[1:]}, {words.day(state.entry.at)}"
    return f"{said}, {state.entry.evidence}" if state.entry.evidence else said


def _months(
    facts: Sequence[TimelineFact], beside: Mapping[str, Beside], talks: Mapping[object, Beside]
) -> list[tuple[str, list[dict[str, Any]]]]:
    def month(fact: TimelineFact) -> str:
        return str(format_skeleton("yMMMM", fact.at, locale=words.locale()))

    return [
        (
            name,
            [
                {
                    "fact": fact,
                    "source": sources.in_words(fact.source),
                    "beside": beside.get(fact.ref or ""),
                    "talk": talks.get(fact.data.get("conversation")),
                }
                for fact in found
            ],
        )
        for name, found in groupby(facts, key=month)
    ]


def _groups(chosen: str) -> list[dict[str, Any]]:
    said = {
        "person": _("Record"),
        "consent": _("Consent"),
        "message": _("Messages"),
        "reply": _("Replies"),
        "gift": _("Gifts"),
        "page": _("Website"),
        "call": _("Calls"),
        "note": _("Notes"),
    }
    known = kinds.groups()
    return [{"name": "", "words": _("All"), "here": not chosen}] + [
        {"name": name, "words": word, "here": name == chosen}
        for name, word in said.items()
        if name in known
    ]


def _identity(key: IdentityKey) -> dict[str, Any]:
    said = {
        "email": _("E-mail"),
        "phone": _("Telephone"),
        "handle": _("Public name"),
        "browser": _("Browser"),
        "external": _("Other system"),
    }
    return {
        "key": key,
        "kind": said[key.kind],
        "source": sources.in_words(key.source),
        "by_hand": identities.put_by_hand(key),
    }
