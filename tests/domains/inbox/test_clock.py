"""When an answer is due; nothing here reads a clock."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from muster.inbox import clock

NOON = datetime(2026, 10, 13, 12, tzinfo=UTC)
FOUR_HOURS = clock.promise(240)


def test_due_four_hours_after_the_question() -> None:
    assert FOUR_HOURS.due(NOON) == NOON + timedelta(hours=4)


def test_the_due_moment_itself_is_in_time() -> None:
    assert FOUR_HOURS.kept(NOON, NOON + timedelta(hours=4))
    assert not FOUR_HOURS.kept(NOON, NOON + timedelta(hours=4, seconds=1))


def test_the_first_question_sets_the_clock() -> None:
    assert clock.next_due(None, NOON, FOUR_HOURS) == FOUR_HOURS.due(NOON)


@given(st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=30)))
def test_asking_again_never_puts_the_answer_off(later: timedelta) -> None:
    running = FOUR_HOURS.due(NOON)
    assert clock.next_due(running, NOON + later, FOUR_HOURS) == running
