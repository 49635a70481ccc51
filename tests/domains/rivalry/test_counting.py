"""A season is counted from facts by rules that anybody can read, and whole or bit by bit gives the same."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from muster.activity import queries
from muster.activity.facts import Position
from muster.rivalry import actions
from muster.rivalry.actions import counting
from muster.rivalry.models import Mark, Part, Score
from tests import trials
from tests.domains.rivalry import towns
from tests.domains.rivalry.towns import (
    count,
    did,
    everything,
    joins,
    key,
    members,
    moment,
    part,
    points_of,
    rows,
    season,
    team,
)  # fmt: skip

if TYPE_CHECKING:
    from muster.groups.models import Group

pytestmark = pytest.mark.django_db


def test_a_deed_counts_for_the_team_of_monday() -> None:
    here, there, played = team("PL-10"), team("PL-12"), season()
    anna = key("anna")
    joins(here, anna, until=moment(day=1))
    joins(there, anna, at=moment(day=1))
    did(anna, "shift.done", moment(day=3), ref="task:1")
    count(played)
    assert (points_of(here), points_of(there)) == (10, 0)
    did(anna, "shift.done", moment(week=1), ref="task:1")
    count(played)
    assert (points_of(here, week=1), points_of(there, week=1)) == (0, 10)


def test_no_more_than_the_cap_counts() -> None:
    here, played = team(), season()
    [anna] = members(here, 1)
    for day in range(5):
        did(anna, "shift.done", moment(day=day), ref=f"task:{day}")
    count(played)
    assert points_of(here) == 30
    assert part(here, "shift.done").deeds == 5


def test_money_buys_no_place() -> None:
    """A gift counts once a person and week, whatever its amount."""
    here, played = team(), season()
    anna, ben = members(here, 2)
    for day in range(4):
        did(anna, "gift.received", moment(day=day))
    did(ben, "gift.received", moment())
    count(played)
    assert points_of(here) == 10
    assert part(here, "gift.received").people == 2


def test_newcomers_weigh_more_for_thirty_days() -> None:
    here, played = team(), season()
    anna = key("anna")
    joins(here, anna, at=moment(day=2))
    did(anna, "group.joined", moment(day=2), ref=str(here))
    # In the week in which somebody joins, only the joining counts.
    did(anna, "shift.done", moment(day=3), ref="task:1")
    did(anna, "shift.done", moment(week=1), ref="task:1")
    did(anna, "shift.done", moment(week=6), ref="task:1")
    count(played)
    assert [points_of(here, week=week) for week in (0, 1, 6)] == [5, 15, 10]


def test_joining_again_and_again_counts_once() -> None:
    here, there, played = team("PL-10"), team("PL-12"), season()
    anna = key("anna")
    for week, group in enumerate((here, there, here)):
        joins(group, anna, at=moment(week=week, day=1), until=moment(week=week, day=5))
        did(anna, "group.joined", moment(week=week, day=1), ref=str(group))
    count(played)
    assert [points_of(here), points_of(there, week=1), points_of(here, week=2)] == [5, 0, 0]


def test_heads_are_people_and_not_records() -> None:
    here, played = team(), season()
    anna = key("anna")
    again = key("anna.again", person=anna.person_id)
    joins(here, anna)
    joins(here, again)
    did(anna, "shift.done", moment(), ref="task:1")
    # The other record says the same once more.
    did(again, "shift.done", moment(minutes=90), ref="task:1")
    count(played)
    score = Score.objects.get(group=here, week=towns.MONDAY)
    assert (score.heads, score.active, score.points) == (1, 1, 1000)
    found = part(here, "shift.done")
    assert (found.deeds, found.twice, found.twice_points) == (1, 1, 1000)


def test_twice_within_seconds_counts_once_and_says_so() -> None:
    here, played = team(), season()
    [anna] = members(here, 1)
    for seconds in (0, 4, 8):
        did(anna, "call.logged", moment(minutes=seconds / 60), ref="call:1")
    did(anna, "call.logged", moment(minutes=5), ref="call:1")
    count(played)
    found = part(here, "call.logged")
    assert (found.deeds, found.points, found.twice, found.twice_points) == (2, 1000, 2, 0)


def test_what_is_told_a_week_late_counts_for_nothing() -> None:
    here, played = team(), season()
    [anna] = members(here, 1)
    did(anna, "shift.done", moment(day=3), ref="task:1")
    Mark.objects.create(at=moment(day=6), xid=everything().xid)
    count(played)
    assert points_of(here) == 10
    # The same, had its transaction begun a fortnight afterwards.
    Mark.objects.create(at=moment(week=2), xid=everything().xid)
    count(played)
    found = part(here, "shift.done")
    assert (points_of(here), found.late, found.late_points) == (0, 1, 1000)


def test_a_circle_about_one_thing_counts_for_nothing() -> None:
    here, played = team(), season()
    anna, ben, cleo, dora = members(here, 4)
    did(anna, "link.relayed", moment(), ref="drive:1", brought=ben.pk)
    did(ben, "link.relayed", moment(week=1), ref="drive:1", brought=cleo.pk)
    did(dora, "link.relayed", moment(), ref="drive:1", brought=anna.pk)
    # About something else, which is what friends do.
    did(cleo, "link.relayed", moment(week=1), ref="drive:2", brought=anna.pk)
    count(played)
    assert [points_of(here, week=week) for week in (0, 1)] == [10, 10]
    did(cleo, "link.relayed", moment(week=1), ref="drive:1", brought=anna.pk)
    count(played)
    assert [points_of(here, week=week) for week in (0, 1)] == [5, 5]
    assert part(here, "link.relayed", week=1).circle == 2


def test_a_week_begins_on_monday_at_midnight_of_the_place() -> None:
    here, played = team(), season()
    [anna] = members(here, 1)
    # Sunday 23:30 and Monday 00:30 in Warsaw, where UTC says Sunday both times.
    did(anna, "shift.done", moment(day=6, minutes=11.5 * 60), ref="task:1")
    did(anna, "shift.done", moment(day=6, minutes=12.5 * 60), ref="task:1")
    count(played)
    assert [points_of(here, week=week) for week in (0, 1)] == [10, 10]


def test_what_is_new_is_read_from_a_cursor_of_its_own() -> None:
    """A fact whose transaction is still open is not read, and nothing is read twice."""
    here, played = team(), season()
    [anna] = members(here, 1)
    count(played)
    did(anna, "shift.done", moment(), ref="task:1")
    assert actions.count_new(season=played) == 0
    assert points_of(here) == 0


KINDS = ("shift.done", "call.logged", "gift.received", "link.relayed", "post.made", "group.joined")
DEEDS = st.lists(
    st.tuples(
        st.integers(0, 6),  # whose key
        st.sampled_from(KINDS),
        st.integers(0, 8 * 7 * 24 * 60),  # minutes since the first Monday
        st.integers(0, 12),  # seconds afterwards the same once more; over ten, not
        st.integers(0, 6),  # whom they brought
        st.integers(1, 2),  # about what
    ),
    max_size=30,
)


class Histories(TestCase):
    """Random facts in random bits. Each example is a transaction of its own."""

    @trials.trials(60)
    @given(deeds=DEEDS, cuts=st.lists(st.integers(0, 70), max_size=4), late=st.integers(0, 8))
    def test_bit_by_bit_is_the_whole(
        self, deeds: list[tuple[int, str, int, int, int, int]], cuts: list[int], late: int
    ) -> None:
        played, keys, groups = _town()
        if late < 8:
            Mark.objects.create(at=moment(week=late), xid=1)
        after = everything()
        actions.count_season(season=played, at=moment(week=8), upto=after)
        numbers = _tell(deeds, keys, groups)
        facts = sorted(
            queries.timeline([one.pk for one in keys], limit=1_000), key=lambda fact: fact.id
        )
        for cut in sorted({*cuts, len(numbers)}):
            some = [one for one in facts[:cut] if one.id > after.fact_id]
            if some:
                upto = Position(everything().xid, some[-1].id)
                counting.add(season=played, new=some, after=after, upto=upto)
                after = upto
        bit_by_bit = rows()
        count(played)
        assert bit_by_bit == rows()

    @trials.trials(40)
    @given(deeds=DEEDS, late=st.integers(0, 8))
    def test_no_deduction_ever_adds(
        self, deeds: list[tuple[int, str, int, int, int, int]], late: int
    ) -> None:
        """Each is something taken off; and with one reason more, no team has more points."""
        played, keys, groups = _town()
        _tell(deeds, keys, groups)
        count(played)
        free = dict(Score.objects.values_list("id", "points"))
        by_team = {(one.week, one.group_id): one.points for one in Score.objects.all()}
        assert len(free) == len(by_team)
        Mark.objects.create(at=moment(week=late), xid=1)
        count(played)
        for one in Score.objects.all():
            assert one.points <= by_team[one.week, one.group_id]
        for one in Part.objects.all():
            assert min(one.late_points, one.twice_points, one.circle_points, one.points) >= 0
            assert one.deeds + one.late + one.twice + one.circle >= one.people


def _town() -> tuple[object, list[object], list[Group]]:
    """Two teams; one person known by two addresses, one who moved, one who is new, one nobody’s."""
    played, here, there = season(), team("PL-10"), team("PL-12")
    keys = [key(f"k{at}") for at in range(6)]
    keys.append(key("k0.again", person=keys[0].person_id))
    joins(here, keys[0])
    joins(there, keys[6], at=moment(week=1))
    joins(here, keys[1], until=moment(week=3))
    joins(there, keys[1], at=moment(week=3))
    joins(there, keys[2], at=moment(week=2, day=2))
    joins(there, keys[3])
    joins(here, keys[4], at=moment(week=-1, day=1))
    return played, keys, [here, there]


def _tell(
    deeds: list[tuple[int, str, int, int, int, int]], keys: list, groups: list[Group]
) -> list[int]:
    told = []
    for who, kind, minutes, again, brought, about in deeds:
        at = towns.NOON - timedelta(hours=12) + timedelta(minutes=minutes)
        ref = str(groups[about - 1]) if kind == "group.joined" else f"thing:{about}"
        data = {"brought": keys[brought].pk} if kind == "link.relayed" else {}
        for moment_ in [at] + ([at + timedelta(seconds=again)] if again <= 10 else []):
            did(keys[who], kind, moment_, ref=ref, **data)
            told.append(who)
    return told
