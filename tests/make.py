"""Makers: people and things for tests, made through the real actions with sensible defaults."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from muster.people.models import Person

_numbers = itertools.count(1)


class Make:
    """One method per noun; each returns the row."""

    def person(self, **fields: Any) -> Person:
        """A person with a reserved address; ``consent=True`` lets us write news by e-mail."""
        from muster.kit.actors import system
        from muster.people import actions
        from muster.people.models import Person

        number = next(_numbers)
        email = fields.pop("email", f"person{number}@people.example")
        consent = fields.pop("consent", False)
        tags = tuple(fields.pop("tags", ()))
        known = {
            "given_name": f"Person{number}",
            "country": "PL",
            "postcode": "90-001",
            "language": "en",
        } | fields
        [resolved] = actions.resolve(
            known=[actions.Known(keys=(("email", email),), fields=known, consents=(), tags=tags)],
            source="test",
            by=system("test"),
            at=datetime.now(UTC),
        )
        if consent:
            actions.grant(
                key_id=resolved.key_ids[0],
                channel="email",
                purpose="news",
                evidence="test",
                by=system("test"),
            )
        return Person.objects.get(pk=resolved.person_id)
