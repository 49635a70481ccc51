"""What matching reads of everybody: the faces of every record, streamed out of the database.

A record with two addresses has two faces; one that lives inside another is a face of that one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from django.db import connection

from muster.kit import secrets
from muster.people.models import IdentityKey, Person

if TYPE_CHECKING:
    import pyarrow as pa

_AT_ONCE: Final = 20_000
_MOST_FACES: Final = 5
_EVERYBODY: Final = """
SELECT p.id, p.given_name, p.family_name, p.postcode, p.region_id, k.emails, k.phones
FROM people_person p LEFT JOIN (
  SELECT person_id, array_agg(value ORDER BY id) FILTER (WHERE kind = 'email') AS emails,
    array_agg(value ORDER BY id) FILTER (WHERE kind = 'phone') AS phones
  FROM people_identitykey WHERE kind IN ('email', 'phone') AND person_id IS NOT NULL GROUP BY 1
) k ON k.person_id = p.id
WHERE p.erased_at IS NULL
"""


def table() -> pa.Table:
    """Everybody as matching compares them; read in portions, so the names are in memory once."""
    # Only the search has use for these, and a web process should not carry them.
    import pyarrow as pa

    from muster.people import linking

    found = _faces(_roots())
    batches: list[pa.RecordBatch] = []
    while some := list(islice(found, _AT_ONCE)):
        batches += linking.table(some).to_batches()
    return pa.Table.from_batches(batches, schema=linking.SCHEMA)


def digests(people: Collection[int]) -> dict[int, str]:
    """A keyed fingerprint of what each of these records says of itself now."""
    said: dict[int, list[str]] = {}
    rows = Person.objects.filter(id__in=people)
    names = ("given_name", "family_name", "postcode", "region_id")
    for number, *values in rows.values_list("id", *names):
        said[number] = [value or "" for value in values]
    keys = IdentityKey.objects.filter(person__in=people, kind__in=["email", "phone"])
    for number, value in keys.order_by("value").values_list("person_id", "value"):
        said.setdefault(number or 0, []).append(value)
    return {number: secrets.mac("people.match", *values) for number, values in said.items()}


def of_pair(one: int, other: int) -> str:
    """The fingerprint of a pair as its two records stand now."""
    said = digests([one, other])
    return digest(said.get(one, ""), said.get(other, ""))


def digest(one: str, other: str) -> str:
    """The fingerprint of a pair; it changes when either record does."""
    return secrets.mac("people.pair", one, other)


def _roots() -> dict[int, int]:
    """For each record inside another: the record that stands for it today."""
    inside = dict(Person.objects.filter(joined_into__isnull=False).values_list("id", "joined_into"))
    roots = {}
    for number in inside:
        root: int | None = number
        while root in inside:
            root = inside[root]
        roots[number] = root or number
    return roots


def _faces(roots: Mapping[int, int]) -> Iterator[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(f"DECLARE faces NO SCROLL CURSOR FOR {_EVERYBODY}")
        while True:
            cursor.execute(f"FETCH {_AT_ONCE} FROM faces")
            rows = cursor.fetchall()
            if not rows:
                break
            for number, given, family, postcode, region, emails, phones in rows:
                said = {
                    "person": roots.get(number, number), "given": given, "family": family,
                    # A postcode says more than its region, and twice the same is not two proofs.
                    "postcode": postcode, "place": None if postcode else region,
                }  # fmt: skip
                yield from _with_addresses(said, emails or [], phones or [])
        cursor.execute("CLOSE faces")


def _with_addresses(
    said: dict[str, Any], emails: Sequence[str], phones: Sequence[str]
) -> Iterator[dict[str, Any]]:
    count = min(max(len(emails), len(phones), 1), _MOST_FACES)
    for place in range(count):
        email = emails[min(place, len(emails) - 1)] if emails else None
        phone = phones[min(place, len(phones) - 1)] if phones else None
        yield {**said, "email": email, "phone": phone}
