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
        [made] = self.people(1, **fields)
        return made

    def people(self, count: int, **fields: Any) -> list[Person]:
        """So many people alike but for their names and addresses, in one step as an import makes them."""
        from muster.kit.actors import system
        from muster.people import actions
        from muster.people.known import Claim
        from muster.people.models import Person

        now = datetime.now(UTC)
        email = fields.pop("email", "")
        consent = fields.pop("consent", False)
        tags = tuple(fields.pop("tags", ()))
        yes = [Claim("email", "news", "granted", now, evidence="test")] if consent else []
        known = []
        for number in itertools.islice(_numbers, count):
            own = {
                "given_name": f"Person{number}",
                "country": "PL",
                "postcode": "90-001",
                "language": "en",
            }
            address = email or f"person{number}@people.example"
            known.append(
                actions.Known(
                    keys=(("email", address),), fields=own | fields, consents=yes, tags=tags
                )
            )
        resolved = actions.resolve(known=known, source="test", by=system("test"), at=now)
        made = Person.objects.in_bulk([one.person_id for one in resolved])
        return [made[one.person_id] for one in resolved]
