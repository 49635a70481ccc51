"""T10: a join can be undone exactly, what came later stays with its key, and no yes is ever made."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.activity import queries as activity
from muster.kit.actors import system
from muster.people import actions
from muster.people.actions import Claim, Known, edges
from muster.people.models import (
    ConsentState,
    IdentityKey,
    MergeEdge,
    Note,
    Person,
    Trait,
)
from tests.trials import beside_fixtures

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 10, 1, 12, tzinfo=UTC)
BY = system("test")


def record(name: str, *more: tuple[str, str], **fields: Any) -> Person:
    tags, said = fields.pop("tags", ()), fields.pop("said", "")
    consents = [Claim("email", "news", said, NOW, "paper")] if said else []
    [found] = actions.resolve(
        known=[
            Known(
                keys=[("email", f"{name}@people.example"), *more],
                fields=fields, tags=tags, consents=consents,
            )
        ],
        source=f"import:{name}", by=BY, at=NOW,
    )  # fmt: skip
    return Person.objects.get(id=found.person_id)


def state(name: str) -> str:
    return ConsentState.objects.get(key__value=f"{name}@people.example").state


def everything() -> dict[str, Any]:
    """All that must be as it was; the ledger and the log only grow, so they are told apart."""
    return {
        "people": list(Person.objects.order_by("id").values()),
        "keys": list(IdentityKey.objects.order_by("id").values()),
        "states": list(ConsentState.objects.order_by("id").values()),
        "traits": list(Trait.objects.order_by("id").values()),
        "notes": list(Note.objects.order_by("id").values()),
    }


def test_a_join_moves_all_and_undone_restores_exactly() -> None:
    ana = record("ana", given_name="Ana", tags=["helper"], said="granted")
    other = record(
        "a.lecka", ("phone", "+48600100200"), family_name="Łęcka", country="PL", postcode="90-001",
        tags=["helper", "diver"], said="withdrawn",
    )  # fmt: skip
    actions.add_note(person=other, text="Met at the stall", by=BY)
    before = everything()
    edge = actions.join_people(keep=ana, other=other, by=BY)
    ana.refresh_from_db()
    assert (ana.name, ana.region_id) == ("Ana Łęcka", "PL-10")
    assert IdentityKey.objects.filter(person=ana).count() == 3
    assert sorted(t.value for t in Trait.objects.filter(person=ana)) == ["diver", "helper"]
    assert Note.objects.get().person_id == ana.id
    assert state("ana") == "withdrawn"
    assert not Person.objects.living().filter(id=other.id).exists()
    actions.part_people(edge=edge, by=BY)
    assert everything() == before
    assert state("ana") == "granted"


def test_what_came_later_stays_with_the_key_it_came_with() -> None:
    ana, bea = record("ana"), record("bea")
    edge = actions.join_people(keep=ana, other=bea, by=BY)
    record("bea", ("phone", "+48600100201"), ("browser", "browser-of-bea"), tags=["late"])
    record("ana", ("phone", "+48600100202"), tags=["mine"])
    phone = IdentityKey.objects.get(value="+48600100201")
    actions.grant(key_id=phone.id, channel="sms", purpose="news", evidence="told us", by=BY)
    assert IdentityKey.objects.filter(person=ana).count() == 5
    actions.part_people(edge=edge, by=BY)
    theirs = {key.value for key in IdentityKey.objects.filter(person=bea)}
    assert theirs == {"bea@people.example", "+48600100201", "browser-of-bea"}
    assert [t.value for t in Trait.objects.filter(person=bea)] == ["late"]
    assert [t.value for t in Trait.objects.filter(person=ana)] == ["mine"]
    assert ConsentState.objects.get(key=phone).key.person_id == bea.id


def test_a_yes_said_after_the_join_outlives_its_undoing() -> None:
    ana, bea = record("ana", said="granted"), record("bea", said="withdrawn")
    edge = actions.join_people(keep=ana, other=bea, by=BY)
    key = IdentityKey.objects.get(value="ana@people.example")
    actions.withdraw(key_id=key.id, purpose="news", source="phone", by=BY)
    actions.grant(key_id=key.id, channel="email", purpose="news", evidence="told us", by=BY)
    line = ConsentState.objects.get(key=key).entry_id
    actions.part_people(edge=edge, by=BY)
    assert ConsentState.objects.get(key=key).entry_id == line


@pytest.mark.parametrize("how", ["stop", "stop_all", "import"])
def test_a_no_said_while_joined_outlives_the_parting(how: str) -> None:
    """The other record’s “no” only stood in; their own is never lost with it."""
    ana, bea = record("ana", said="granted"), record("bea", said="withdrawn")
    edge = actions.join_people(keep=ana, other=bea, by=BY)
    assert state("ana") == "withdrawn"
    key = IdentityKey.objects.get(value="ana@people.example")
    if how == "stop":
        assert actions.stop(key_id=key.id, purpose="news", by=BY) is not None
        assert actions.stop(key_id=key.id, purpose="news", by=BY) is None
    elif how == "stop_all":
        actions.stop_all(person_id=ana.id, source="stop link", by=BY)
    else:
        record("ana", said="withdrawn")
    actions.part_people(edge=edge, by=BY)
    assert state("ana") == "withdrawn"


def test_an_older_no_of_a_list_stays_older_while_joined() -> None:
    ana, bea = record("ana"), record("bea", said="withdrawn")
    key = IdentityKey.objects.get(value="ana@people.example")
    actions.grant(
        key_id=key.id, channel="email", purpose="news", evidence="told us", by=BY,
        at=NOW + timedelta(days=1),
    )  # fmt: skip
    edge = actions.join_people(keep=ana, other=bea, by=BY)
    record("ana", said="withdrawn")
    actions.part_people(edge=edge, by=BY)
    assert state("ana") == "granted"


def test_undoing_an_early_join_leaves_what_a_later_one_said_no_to() -> None:
    ana, bea, eva = (
        record("ana", said="granted"), record("bea", said="withdrawn"), record("eva", said="withdrawn"),
    )  # fmt: skip
    first = actions.join_people(keep=ana, other=bea, by=BY)
    second = actions.join_people(keep=ana, other=eva, by=BY)
    actions.part_people(edge=first, by=BY)
    assert state("ana") == "withdrawn"
    second.refresh_from_db()
    actions.part_people(edge=second, by=BY)
    assert state("ana") == "granted"


def test_what_cannot_be_joined_is_refused_in_words() -> None:
    ana, bea = record("ana"), record("bea")
    with pytest.raises(actions.SamePerson):
        actions.join_people(keep=ana, other=ana, by=BY)
    edge = actions.join_people(keep=ana, other=bea, by=BY)
    with pytest.raises(actions.NotTwoRecords):
        actions.join_people(keep=ana, other=bea, by=BY)
    actions.part_people(edge=edge, by=BY)
    with pytest.raises(actions.AlreadyParted):
        actions.part_people(edge=edge, by=BY)
    actions.forget_person(person=bea, by=BY)
    with pytest.raises(actions.NotTwoRecords):
        actions.join_people(keep=ana, other=bea, by=BY)


def test_together_they_keep_to_the_caps() -> None:
    ana = record("ana", *[("email", f"ana{n}@people.example") for n in range(6)])
    bea = record("bea", *[("email", f"bea{n}@people.example") for n in range(6)])
    with pytest.raises(actions.TooManyKeys, match="shared address"):
        actions.join_people(keep=ana, other=bea, by=BY)


def test_an_erasure_reaches_the_records_inside() -> None:
    ana, bea = record("ana", given_name="Ana"), record("bea", given_name="Bea", postcode="90-001")
    edge = actions.join_people(keep=ana, other=bea, by=BY)
    actions.forget_person(person=ana, by=BY)
    bea.refresh_from_db()
    assert (bea.name, bea.postcode) == ("", "")
    assert bea.erased_at is not None
    with pytest.raises(actions.NotTwoRecords):
        actions.part_people(edge=edge, by=BY)


def test_the_log_tells_of_both_and_moves_no_fact() -> None:
    ana, bea = record("ana"), record("bea")
    key = IdentityKey.objects.get(person=bea)
    edge = actions.join_people(keep=ana, other=bea, by=BY)
    actions.part_people(edge=edge, by=BY)
    told = {fact.kind for fact in activity.timeline([key.id], limit=9)}
    assert told >= {"person.added", "person.joined_up", "person.parted"}
    assert MergeEdge.objects.get().undone_by == "system:test"


def test_every_table_of_people_that_only_grows_stays() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'append_only'"
        )
        grows = {row[0] for row in cursor.fetchall()}
    moving = {model._meta.db_table for model, _field in edges.rows_of_people()}
    assert moving & grows == set(), "say in edges.STAYS that its rows do not move"


NAMES = ("ana", "bea", "eva", "ida")
YES_NO = st.sampled_from(["", "granted", "withdrawn", "pending"])
STEPS = st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)), min_size=1, max_size=5)


@beside_fixtures(40)
@given(said=st.tuples(*[YES_NO] * 4), joins=STEPS, order=st.randoms(use_true_random=False))
def test_any_joins_undone_in_any_order_restore_exactly(said: Any, joins: Any, order: Any) -> None:
    from django.db import transaction

    with transaction.atomic():
        people = {
            name: record(name, given_name=name if n % 2 else "", postcode="90-001" if n > 1 else "",
                         country="PL", tags=[f"t{n // 2}"], said=word)
            for n, (name, word) in enumerate(zip(NAMES, said, strict=True))
        }  # fmt: skip
        before = everything()
        yes = {row["id"] for row in before["states"] if row["state"] == "granted"}
        made = []
        for one, other in joins:
            try:
                made.append(actions.join_people(keep=people[one], other=people[other], by=BY))
            except (actions.SamePerson, actions.NotTwoRecords):
                continue
            assert _granted() <= yes
        order.shuffle(made)
        for edge in made:
            actions.part_people(edge=edge, by=BY)
            assert _granted() <= yes
        assert everything() == before
        transaction.set_rollback(True)


def _granted() -> set[int]:
    return set(ConsentState.objects.filter(state="granted").values_list("id", flat=True))


def test_an_anonymous_browser_comes_with_its_history_and_two_people_on_it_stay_two() -> None:
    known = Known(keys=[("browser", "kitchen-laptop")])
    [nobody] = actions.resolve(known=[known], source="web", by=BY, at=NOW - timedelta(days=1))
    assert nobody.person_id is None
    ana = record("ana", ("browser", "kitchen-laptop"), ("phone", "+48600100200"))
    assert IdentityKey.objects.get(value="kitchen-laptop").person_id == ana.id
    bea = record("bea", ("browser", "kitchen-laptop"), ("phone", "+48600100200"))
    assert bea.id != ana.id
    assert IdentityKey.objects.get(value="kitchen-laptop").person_id == ana.id
