"""The calls of some days, for those who may see whom they were with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from muster.activity.models import Fact
from muster.kit.scope import Scope
from muster.people import calls
from muster.people.models import IdentityKey, Person


@dataclass(frozen=True, slots=True)
class Call:
    """One call as the list shows it."""

    at: datetime
    person: Person
    actor: str
    topic: str
    words: dict[str, object]


def found(
    scope: Scope, *, since: datetime, until: datetime, actor: str = "", outcome: str = ""
) -> QuerySet[Fact]:
    """Calls from ``since`` to before ``until`` with people the reader answers for, latest first."""
    seen = IdentityKey.objects.filter(person__in=Person.objects.visible_to(scope).values("id"))
    facts = Fact.objects.select_related("ref", "source").filter(
        kind__name=calls.KIND, at__gte=since, at__lt=until, key_id__in=seen.values("id")
    )
    if actor:
        facts = facts.filter(source__name=actor)
    if outcome:
        facts = facts.filter(data__outcome=outcome)
    return facts.order_by("-at", "-id")


def told(facts: Sequence[Fact]) -> list[Call]:
    """These calls with the people they were with."""
    keys = IdentityKey.objects.select_related("person").in_bulk([fact.key_id for fact in facts])
    return [_call(fact, person) for fact in facts if (person := keys[fact.key_id].person)]


def _call(fact: Fact, person: Person) -> Call:
    topic = fact.ref.name if fact.ref else ""
    words = calls.in_words({**(fact.data or {}), "ref": topic})
    return Call(fact.at, person, fact.source.name, topic, words)
