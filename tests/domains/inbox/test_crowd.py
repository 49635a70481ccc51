"""Many texts taken in together leave exactly the rows that they leave one by one."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import Phase, given
from hypothesis import strategies as st

from muster.activity import dictionary
from muster.audit.models import Entry
from muster.channels.base import Incoming
from muster.delivery.models import CaughtMessage, Direct, Receipt
from muster.delivery.pump import run_until_idle
from muster.inbox import actions
from muster.inbox.models import Arrival, Conversation, InboxMessage, Rules, Wait
from muster.people.models import ConsentEntry, IdentityKey, Suppression
from tests.domains.delivery import texting
from tests.domains.delivery.conftest import World
from tests.trials import beside_fixtures

pytestmark = pytest.mark.django_db

PHONES = 6
STRANGER = "+447700900999"
WORDS = (
    "Who is this?",
    "Thanks a lot!",
    "STOP",
    "stop this bill",
    "HELP",
    "YES",
    "START",
    " ",
    "🙃",
    "a\x00b",
)
# What may differ between two runs of the same: numbers of rows, and the moment of writing.
_OWN = {"id", "xid", "heard_at", "entry_id", "conversation_id", "message_id", "fact_id"}


@pytest.fixture
def numbers(make: Any, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    world = World(make, monkeypatch)
    people = texting.phones(PHONES)
    texting.release(world)
    run_until_idle()
    CaughtMessage.objects.all().delete()
    keys = IdentityKey.objects.filter(person__in=people).order_by("id")
    return [*keys.values_list("value", flat=True), STRANGER]


def _text(sender: str, words: str, name: str, second: int) -> Incoming:
    return Incoming(
        channel="sms", sender=sender, recipients=(texting.SENDER,), subject="", text=words, html="",
        message_id=name, references=(), auto=False, received_at=BASE + timedelta(seconds=second),
        raw_size=len(words),
    )  # fmt: skip


BASE = datetime.now(UTC)


def _one_by_one(texts: list[Incoming]) -> None:
    for text in texts:
        actions.take_text(incoming=text, at=text.received_at)


def _left(take: Any, texts: list[Incoming]) -> dict[str, list[Any]]:
    """What the rows look like after it; all of it is taken back."""
    before, mark = Entry.objects.count(), transaction.savepoint()
    take(texts)
    # A crowd is weighed within the minute, whoever comes alone at once.
    actions.escalate(at=BASE + timedelta(minutes=15))
    found = _rows(before)
    transaction.savepoint_rollback(mark)
    dictionary.forget_all()
    return found


def _rows(entries_before: int) -> dict[str, list[Any]]:
    refs = {one.pk: f"thread of {one.address} {one.sent_ref}" for one in Conversation.objects.all()}
    entered = dict(InboxMessage.objects.values_list("id", "said"))
    whole: dict[str, list[Any]] = {}
    for model in (Conversation, InboxMessage, Wait, Arrival, Receipt, Suppression, ConsentEntry):
        rows = [
            {name: _unnumbered(value) for name, value in row.items() if name not in _OWN}
            | {"of": refs.get(row.get("conversation_id", 0), ""), "entry": entered.get(row.get("entry_id") or 0)}
            for row in model.objects.values()
        ]  # fmt: skip
        whole[model.__name__] = sorted(rows, key=repr)
    whole["Fact"] = sorted(_facts())
    whole["Direct"] = sorted(Direct.objects.values_list("address", "person_id"), key=repr)
    written = Entry.objects.order_by("id").values_list("actor", "verb", "detail")[entries_before:]
    # Numbers of rows are each run’s own.
    whole["Entry"] = sorted(
        f"{actor} {verb} {[(name, said) for name, said in detail.items() if not isinstance(said, int) or said is True]}"
        for actor, verb, detail in written
    )
    return whole


def _unnumbered(value: Any) -> Any:
    return re.sub(r"arrival:\d+", "arrival", value) if isinstance(value, str) else value


def _facts() -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT k.name, f.key_id, f.at, coalesce(r.name, '') FROM activity_fact f"
            " JOIN activity_kind k ON k.id = f.kind_id LEFT JOIN activity_ref r ON r.id = f.ref_id"
        )
        return list(cursor.fetchall())


@st.composite
def crowds(draw: st.DrawFn) -> list[tuple[int, str, int]]:
    return draw(
        st.lists(
            st.tuples(
                st.integers(0, PHONES), st.sampled_from(WORDS), st.integers(0, 12)
            ),
            min_size=1, max_size=10,
        )
    )  # fmt: skip


@given(before=crowds(), crowd=crowds())
@beside_fixtures(24, phases=[Phase.explicit, Phase.reuse, Phase.generate])
def test_together_leaves_the_rows_of_one_by_one(
    numbers: list[str], before: list[tuple[int, str, int]], crowd: list[tuple[int, str, int]]
) -> None:
    def texts(of: list[tuple[int, str, int]], after: int) -> list[Incoming]:
        return [
            _text(numbers[who], words, f"m{name}", after + place)
            for place, (who, words, name) in enumerate(of)
        ]

    def told(take: Any) -> Any:
        def both(_texts: list[Incoming]) -> None:
            _one_by_one(texts(before, 0))
            take(texts(crowd, 100))

        return both

    plain = _left(told(_one_by_one), [])
    together = _left(told(lambda some: actions.take_texts(texts=some)), [])
    for name, rows in plain.items():
        assert together[name] == rows, name


def test_who_writes_too_often_is_held_back_in_a_crowd_as_well(numbers: list[str]) -> None:
    Rules.objects.create(pk=1, per_sender_an_hour=3)
    _one_by_one([_text(numbers[0], f"No. {n}", f"b{n}", n) for n in range(3)])
    crowd = [_text(one, "What is this?", f"c{one}", 60) for one in numbers]
    actions.take_texts(texts=crowd)
    held = Arrival.objects.filter(outcome=Arrival.Outcome.HELD)
    assert held.count() == 1
    assert Conversation.objects.count() == len(numbers)


def test_the_cost_of_one_falls_with_their_number(
    numbers: list[str], django_assert_max_num_queries: Any
) -> None:
    crowd = [_text(one, "What is this?", f"d{one}", 60) for one in numbers[:-1]]
    with django_assert_max_num_queries(46):
        actions.take_texts(texts=crowd)
    assert InboxMessage.objects.count() == PHONES


def test_nothing_of_a_crowd_is_kept_where_one_of_it_cannot_be(
    numbers: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from muster.inbox.actions import texting as plain

    def broken(**_given: Any) -> None:
        raise RuntimeError("no room")

    monkeypatch.setattr(plain, "take_text", broken)
    with pytest.raises(RuntimeError):
        actions.take_texts(
            texts=[_text(numbers[0], "Who?", "e1", 1), _text(STRANGER, "Who?", "e2", 2)]
        )
    assert not InboxMessage.objects.exists()
