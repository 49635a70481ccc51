"""A small world to send texts in: telephones that said yes, and a document for them."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from muster.delivery import texts
from muster.delivery.documents import DocumentBody, Wording
from muster.delivery.models import Document, Release, Snapshot
from muster.people import actions as people
from muster.people.models import Person
from tests.domains.delivery.conftest import BY, World

SENDER = "+447700900001"
# A range set aside for fiction.
_numbers = itertools.count(447_700_900_100)


def phone(*, yes: bool = True, number: str = "", **fields: Any) -> Person:
    """Somebody with a telephone; ``yes`` lets us text them news."""
    [person] = _known([number or f"+{next(_numbers)}"], yes=yes, fields=fields)
    return person


def phones(number: int, **fields: Any) -> list[Person]:
    return _known([f"+{one}" for one in itertools.islice(_numbers, number)], fields=fields)


def _known(numbers: list[str], *, yes: bool = True, fields: dict[str, Any]) -> list[Person]:
    now = datetime.now(UTC)
    claim = people.Claim("sms", "news", "granted", now, "test")
    known = [
        people.Known(
            keys=[("phone", number)],
            fields={"given_name": "Ana", "country": "GB", "language": "en"} | fields,
            consents=[claim] if yes else [],
        )
        for number in numbers
    ]
    found = [one.person_id for one in people.resolve(known=known, source="test", by=BY, at=now)]
    persons = Person.objects.in_bulk(found)
    return [persons[one] for one in found]


def snapshot(world: World, **choice: Any) -> Snapshot:
    return world.snapshot(**({"channel": "sms"} | choice))


def body(world: World, frozen: Snapshot, **values: Any) -> DocumentBody:
    text = values.pop("text", 'Hi {{ first_name | default: "friend" }}, beach clean on Saturday')
    wordings = (Wording(language="en", subject="", text=text),)
    plain = {"channel": "sms", "texts": wordings, "extra": {"title": "Beach clean"}}
    return texts.complete(world.body(frozen, **(plain | values)), frozen)


def document(world: World, **values: Any) -> Document:
    from muster.delivery import documents

    made = body(world, snapshot(world), **values)
    return documents.seal(subject=made.subject, body=made, by=BY)


def release(world: World, **values: Any) -> Release:
    return world.release(document(world, **values))


def until(holds: Callable[[], object], seconds: float = 30.0) -> None:
    """Wait for something another process does."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.02)
