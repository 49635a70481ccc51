"""After an erasure no table holds a word of that person: each column is marked, and everything is read.

The marks are planted by column, so a table or a field that comes later is marked as well.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models

from muster.delivery.models import Recipient, Snapshot
from muster.kit import clock
from muster.kit.actors import system
from muster.people import actions
from muster.people.models import IdentityClaim, IdentityKey, Person, SignUp
from tests.rules.test_erasure import DECISIONS

pytestmark = pytest.mark.django_db
MARK = "zqmark"
EMAIL, PHONE = f"{MARK}@people.example", "+48601999888"
PLAIN: dict[type[models.Field[Any, Any]], Any] = {
    models.JSONField: f'{{"said": "{MARK}"}}',
    models.BinaryField: MARK.encode(),
    models.BooleanField: False,
    models.DateTimeField: "2026-01-01T00:00Z",
    models.DateField: "2026-01-01",
}
# Words of ours that name nobody: states, names of channels and purposes, fingerprints.
OURS = frozenset(
    [
        "about",
        "actor",
        "address_mac",
        "author",
        "by",
        "channel",
        "code",
        "country",
        "currency",
        "decided_by",
        "digest",
        "ended_by",
        "entry",
        "event",
        "gateway",
        "idempotency",
        "kind",
        "language",
        "merge_digest",
        "message_id",
        "mode",
        "name",
        "once",
        "outcome",
        "purpose",
        "reference",
        "region",
        "region_code",
        "returned",
        "sender_mac",
        "source",
        "state",
        "subject",
        "token",
        "token_digest",
        "worker",
        "zone",
    ]
)


def everything() -> dict[str, int]:
    """Every table whose rows, written out, still hold the mark or the number; and how many do."""
    found = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p')"
        )
        for (table,) in cursor.fetchall():
            # Bytes are written as hexadecimal digits, so the mark is looked for in both forms.
            cursor.execute(
                f'SELECT count(*) FROM "{table}" t WHERE t::text ILIKE ANY (%s)',
                [[f"%{MARK}%", f"%{PHONE[1:]}%", f"%{MARK.encode().hex()}%"]],
            )
            if count := cursor.fetchone()[0]:
                found[table] = count
    return found


@pytest.fixture
def ewa(make: Any, cast: Any) -> Person:
    person = make.person(email=EMAIL, given_name=MARK, family_name=MARK, consent=True, tags=[MARK])
    actions.resolve(
        known=[actions.Known(keys=(("email", EMAIL), ("phone", PHONE)), fields={}, consents=(), tags=())],
        source="test", by=system("test"), at=clock.now(),
    )  # fmt: skip
    actions.add_note(person=person, text=f"{MARK} likes boats", by=cast.olga)
    return person


def test_what_was_typed_claimed_and_told_under_their_address_goes(ewa: Person) -> None:
    browser = IdentityKey.objects.create(
        kind="browser", value="somebody-elses-browser", created_at=clock.now()
    )
    for kind, value in (("email", EMAIL), ("phone", PHONE)):
        IdentityClaim.objects.create(key=browser, kind=kind, value=value, at=clock.now())
    SignUp.objects.create(
        token_digest="d", email="other@people.example", phone=PHONE, country="PL", postcode="90-001",
        language="pl", created_at=clock.now(), expires_at=clock.now(),
    )  # fmt: skip
    from muster.activity import actions as activity
    from muster.activity.facts import NewFact

    key = IdentityKey.objects.get(value=EMAIL)
    said = NewFact("reply.received", key.id, clock.now(), "test", data={"subject": MARK})
    activity.append([said])
    assert {"people_person", "people_identitykey", "people_identityclaim", "activity_fact"} <= (
        everything().keys()
    )
    assert actions.forget_person(person=ewa, by=system("test")) is True
    assert everything() == {}
    assert actions.forget_person(person=ewa, by=system("test")) is False


@pytest.mark.parametrize("label", sorted(DECISIONS.keys() - {"people.Person", "activity.Fact"}))
def test_a_mark_in_every_column_is_gone(ewa: Person, label: str) -> None:
    model = apps.get_model(label)
    keys = list(IdentityKey.objects.filter(person=ewa).values_list("id", flat=True))
    if not plant(model, ewa, keys):
        pytest.skip("no row of it can be about a person by itself")
    marked = any(free(field) for field in model._meta.concrete_fields if words(field))
    assert not marked or model._meta.db_table in everything(), "the mark was not planted"
    actions.forget_person(person=ewa, by=system("test"))
    assert everything() == {}


def plant(model: type[models.Model], person: Person, keys: list[int]) -> bool:
    """Write one row about this person with the mark in every free text; constraints stand aside."""
    names = {field.attname for field in model._meta.concrete_fields}
    if not names & {"person_id", "person_number", "key_id"}:
        return False
    table = model._meta.db_table
    row = {
        field.column: value
        for field in model._meta.concrete_fields
        if (value := _value(field, person, keys)) is not None
    }
    if model is Recipient:
        # There is none without a snapshot, and by its snapshot it is found.
        Snapshot.objects.create(pk=row["snapshot_id"], size=1, created_at=clock.now())
    columns, places = ", ".join(f'"{name}"' for name in row), ", ".join(["%s"] * len(row))
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(
            "SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass AND contype IN ('c', 'f')",
            [table],
        )
        for (name,) in cursor.fetchall():
            cursor.execute(f'ALTER TABLE "{table}" DROP CONSTRAINT "{name}"')
        cursor.execute(f'ALTER TABLE "{table}" DISABLE TRIGGER USER')
        cursor.execute(f'INSERT INTO "{table}" ({columns}) VALUES ({places})', list(row.values()))
        cursor.execute(f'ALTER TABLE "{table}" ENABLE TRIGGER USER')
    return True


def _value(field: Any, person: Person, keys: list[int]) -> Any:
    """What stands in a column: whose it is, the mark where words are free, else anything that fits."""
    if field.attname in {"person_id", "person_number"}:
        return person.pk
    if field.attname == "key_id":
        return keys[0]
    if field.primary_key:
        return None
    if words(field):
        return MARK[: field.max_length] if free(field) else (field.choices or [("x", "")])[0][0]
    for kind, value in PLAIN.items():
        if isinstance(field, kind):
            return value
    return None if field.null else 1


def free(field: Any) -> bool:
    """Whether words of a person can stand there; short codes and what has choices are ours."""
    theirs = field.model._meta.app_label == "inbox" and field.name in {
        "subject",
        "name",
        "message_id",
    }
    return not field.choices and (theirs or field.name not in OURS)


def words(field: Any) -> bool:
    return isinstance(field, models.CharField | models.TextField)
