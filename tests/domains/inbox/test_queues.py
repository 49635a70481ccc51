"""What stands in which queue, most urgent first, counted no further than anybody reads; found by an index."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection

from muster.inbox import actions, finding, queues, words
from muster.inbox.models import Conversation, Member, Team
from muster.kit.scope import entered
from tests.domains.inbox.samples import NOON, arrive, conversation, later
from tests.domains.inbox.talking import house, ingrid, mailed

if TYPE_CHECKING:
    from muster.accounts.models import Staff
    from tests.cast import Cast
    from tests.make import Make

pytestmark = pytest.mark.django_db


def row(number: int, **changed: Any) -> Conversation:
    at = NOON - timedelta(minutes=number)
    fields = {
        "state": "open", "due_at": NOON + timedelta(minutes=number), "opened_at": at, "last_at": at,
        "name": f"Writer{number}", "address": f"writer{number}@people.example", "subject": "October letter",
    } | changed  # fmt: skip
    made = Conversation(**fields)
    made.find_key = made.folded()
    return made


def many(count: int, **changed: Any) -> list[Conversation]:
    return Conversation.objects.bulk_create([row(number, **changed) for number in range(count)])


def names(queue: str, by: Staff) -> list[str]:
    reading = queues.reader(by=by, now=NOON + timedelta(minutes=2))
    return [one.name for one in queues.within(queue, reading)]


def test_each_stands_where_it_belongs(cast: Cast) -> None:
    care = Team.objects.create(name="Care")
    Member.objects.create(team=care, staff=cast.olga)
    rows = [
        row(1), row(2, assignee=cast.dario), row(3, assignee=cast.olga), row(4, team=care),
        row(5, kind="hate"), row(6, snoozed_until=later(9)),
        row(7, state="waiting", due_at=None, assignee=cast.dario), row(8, state="quiet", due_at=None),
        row(9, state="closed", due_at=None, closed_at=NOON),
    ]  # fmt: skip
    Conversation.objects.bulk_create(rows)
    assert names("needs", cast.dario) == ["Writer1", "Writer2"]
    assert names("needs", cast.olga) == ["Writer1", "Writer3", "Writer4"]
    assert names("overdue", cast.dario) == ["Writer1", "Writer2"]
    assert names("mine", cast.dario) == ["Writer2", "Writer7"]
    assert names("all", cast.dario) == ["Writer1", "Writer2", "Writer3", "Writer4"]
    assert names(f"team-{care.pk}", cast.dario) == ["Writer4"]
    assert names("dialogue", cast.dario) == ["Writer5"]
    assert names("snoozed", cast.dario) == ["Writer6"]
    assert names("answered", cast.dario) == ["Writer7"]
    assert names("automatic", cast.dario) == ["Writer8"]
    assert names("closed", cast.dario) == ["Writer9"]
    reading = queues.reader(by=cast.dario, now=NOON + timedelta(minutes=2))
    counts = queues.counts(reading)
    stand = {name: len(names(name, cast.dario)) for name in reading.names}
    assert counts == stand | {"open": 6, "held": 0}


def test_who_sees_nothing_counts_nothing(cast: Cast) -> None:
    many(2)
    assert set(queues.counts(queues.reader(by=cast.nobody, now=NOON)).values()) == {0}
    assert names("all", cast.rita) == []


def test_numbers_end_at_a_hundred_and_are_one_question(
    cast: Cast, django_assert_num_queries: Any
) -> None:
    many(130)
    assert cast.dario.may("inbox.view")  # their permissions are read once
    reading = queues.reader(by=cast.dario, now=NOON)
    with django_assert_num_queries(1):
        assert queues.counts(reading)["needs"] == 100


def test_the_kept_question_knows_the_hour_and_who_asks(cast: Cast) -> None:
    many(3)
    reading = queues.reader(by=cast.dario, now=NOON)
    assert (queues.counts(reading)["needs"], queues.counts(reading)["overdue"]) == (3, 1)
    late = queues.reader(by=cast.dario, now=NOON + timedelta(days=30))
    assert queues.counts(late)["overdue"] == 3
    mine = Conversation.objects.order_by("pk").first()
    assert mine is not None
    actions.assign(conversation=mine, to=cast.olga, by=cast.olga, at=NOON)
    assert queues.counts(reading)["needs"] == 2
    assert queues.counts(queues.reader(by=cast.olga, now=NOON))["mine"] == 1


def test_pages_are_not_counted_and_end_somewhere(cast: Cast) -> None:
    many(130)
    reading = queues.reader(by=cast.dario, now=NOON)
    first, last = (queues.part("all", reading, number=number) for number in (1, 6))
    assert (len(first.rows), first.more) == (25, True)
    assert (len(last.rows), last.more) == (5, False)
    assert queues.part("all", reading, number=10**6).number == queues.DEEPEST
    assert queues.part("all", reading, number=-1).number == 1


@pytest.mark.parametrize(
    ("queue", "index"),
    [
        ("all", "inbox_overdue"), ("dialogue", "inbox_"), ("snoozed", "inbox_asleep"),
        ("closed", "inbox_latest"), ("answered", "inbox_latest"), ("automatic", "inbox_latest"),
    ],
)  # fmt: skip
def test_each_queue_is_read_from_an_index_in_its_order(cast: Cast, queue: str, index: str) -> None:
    many(60)
    many(60, state="closed", due_at=None, closed_at=NOON)
    reading = queues.reader(by=cast.dario, now=NOON)
    sql, values = queues.within(queue, reading).values("pk")[:50].query.sql_with_params()
    with connection.cursor() as cursor:
        # What other tests left in the server’s statistics must not choose the plan.
        cursor.execute("ANALYZE inbox_conversation")
    with entered(cast.dario.scope), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
        cursor.execute(f"EXPLAIN {sql}", values)
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert index in plan, plan
    assert "Sort" not in plan, plan


class TestFinding:
    def test_by_how_words_begin_in_any_order_and_case(self, cast: Cast, make: Make) -> None:
        house()
        thread = mailed(ingrid(make, given_name="Łucja"), text="Gdzie jest łódź?")
        for text in (
            "lodz",
            "ŁÓDŹ gdz",
            "ingrid@people.example",
            "people.exam",
            "october",
            "Łucja",
        ):
            found = finding.conversations(text, by=cast.dario, limit=5)
            assert found == [thread], text
        for text in ("", " ", "!!", "odz", "nobody", "lodz nobody", "'", "a'b & c:*", "\\"):
            assert finding.conversations(text, by=cast.dario, limit=5) == [], text

    def test_latest_first_and_no_more_than_asked(self, cast: Cast) -> None:
        many(30)
        found = finding.conversations("october", by=cast.dario, limit=4)
        assert [one.name for one in found] == ["Writer0", "Writer1", "Writer2", "Writer3"]

    @pytest.mark.parametrize("who", ["dario", "rita"])
    def test_found_among_the_latest_or_by_the_index_it_is_the_same(
        self, cast: Cast, make: Make, who: str
    ) -> None:
        house()
        mailed(ingrid(make, country="PL", postcode="90-001"), text="October by the sea")
        many(12)
        many(12, subject="Other", region_id="PL-10")
        many(12, region_id="PL-10")
        with entered(getattr(cast, who).scope), connection.cursor() as cursor:

            def found(asked: str, most: int) -> list[int]:
                cursor.execute("SELECT * FROM inbox_found(%s, %s)", [words.asked(asked), most])
                return [number for (number,) in cursor.fetchall()]

            for asked in ("october", "oct wri", "writer1", "sea"):
                # More than there are: the index was asked. As many as there are: the latest were enough.
                whole = found(asked, 99)
                assert whole
                for most in range(1, len(whole) + 1):
                    assert found(asked, most) == whole[:most], (asked, most)

    def test_within_the_regions_of_who_asks(self, cast: Cast, make: Make) -> None:
        house()
        here = mailed(ingrid(make, country="PL", postcode="90-001"), text="The lighthouse")
        far = make.person(email="luc@people.example", country="FR", postcode="75001")
        mailed(far, 14, sender="luc@people.example", text="The lighthouse")
        conversation(arrive(text="The lighthouse", subject="Other"))
        with entered(cast.rita.scope):
            assert finding.conversations("lighthouse", by=cast.rita, limit=5) == [here]
            with connection.cursor() as cursor:
                cursor.execute("SELECT count(*) FROM inbox_found(%s, 9)", ["'lighthouse':*"])
                assert cursor.fetchone() == (1,)
        with entered(cast.dario.scope):
            assert len(finding.conversations("lighthouse", by=cast.dario, limit=5)) == 3

    def test_joined_away_is_not_found(self, cast: Cast, make: Make) -> None:
        house()
        person = ingrid(make)
        first, second = mailed(person, 12), mailed(person, 13, text="The lighthouse", at=later(1))
        actions.join(source=second, target=first, by=cast.dario, at=later(2))
        assert finding.conversations("lighthouse", by=cast.dario, limit=5) == [first]

    def test_the_index_is_asked(self) -> None:
        many(200)
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off")
            cursor.execute(
                "EXPLAIN SELECT id FROM inbox_conversation WHERE inbox_words(find_key) @@ %s::tsquery",
                [words.asked("writer7 octo")],
            )
            plan = "\n".join(line for (line,) in cursor.fetchall())
        assert "inbox_by_words" in plan, plan

    def test_words_in_python_and_in_the_index_are_the_same(self) -> None:
        for text in ("Ana O’Neil <ana@people.example>", "„Łódź” – 12,5 % (né)", "C:\\x 'a' `b`"):
            made = row(0, name=text, address="", subject="")
            made.save()
            with connection.cursor() as cursor:
                cursor.execute("SELECT tsvector_to_array(inbox_words(%s))", [made.find_key])
                [(held,)] = cursor.fetchall()
            assert sorted(held) == sorted(words.words(text))
