"""The news somebody got, as they may read it again on their own page. Nothing here is read for anybody else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.safestring import SafeString, mark_safe

from muster.activity import queries as activity
from muster.broadcasts.models import Broadcast
from muster.delivery import documents, fields, liquid, markup
from muster.delivery import queries as delivery
from muster.people.models import Person
from muster.people.purposes import NEWS

_GOT: Final = ("message.accepted",)
_PREFIX: Final = "broadcast:"


@dataclass(frozen=True, slots=True)
class Received:
    """One broadcast that reached them, and when."""

    broadcast: Broadcast
    at: datetime


@dataclass(frozen=True, slots=True)
class Letter:
    """Its words, with their own name where it stood."""

    subject: str
    letter: SafeString
    language: str


def listed(key_ids: Iterable[int], *, most: int = 5) -> list[Received]:
    """The latest news that reached these keys, newest first."""
    got = activity.timeline(key_ids, limit=most * 4, kinds=_GOT)
    when = {
        int(fact.ref.removeprefix(_PREFIX)): fact.at
        for fact in reversed(got)
        if fact.ref and fact.ref.startswith(_PREFIX)
    }
    news = Broadcast.objects.filter(pk__in=when, purpose=NEWS, channel="email")
    found = [Received(one, when[one.pk]) for one in news]
    return sorted(found, key=lambda one: one.at, reverse=True)[:most]


def letter(number: int, *, key_ids: Sequence[int], person: Person) -> Letter | None:
    """One of them, if it reached these keys and its words are still kept."""
    got = activity.timeline(key_ids, limit=200, kinds=_GOT)
    if f"{_PREFIX}{number}" not in {fact.ref for fact in got}:
        return None
    broadcast = Broadcast.objects.filter(pk=number, purpose=NEWS, channel="email").first()
    release = delivery.release_of(broadcast.reference) if broadcast else None
    if release is None:
        return None
    texts = documents.read(release.document).texts
    text = next((one for one in texts if one.language == person.language), texts[0])
    return Letter(
        subject=_personal(text.subject, person),
        letter=mark_safe(markup.to_html(_personal(text.text, person))),  # noqa: S308 - cleaned there
        language=text.language,
    )


def _personal(words: str, person: Person) -> str:
    region = person.region
    values = {
        "first_name": person.given_name,
        "last_name": person.family_name,
        "postcode": person.postcode,
        "region": region.name_in(person.language) if region else "",
        "country": person.country,
    }
    return liquid.parse(words, fields.NAMES).plain(values)
