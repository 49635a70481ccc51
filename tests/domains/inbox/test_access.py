"""Whose threads a member of staff sees: by the query, and again by the database itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from muster.inbox import access, actions, queries, queues
from muster.inbox.models import Arrival, Conversation, InboxMessage, Wait
from muster.kit.errors import NotFound
from muster.kit.scope import Scope, entered
from tests.domains.inbox.samples import NOON, arrive, conversation, later, sent_to

if TYPE_CHECKING:
    from tests.cast import Cast
    from tests.make import Make

pytestmark = pytest.mark.django_db


@pytest.fixture
def threads(make: Make) -> dict[str, Conversation]:
    """One thread with somebody in Łódzkie, one elsewhere, one with a stranger."""
    near, far = make.person(postcode="90-001"), make.person(country="FR", postcode="75001")
    return {
        "near": conversation(arrive(to=[sent_to(near)[1]])),
        "far": conversation(arrive(to=[sent_to(far, subject="broadcast:13")[1]])),
        "stranger": conversation(arrive(sender="who@people.example")),
    }


def seen(staff: object, threads: dict[str, Conversation]) -> set[str]:
    return {
        name
        for name, one in threads.items()
        if access.conversations(by=staff).filter(pk=one.pk).exists()
    }


def seen_by_database(scope: Scope, threads: dict[str, Conversation]) -> set[str]:
    with entered(scope):
        ids = set(Conversation.objects.values_list("id", flat=True))
        messages = set(InboxMessage.objects.values_list("conversation_id", flat=True))
        waits = set(Wait.objects.values_list("conversation_id", flat=True))
    assert ids == messages == waits
    return {name for name, one in threads.items() if one.pk in ids}


def test_every_region_sees_all(threads: dict[str, Conversation], cast: Cast) -> None:
    assert seen(cast.olga, threads) == {"near", "far", "stranger"}
    assert seen_by_database(cast.olga.scope, threads) == {"near", "far", "stranger"}


def test_a_region_sees_its_own_people(threads: dict[str, Conversation], cast: Cast) -> None:
    assert seen(cast.rita, threads) == {"near"}
    assert seen_by_database(cast.rita.scope, threads) == {"near"}
    for name in ("far", "stranger"):
        with pytest.raises(NotFound):
            access.conversation(threads[name].pk, by=cast.rita)


def test_strangers_for_all_if_the_house_says_so(
    threads: dict[str, Conversation], cast: Cast
) -> None:
    actions.set_rules(promise_minutes=240, strangers_to_all=True, by=cast.ada, at=NOON)
    assert seen(cast.rita, threads) == {"near", "stranger"}
    assert seen_by_database(cast.rita.scope, threads) == {"near", "stranger"}


def test_a_stranger_given_to_a_region_is_seen_there(
    threads: dict[str, Conversation], cast: Cast
) -> None:
    Conversation.objects.filter(pk=threads["stranger"].pk).update(region="PL-10")
    assert seen(cast.rita, threads) == {"near", "stranger"}
    assert seen_by_database(cast.rita.scope, threads) == {"near", "stranger"}


def test_a_claim_does_not_lend_its_region(make: Make, cast: Cast) -> None:
    make.person(email="near@people.example", postcode="90-001")
    threads = {"claim": conversation(arrive(sender="near@people.example"))}
    assert seen(cast.rita, threads) == set()
    assert seen_by_database(cast.rita.scope, threads) == set()


def test_moving_a_person_moves_their_threads_at_once(
    threads: dict[str, Conversation], cast: Cast
) -> None:
    person = threads["near"].person
    type(person).objects.filter(pk=person.pk).update(region="PL-12")
    assert seen(cast.rita, threads) == set()
    assert seen_by_database(cast.rita.scope, threads) == set()


@pytest.mark.parametrize(
    "scope", [Scope.NOBODY, Scope(person_id=1), Scope(regions=frozenset({"FR-BRE"}))]
)
def test_no_scope_and_mailed_links_see_no_thread(
    threads: dict[str, Conversation], scope: Scope
) -> None:
    if scope.person_id:
        scope = Scope(person_id=threads["near"].person.pk)
    assert seen_by_database(scope, threads) == set()


def test_receipts_are_for_every_region_only(threads: dict[str, Conversation], cast: Cast) -> None:
    with entered(cast.rita.scope):
        assert not Arrival.objects.exists()
    with entered(cast.olga.scope):
        assert Arrival.objects.count() == 3


def test_who_holds_no_role_sees_nothing(threads: dict[str, Conversation], cast: Cast) -> None:
    assert seen(cast.nobody, threads) == set()
    assert queries.open_count(by=cast.nobody) == 0


class TestQueries:
    def test_counts_and_order(
        self, threads: dict[str, Conversation], cast: Cast, django_assert_num_queries: object
    ) -> None:
        actions.assign(conversation=threads["far"], to=cast.olga, by=cast.olga, at=NOON)
        actions.close(conversation=threads["near"], by=cast.olga, at=NOON)
        reading = queues.reader(by=cast.olga, now=NOON)
        with django_assert_num_queries(1):
            counts = queues.counts(reading)
        assert counts == {
            "needs": 2, "overdue": 0, "mine": 1, "all": 2, "dialogue": 0, "snoozed": 0, "answered": 0,
            "automatic": 0, "closed": 1, "watching": 0, "open": 2, "held": 0,
        }  # fmt: skip
        assert queries.open_count(by=cast.olga) == 2

    def test_the_most_urgent_comes_first(self, cast: Cast) -> None:
        second = conversation(arrive(at=later(1), sender="b@people.example"))
        first = conversation(arrive(at=later(0), sender="a@people.example"))
        assert list(queues.within("all", queues.reader(by=cast.olga, now=NOON))) == [first, second]

    def test_waiting_is_mine_or_pressing(
        self, threads: dict[str, Conversation], cast: Cast
    ) -> None:
        assert queries.waiting(by=cast.dario, now=NOON) == []
        actions.assign(conversation=threads["far"], to=cast.dario, by=cast.olga, at=NOON)
        assert queries.waiting(by=cast.dario, now=NOON) == [threads["far"]]
        assert set(queries.waiting(by=cast.dario, now=later(5))) == set(threads.values())
        assert queries.waiting(by=cast.vera, now=later(5)) == []

    def test_pace_leaves_closed_ones_out_and_weekends_apart(
        self, threads: dict[str, Conversation], cast: Cast
    ) -> None:
        Wait.objects.filter(conversation=threads["near"]).update(
            ended_at=later(1), ending="answered"
        )
        Wait.objects.filter(conversation=threads["stranger"]).update(
            ended_at=later(1), ending="closed"
        )
        arrive(at=later(24 * 4), sender="weekend@people.example")  # a Saturday
        pace = queries.pace(by=cast.olga, now=later(24 * 5))
        assert (pace.kept, pace.due) == (1, 2)
        assert (pace.kept_at_weekends, pace.due_at_weekends) == (0, 1)
        assert pace.longest_since == NOON

    def test_summary_of_a_person(self, threads: dict[str, Conversation], cast: Cast) -> None:
        found = queries.summary(threads["near"].person, by=cast.olga)
        assert (found.waiting, found.waiting_since) == (1, NOON)
        assert queries.summary(threads["far"].person, by=cast.rita).threads == []
