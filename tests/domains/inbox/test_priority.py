"""How much somebody presses, and who is told when: in numbers, before any row."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from muster.inbox import clock, ladder, priority
from muster.inbox.ladder import NEVER, USUAL, Rung, Step
from muster.inbox.priority import Evidence

NOON = datetime(2026, 10, 13, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def judged(**known):
    return priority.judge(Evidence(**known), now=NOON)


def test_an_ordinary_message_presses_not():
    found = judged(oldest=NOON)
    assert (found.level, found.why) == (0, [])


def test_the_customer_who_mailed_twice_and_then_posted_is_an_alarm():
    twice = judged(contacts=2, complaint=True, oldest=NOON - 2 * DAY)
    assert twice.level == 2
    post = judged(contacts=3, complaint=True, public=True, followers=4_000, oldest=NOON - 4 * DAY)
    assert post.level == 3
    assert priority.in_words(post.why) == [
        "4,000 followers",
        "3 contacts unanswered",
        "silent for 4 days",
        "a complaint",
        "in public",
    ]


def test_claims_are_told_apart():
    assert priority.in_words(judged(contacts=2, claimed=1).why) == [
        "2 contacts unanswered (not all proved)"
    ]


def test_every_level_has_a_word():
    assert len({priority.level_in_words(one) for one in range(4)}) == 4


@given(st.integers(0, 10**7), st.integers(1, 9), st.integers(0, 10), st.booleans(), st.booleans())
def test_more_of_anything_never_presses_less(followers, contacts, days, complaint, public):
    less = Evidence(followers, contacts, 0, NOON - days * DAY, complaint, public)
    more = Evidence(followers * 2, contacts + 1, 0, NOON - (days + 1) * DAY, True, True)
    assert priority.judge(less, now=NOON).level <= priority.judge(more, now=NOON).level <= 3


def test_silence_alone_weighs_more_after_a_day_and_after_three():
    first = priority.changes_at(NOON, now=NOON)
    assert first == NOON + DAY
    assert priority.changes_at(NOON, now=first) == NOON + 3 * DAY
    assert priority.changes_at(NOON, now=NOON + 3 * DAY) is None


def test_rungs_are_climbed_one_by_one():
    promised = clock.promise(240)

    def due(hours, severity=0):
        return ladder.reached(USUAL, promised, NOON, severity, now=NOON + timedelta(hours=hours))

    assert due(1.9) == []
    assert due(2) == [Rung.ASSIGNEE]
    assert due(4) == [Rung.ASSIGNEE, Rung.LEAD]
    assert due(8) == [Rung.ASSIGNEE, Rung.LEAD, Rung.DUTY]
    assert due(0, severity=3) == [Rung.LEAD, Rung.DUTY]


def test_the_next_rung_is_looked_for_only_once():
    promised = clock.promise(240)
    seen = []
    done = set()
    while moment := ladder.next_moment(USUAL, promised, NOON, 0, done=done):
        seen.append((moment - NOON) / timedelta(hours=1))
        done |= set(ladder.reached(USUAL, promised, NOON, 0, now=moment))
    assert seen == [2, 4, 8]


def test_a_ladder_is_read_as_it_was_kept():
    steps = (Step(Rung.ASSIGNEE, None), Step(Rung.DUTY, 150, 2))
    assert ladder.read(ladder.kept(steps)) == steps
    assert ladder.read([]) == USUAL
    assert ladder.reached(steps, clock.promise(60), NOON, 0, now=NOON + DAY) == [Rung.DUTY]
    assert NEVER > 3


def test_what_presses_is_due_sooner_and_never_later():
    promised = clock.promise(240)
    assert promised.shortened(0.5).due(NOON) == NOON + timedelta(hours=2)
    assert promised.shortened(2).due(NOON) == promised.due(NOON)
    assert clock.promise(2).shortened(0.1).due(NOON) == NOON + timedelta(minutes=1)
