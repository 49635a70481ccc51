"""Facts are added once, never changed, never lost, and never read behind a reader’s back."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from muster.activity import actions, dictionary, queries, registry
from muster.activity.facts import Block, NewFact

NOW = datetime(2026, 10, 14, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _kinds(monkeypatch: Any) -> None:
    monkeypatch.setattr(registry, "_declared", dict(registry.kinds()))
    registry.declare("test.seen", words="Saw {ref} for {amount}")
    registry.declare("test.done", words="Did {what}", icon="hand", group="test")
    dictionary.forget_all()


def seen(number: int, *, key: int = 7, at: datetime = NOW) -> NewFact:
    return NewFact(
        "test.seen", key, at + timedelta(minutes=number), "test", ref=f"page:{number % 3}"
    )


def partition_of(fact_id: int) -> str:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tableoid::regclass::text FROM activity_fact WHERE id = %s", [fact_id]
        )
        return str(cursor.fetchone()[0])


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 50, 51, 3_000])
def test_few_and_many_are_written_alike(count: int) -> None:
    assert actions.append([seen(number) for number in range(count)]) == count
    facts = queries.timeline([7], limit=count + 5)
    assert [fact.at for fact in facts] == sorted((fact.at for fact in facts), reverse=True)
    assert len(facts) == count
    assert facts[-1].ref == "page:0"


@pytest.mark.django_db
def test_odd_signs_survive_the_copy() -> None:
    odd = "tab\there\nline\\back “ł” \\N"
    facts = [
        NewFact("test.done", 7, NOW + timedelta(seconds=n), odd, ref=odd, data={"what": odd})
        for n in range(60)
    ]
    actions.append(facts)
    fact = queries.timeline([7], limit=1)[0]
    assert (fact.ref, fact.source, fact.data["what"]) == (odd, odd, odd)


@pytest.mark.django_db
def test_an_undeclared_kind_is_refused() -> None:
    with pytest.raises(actions.UnknownKind, match=r"test\.unheard"):
        actions.append([NewFact("test.unheard", 7, NOW, "test")])


@pytest.mark.django_db
def test_a_fact_tells_itself_in_words() -> None:
    actions.append(
        [NewFact("test.seen", 7, NOW, "test", ref="page:1", amount=2500, currency="EUR")]
    )
    [fact] = queries.timeline([7], limit=1)
    assert fact.sentence == "Saw page:1 for €25.00"
    assert registry.sentence("test.done", {}) == "Did"
    assert registry.sentence("no.longer", {}) == "no longer"


@pytest.mark.django_db
def test_the_timeline_goes_on_where_it_stopped() -> None:
    actions.append([seen(0) for _n in range(5)])
    first = queries.timeline([7], limit=2)
    rest = queries.timeline([7], limit=9, before=(first[-1].at, first[-1].id))
    assert len({fact.id for fact in first + rest}) == 5
    assert queries.timeline([7], limit=9, kinds=["test.done"]) == []
    assert queries.totals([7]) == {"test.seen": 5}


@pytest.mark.django_db
def test_a_fact_of_any_time_has_a_place() -> None:
    old = datetime(2004, 5, 6, tzinfo=UTC)
    actions.append([seen(0, at=old), seen(0)])
    late, early = queries.timeline([7], limit=2)
    assert partition_of(early.id) == "activity_fact_default"
    assert actions.make_months(first=date(2004, 5, 1), last=date(2004, 5, 1)) == [
        "activity_fact_2004_05"
    ]
    assert partition_of(early.id) == "activity_fact_2004_05"
    assert late.id in {fact.id for fact in queries.timeline([7], limit=9)}


@pytest.mark.django_db
def test_late_months_get_their_own_partition_by_night() -> None:
    actions.append([seen(0, at=datetime(2011, 3, 9, tzinfo=UTC))])
    made = actions.make_next_months(at=NOW)
    assert "activity_fact_2011_03" in made
    assert {f"activity_fact_2026_{month}" for month in (10, 11, 12)} <= set(made)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "sql", ["UPDATE activity_fact SET key_id = 8", "DELETE FROM activity_fact"]
)
def test_what_was_written_stays(sql: str) -> None:
    actions.append([seen(0)])
    with pytest.raises(ProgrammingError, match="append-only"), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(sql)


@pytest.mark.django_db(transaction=True)
def test_a_reader_never_passes_a_transaction_that_is_still_open() -> None:
    import psycopg

    actions.append([seen(1)])
    read, place = queries.since("reader")
    assert len(read) == 1
    actions.advance("reader", to=place)
    options = {key: value for key, value in connection.get_connection_params().items()
               if key in {"host", "port", "user", "password", "dbname", "options"}}  # fmt: skip
    with psycopg.connect(**options) as slow:
        slow.execute("SELECT pg_current_xact_id()")
        actions.append([seen(2)])
        assert queries.since("reader")[0] == []
        slow.execute(
            "INSERT INTO activity_fact (at, kind_id, key_id, source_id)"
            " SELECT at, kind_id, 7, source_id FROM activity_fact LIMIT 1"
        )
        slow.commit()
    read, place = queries.since("reader")
    assert len(read) == 2
    actions.advance("reader", to=place)
    assert queries.since("reader") == ([], place)
    actions.advance("reader", to=type(place)(1, 1))
    assert queries.since("reader") == ([], place)


@pytest.mark.django_db
def test_a_block_is_as_many_facts_as_it_has_keys() -> None:
    began = datetime(2026, 5, 1, 10, tzinfo=UTC)
    block = Block("test.seen", "delivery", "broadcast:9", {"title": "Hi"}, began.timestamp(), [71, 72], [0, 1500])  # fmt: skip
    assert actions.append_block(block) == 2
    [first], [second] = (queries.timeline([key], limit=5) for key in (71, 72))
    assert (first.at, second.at) == (began, began + timedelta(milliseconds=1500))
    assert {first.kind, second.kind} == {"test.seen"}
    assert (second.ref, second.source, second.data) == ("broadcast:9", "delivery", {"title": "Hi"})


def test_a_block_of_a_kind_nobody_declared_is_refused() -> None:
    with pytest.raises(actions.UnknownKind):
        actions.append_block(Block("message.dreamt", "delivery", "x", {}, 0.0, [1], [1]))
