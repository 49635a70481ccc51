"""Sources tell what they know; each person is found or made, and nobody is fused."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from muster.activity import queries as activity
from muster.audit.models import Entry
from muster.kit.actors import system
from muster.people import actions
from muster.people.actions import Claim, Key, Known, Resolved
from muster.people.models import (
    ConsentEntry,
    ConsentState,
    IdentityClaim,
    IdentityKey,
    Person,
    Trait,
)

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 10, 1, 12, tzinfo=UTC)
WORKER = system("worker")


def resolve(*known: Known, at: datetime = NOW, source: str = "import:1") -> list[Resolved]:
    return actions.resolve(known=known, source=source, by=WORKER, at=at)


def email(name: str) -> Key:
    return Key("email", f"{name}@people.example")


def ana(**more: Any) -> Known:
    fields = {"given_name": "Ana", "family_name": "Łęcka", "country": "PL", "postcode": "90-001"}
    return Known(keys=[email("ana"), Key("phone", "+48600100200")], fields=fields, **more)


def test_a_new_record_makes_a_person_placed_by_postcode() -> None:
    [result] = resolve(ana(tags=["helper"]))
    person = Person.objects.get(id=result.person_id)
    assert result.outcome == "new"
    assert (person.region_id, person.sort_key, person.given_key) == (
        "PL-10", "lecka ana", "ana lecka",
    )  # fmt: skip
    assert [key.value for key in person.keys.order_by("id")] == [
        "ana@people.example", "+48600100200",
    ]  # fmt: skip
    assert Trait.objects.get(person=person).value == "helper"
    [fact] = activity.timeline(result.key_ids, limit=9)
    assert (fact.kind, fact.sentence) == ("person.added", "Came in from file import 1")


def test_the_second_import_changes_nothing() -> None:
    yes = Claim("email", "news", "granted", NOW, "paper form 3", "Yes, write to me")
    [first] = resolve(ana(tags=["helper"], consents=[yes]))
    before = Entry.objects.count(), ConsentEntry.objects.count()
    [second] = resolve(ana(tags=["helper"], consents=[yes]), at=NOW + timedelta(days=1))
    assert (second.outcome, second.person_id) == ("same", first.person_id)
    assert (Entry.objects.count(), ConsentEntry.objects.count()) == before
    assert len(activity.timeline(first.key_ids, limit=9)) == 2


def test_a_change_keeps_what_was_before() -> None:
    resolve(ana())
    [result] = resolve(Known(keys=[email("ana")], fields={"family_name": "Nowak"}, tags=["x"]))
    assert result.outcome == "changed"
    assert result.before == {"family_name": "Łęcka"}
    assert result.added_tags == ("x",)
    assert Person.objects.get(id=result.person_id).sort_key == "nowak ana"


def test_empty_fields_erase_nothing() -> None:
    resolve(ana())
    [result] = resolve(Known(keys=[email("ana")], fields={"given_name": "", "postcode": None}))
    assert result.outcome == "same"


def test_two_lines_of_one_file_become_one_person() -> None:
    first, second = resolve(ana(), Known(keys=[email("ana")], fields={"language": "pl"}))
    assert first.person_id == second.person_id
    assert second.outcome == "changed"
    assert Person.objects.get().language == "pl"


def test_a_shared_landline_never_fuses_two_people() -> None:
    landline = Key("phone", "+48426001020")
    first, second = resolve(
        Known(keys=[email("mum"), landline]), Known(keys=[email("dad"), landline])
    )
    assert first.person_id != second.person_id
    assert IdentityKey.objects.get(value=landline.value).person_id == first.person_id
    assert second.key_ids[1] == first.key_ids[1]
    assert "belongs to another person" in second.held[0]


def test_a_shared_mailbox_never_fuses_two_numbered_people() -> None:
    house = email("family")
    one, two = (Known(keys=[Key("external", f"crm:{n}"), house]) for n in (1, 2))
    first, second = resolve(one, two)
    assert first.person_id != second.person_id
    assert IdentityKey.objects.get(value=house.value).person_id == first.person_id


def test_a_person_known_by_phone_alone_gains_a_mailbox() -> None:
    number = Key("phone", "+48600100201")
    [first] = resolve(Known(keys=[number]))
    [second] = resolve(Known(keys=[number, email("late")]))
    assert second.person_id == first.person_id
    assert second.outcome == "changed"


def test_keys_per_person_are_capped() -> None:
    known = [Known(keys=[Key("external", "crm:1"), email(f"box{n}")]) for n in range(14)]
    results = resolve(*known)
    assert len({result.person_id for result in results}) == 1
    assert IdentityKey.objects.filter(kind="email").count() == 10
    assert "too many" in results[-1].held[0]


def test_a_browser_alone_is_nobody_until_a_server_names_it() -> None:
    browser = Key("browser", "anonymous-12345678")
    [first] = resolve(Known(keys=[browser]))
    assert first.person_id is None
    assert len(first.key_ids) == 1
    [second] = resolve(Known(keys=[browser, email("ana")]))
    assert second.person_id is not None
    assert IdentityKey.objects.get(kind="browser").person_id == second.person_id
    assert second.key_ids[0] == first.key_ids[0]
    [third] = resolve(Known(keys=[browser, email("other")]))
    assert third.person_id != second.person_id
    assert IdentityKey.objects.get(kind="browser").person_id == second.person_id


def test_what_a_browser_claims_changes_nobody() -> None:
    [known] = resolve(ana())
    yes = Claim("email", "news", "granted", NOW, "page")
    [claimed] = resolve(
        Known(
            keys=[Key("browser", "anonymous-87654321"), email("ana")],
            fields={"given_name": "Mallory"},
            consents=[yes],
            trust="claim",
        )
    )
    assert claimed.person_id is None
    assert Person.objects.get(id=known.person_id).given_name == "Ana"
    assert not ConsentState.objects.exists()
    assert IdentityClaim.objects.get().value == "ana@people.example"


def test_an_import_cannot_turn_a_no_into_a_yes_without_newer_proof() -> None:
    [result] = resolve(ana())
    key = result.key_ids[0]
    actions.withdraw(key_id=key, purpose="news", source="phone call", by=WORKER, at=NOW)
    older = Claim("email", "news", "granted", NOW - timedelta(days=9), "paper form")
    unproved = Claim("email", "news", "granted", NOW + timedelta(days=9))
    for claim in (older, unproved):
        [again] = resolve(ana(consents=[claim]), at=NOW + timedelta(days=10))
        assert again.outcome == "same"
        assert "stays a no" in again.held[0]
    assert ConsentState.objects.get().state == "withdrawn"
    proved = Claim("email", "news", "granted", NOW + timedelta(days=9), "paper form 17")
    [again] = resolve(ana(consents=[proved]), at=NOW + timedelta(days=10))
    assert again.outcome == "changed"
    assert ConsentState.objects.get().state == "granted"


def test_consent_keeps_the_words_and_the_proof() -> None:
    yes = Claim("email", "news", "granted", NOW, "paper form 3", "Yes, write to me", "en")
    resolve(ana(consents=[yes]))
    entry = ConsentEntry.objects.get()
    assert entry.wording is not None
    assert (entry.wording.text, entry.evidence, entry.source, entry.actor) == (
        "Yes, write to me", "paper form 3", "import:1", "system:worker",
    )  # fmt: skip


def test_many_records_keep_their_order() -> None:
    known = [Known(keys=[email(f"p{n}")], fields={"given_name": f"P{n}"}) for n in range(120)]
    results = resolve(*known)
    names = dict(Person.objects.values_list("id", "given_name"))
    assert [names[result.person_id] for result in results if result.person_id] == [
        f"P{n}" for n in range(120)
    ]


def test_an_erased_person_does_not_come_back_by_import() -> None:
    [result] = resolve(ana())
    actions.forget_person(person=Person.objects.get(id=result.person_id), by=WORKER)
    [again] = resolve(ana())
    assert again.person_id is None
    assert "erased" in again.held[0]
    assert not IdentityKey.objects.exists()
