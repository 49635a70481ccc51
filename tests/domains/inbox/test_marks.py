"""How far a mailbox was read: by numbers that hold, from a day where they do not."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from muster.inbox import marks

FIRST = date(2026, 11, 28)
HEARD = datetime(2026, 12, 10, 9, tzinfo=UTC)


def reading(kept: dict, **changed: object) -> marks.Mark:
    place = {"box": "a", "validity": 1, "next_uid": 11, "first": FIRST, "heard_at": HEARD}
    return marks.read(kept, **(place | changed))


def test_a_mailbox_nobody_read_begins_on_the_chosen_day() -> None:
    mark = reading({}, heard_at=None)
    assert (mark.uid, mark.until, mark.day) == (0, 10, FIRST)
    assert mark.catching_up()
    assert not mark.caught_up().catching_up()


def test_another_mailbox_begins_anew() -> None:
    kept = marks.begun("a", 1, 11, FIRST).caught_up().kept()
    assert reading(kept, box="b").day == FIRST
    assert reading(kept, box="b").uid == 0


def test_it_goes_on_where_it_was() -> None:
    kept = marks.begun("a", 1, 11, FIRST).past(12).kept()
    assert (reading(kept).uid, reading(kept).until) == (12, 10)


def test_new_numbers_mean_reading_what_came_lately_again() -> None:
    kept = marks.begun("a", 1, 11, FIRST).caught_up().kept()
    mark = reading(kept, validity=2)
    assert mark.uid == 0
    assert mark.day == HEARD.date() - marks.OVERLAP


def test_what_lay_aside_or_was_not_reached_is_read_again_with_new_numbers() -> None:
    aside = marks.begun("a", 1, 11, FIRST).past_aside(4, "ValueError", date(2026, 12, 1))
    assert reading(aside.caught_up().kept(), validity=2).day == date(2026, 11, 29)
    assert reading(marks.begun("a", 1, 11, FIRST).past(3).kept(), validity=2).day == FIRST


def test_what_lay_aside_and_was_taken_in_lies_there_no_more() -> None:
    mark = marks.begun("a", 1, 11, FIRST).past_aside(10, "ValueError", FIRST)
    assert mark.caught_up().aside == {"10": ["ValueError", FIRST.isoformat()]}
    assert mark.past(10).aside == {}


@given(
    uids=st.lists(st.tuples(st.integers(1, 900), st.booleans()), max_size=30),
    days=st.integers(0, 400),
)
def test_a_kept_mark_is_the_same_mark(uids: list[tuple[int, bool]], days: int) -> None:
    mark = marks.begun("a", 1, 500, FIRST + timedelta(days=days))
    for uid, read in uids:
        mark = mark.past(uid) if read else mark.past_aside(uid, "x", FIRST)
    assert reading(mark.kept()) == mark


def test_an_endless_row_of_bad_messages_keeps_the_mark_small() -> None:
    mark = marks.begun("a", 1, 1, FIRST)
    for uid in range(1, marks.MOST_ASIDE + 50):
        mark = mark.past_aside(uid, "y" * 900, FIRST)
    assert len(mark.aside) == marks.MOST_ASIDE
    assert all(len(why) <= 200 for why, _day in mark.aside.values())
