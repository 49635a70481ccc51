"""Many shifts at once: the same rules for many as for one, the best of all plans, and nobody moved who was accepted."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.volunteering import fitness, planning
from muster.volunteering.fitness import Demand, Taken, Volunteer
from muster.volunteering.models import Shift, Suggestion
from muster.volunteering.planning import able, fitting, flow
from muster.volunteering.planning.columns import Columns
from muster.volunteering.planning.fitting import Candidates
from tests.domains.volunteering import crowd
from tests.trials import trials

AT = datetime(2026, 3, 2, 12, tzinfo=UTC)
ZONES = ("Europe/Warsaw", "Europe/London")
minutes = st.integers(0, 1440)


@st.composite
def times(draw):
    """A stretch of a few hours within two weeks, sometimes over midnight."""
    begins = AT + timedelta(minutes=15 * draw(st.integers(1, 1300)))
    return begins, begins + timedelta(minutes=15 * draw(st.integers(1, 30)))


@st.composite
def volunteers(draw):
    free = [
        (day, min(one, other), max(one, other))
        for day, one, other in draw(
            st.lists(st.tuples(st.integers(0, 6), minutes, minutes), max_size=4)
        )
        if one != other
    ]
    taken = [
        Taken(900 + number, *when)
        for number, when in enumerate(draw(st.lists(times(), max_size=1)))
    ]
    days = draw(st.one_of(st.none(), st.integers(0, 100)))
    where = draw(st.one_of(st.none(), st.tuples(st.floats(51, 52.2), st.floats(19, 20))))
    away = draw(st.one_of(st.none(), st.integers(0, 12)))
    words = st.frozensets
    return Volunteer(
        0, 1, draw(st.sampled_from(["PL-10", "PL-14"])), draw(st.sampled_from(ZONES)),
        *(where or (None, None)), max_km=draw(st.integers(0, 60)), hours_month=draw(st.integers(0, 10)),
        ways=draw(words(st.sampled_from(["in_person", "online", "host"]))),
        languages=draw(words(st.sampled_from(["pl", "en"]))),
        access=draw(words(st.sampled_from(["step_free", "quiet"]))), free=free,
        away=[] if away is None else [(date(2026, 3, 2 + away), date(2026, 3, 3 + away))],
        taken=taken, asked_at=None if days is None else AT - timedelta(days=days),
    )  # fmt: skip


@st.composite
def demands(draw):
    online = draw(st.booleans())
    where = (
        None
        if online
        else draw(st.one_of(st.none(), st.tuples(st.floats(51, 52.2), st.floats(19, 20))))
    )
    words = st.frozensets
    return Demand(
        7, 1, *draw(times()), open=2, region="PL-10", zone="Europe/Warsaw",
        latitude=where[0] if where else None, longitude=where[1] if where else None, online=online,
        languages=draw(words(st.sampled_from(["pl", "en", "fr"]), max_size=1)),
        access=draw(words(st.sampled_from(["step_free", "quiet"]))),
    )  # fmt: skip


@trials(600)
@given(st.lists(volunteers(), min_size=1, max_size=12), demands())
def test_for_many_at_once_the_rules_are_those_for_one(people, wanted):
    for number, one in enumerate(people, 1):
        one.person_id = number
    columns = Columns.of(people, at=AT)
    found = fitting.candidates(columns, wanted, judged=able.Judged())
    by_columns = {
        columns.people[row].person_id: points
        for row, points in zip(found.rows.tolist(), found.points.tolist(), strict=True)
    }
    looks = {one.person_id: fitness.look(one, wanted, at=AT) for one in people}
    one_by_one = {number: seen.points for number, seen in looks.items() if not seen.obstacles}
    assert by_columns == pytest.approx(one_by_one, abs=1e-9)


def _brute(open_, days, points, stays):
    """Every way to fill the places; how many, and at what cost, the best of them does."""
    pairs = [(shift, person) for shift in range(len(open_)) for person in points[shift]]
    best = (0, 0)
    for size in range(sum(open_) + 1):
        for chosen in itertools.combinations(pairs, size):
            cost = _cost(chosen, open_, days, points, stays)
            if cost is not None and (-size, cost) < best:
                best = (-size, cost)
    return -best[0], best[1]


def _cost(chosen, open_, days, points, stays):
    whole = [*chosen, *stays]
    for shift, places in enumerate(open_):
        if sum(one == shift for one, _person in chosen) > places:
            return None
    spent = 0
    for person in {person for _shift, person in whole}:
        theirs = [days[shift] for shift, who in whole if who == person]
        if len(theirs) > flow.EACH or len(set(theirs)) < len(theirs):
            # Two that stay where they are may break a rule of plans; nothing may be added to them.
            if any(who == person for _shift, who in chosen):
                return None
            continue
        new = sum(who == person for _shift, who in chosen)
        spent += flow.SECOND * (len(theirs) == flow.EACH and new > 0)
    return spent + sum(int(flow.cost(np.array([points[shift][who]]))[0]) for shift, who in chosen)


cases = st.tuples(
    st.lists(st.tuples(st.integers(1, 2), st.integers(0, 1)), min_size=1, max_size=3),
    st.lists(
        st.dictionaries(st.integers(0, 3), st.floats(-1, 1), max_size=4), min_size=3, max_size=3
    ),
    st.lists(st.tuples(st.integers(0, 2), st.integers(0, 3)), max_size=2, unique=True),
)


@trials(300)
@given(cases)
def test_no_plan_is_better(case):
    shape, points, fixed = case
    wanted = [
        Demand(number, 1, start, start + timedelta(hours=2), open=open_)
        for number, (open_, day) in enumerate(shape)
        for start in [AT + timedelta(days=day)]
    ]
    points = points[: len(shape)]
    stays = [(shift, person) for shift, person in fixed if shift < len(shape)]
    # Whoever stays in a shift is no candidate for it.
    points = [
        {who: worth for who, worth in one.items() if (shift, who) not in stays}
        for shift, one in enumerate(points)
    ]
    found = [
        Candidates(
            np.array(list(one), dtype=np.int64), np.array(list(one.values()), dtype=float), len(one)
        )
        for one in points
    ]
    open_ = [
        max(places - sum(shift == number for shift, _who in stays), 0)
        for number, (places, _day) in enumerate(shape)
    ]
    days = [day for _open, day in shape]
    chosen = [
        (number, int(found[number].rows[spot]))
        for number, spot in flow.solve(wanted, found, stays=stays)
    ]
    assert len(set(chosen)) == len(chosen)
    cost = _cost(chosen, open_, days, points, stays)
    assert cost is not None
    assert (len(chosen), cost) == _brute(open_, days, points, stays)


def test_days_joined_by_a_night_shift_are_one():
    def at(day, hour):
        return datetime(2026, 3, day, hour, tzinfo=UTC)

    wanted = [
        Demand(1, 1, at(2, 10), at(2, 12)), Demand(2, 1, at(2, 22), at(3, 4)),
        Demand(3, 1, at(3, 10), at(3, 12)), Demand(4, 1, at(4, 10), at(4, 12)),
    ]  # fmt: skip
    first, second, third, fourth = flow.blocks(wanted)
    assert first == second == third != fourth


@pytest.mark.django_db
class TestOnTheDatabase:
    def plan(self, cast, *shifts, **more):
        found = Shift.objects.filter(pk__in=[one.pk for one in shifts]).select_related("task")
        return planning.plan(found.order_by("id"), scope=cast.olga.scope, **more)

    def test_who_can_only_do_one_gets_it(self, cast):
        licence = crowd.skill("driver")
        driver, anybody = crowd.volunteer(), crowd.volunteer(km=18)
        crowd.stands(driver, licence, "claimed")
        easy = crowd.shift(slots=1)
        driving = crowd.shift(crowd.task((licence, False)), slots=1)
        made = self.plan(cast, easy, driving)
        assert {(one.shift_id, one.person_id) for one in made.places} == {
            (driving.pk, driver.pk), (easy.pk, anybody.pk),
        }  # fmt: skip
        assert made.left == []
        assert made.reasons(made.places[0])

    def test_accepted_people_stay_and_declined_ones_do_not_come_back(self, cast):
        kept, no, other = crowd.volunteer(km=15), crowd.volunteer(), crowd.volunteer(km=3)
        shift = crowd.shift(slots=2)
        now = datetime.now(UTC)
        for person, field in ((kept, "accepted_at"), (no, "declined_at")):
            Suggestion.objects.create(
                shift=shift,
                key=crowd.key_of(person),
                made_at=now,
                rank=1,
                points=0.0,
                **{field: now},
            )
        made = self.plan(cast, shift)
        assert {(one.person_id, one.fixed) for one in made.places} == {
            (kept.pk, True),
            (other.pk, False),
        }

    def test_what_stays_empty_says_why(self, cast):
        licence = crowd.skill("driver")
        crowd.volunteer()
        nobody = crowd.shift(crowd.task((licence, False)))
        far = crowd.shift(crowd.task(km=80))
        many = crowd.shift(slots=4)
        later = crowd.shift(starts=crowd.saturday() + timedelta(hours=4), slots=1)
        made = self.plan(cast, nobody, far, many, later)
        why = {one.shift_id: (one.empty, one.why) for one in made.left}
        assert why[nobody.pk] == (3, "unqualified")
        assert why[far.pk] == (3, "far")
        # One person, two shifts on one day: whichever gets them, the other is short.
        assert {why.get(many.pk), why.get(later.pk)} & {(1, "elsewhere"), (3, "too_few")}
        assert len(made.places) == 1

    def test_two_shifts_at_most_and_never_on_one_day(self, cast):
        person = crowd.volunteer()
        start = crowd.saturday()
        shifts = [crowd.shift(starts=start + timedelta(days=day), slots=1) for day in (0, 0, 1, 2)]
        made = self.plan(cast, *shifts)
        days = [
            one.starts_at.date()
            for one in shifts
            for place in made.places
            if place.shift_id == one.pk
        ]
        assert len(days) == len(set(days)) == flow.EACH
        assert {one.person_id for one in made.places} == {person.pk}

    def test_judged_day_by_day_only_where_a_proof_runs_out(self, cast):
        licence = crowd.skill("driver")
        person = crowd.volunteer()
        soon, late = crowd.shift(crowd.task((licence, True))), None
        late = crowd.shift(soon.task, starts=soon.starts_at + timedelta(days=7))
        crowd.stands(person, licence, "proved", until=soon.starts_at.date())
        made = self.plan(cast, soon, late)
        assert [one.shift_id for one in made.places] == [soon.pk]
        assert isinstance(able.judge([], []), able.Judged)
