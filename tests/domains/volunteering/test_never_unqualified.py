"""Nobody without every skill is ever suggested or planned: ten thousand random cases against a slow and simple referee."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from muster.people.models import Trait
from muster.volunteering import planning, suggesting
from muster.volunteering.models import Shift, Standing
from tests.domains.volunteering import crowd
from tests.trials import beside_fixtures

PEOPLE, SHIFTS = 20, 5
SKILLS = ("driver", "diver", "nurse")
STATES = ("claimed", "proved", "expired", "contradicted")


@dataclass(frozen=True)
class Held:
    """What is known of one skill of somebody: rows in the order of time, and whether an import said it."""

    rows: tuple[tuple[str, int | None], ...]
    imported: bool
    stale: bool


@dataclass(frozen=True)
class Crowd:
    """Who may help, with the key of each, and the skills there are: the same for every case."""

    by: Any
    persons: list[Any]
    keys: list[Any]
    skills: list[Any]


until = st.one_of(st.none(), st.integers(-5, 20))
held = st.builds(
    Held,
    st.lists(st.tuples(st.sampled_from(STATES), until), max_size=2).map(tuple),
    st.booleans(),
    st.booleans(),
)
people = st.lists(st.tuples(held, held, held), min_size=PEOPLE, max_size=PEOPLE)
need = st.tuples(st.sampled_from(range(3)), st.booleans())
shifts = st.lists(
    st.tuples(st.lists(need, max_size=2, unique_by=lambda one: one[0]), st.integers(1, 15)),
    min_size=SHIFTS, max_size=SHIFTS,
)  # fmt: skip


@pytest.mark.django_db
def test_nobody_unqualified_in_ten_thousand_cases(cast):
    seen = {"fits": 0, "cases": 0}
    skills = [crowd.skill(slug, needs_proof=slug == "nurse") for slug in SKILLS]
    persons = [crowd.volunteer() for _each in range(PEOPLE)]
    everybody = Crowd(cast.olga, persons, [crowd.key_of(person) for person in persons], skills)

    @given(people, shifts)
    @beside_fixtures(100)
    def never(crowd_told, shifts_told):
        with transaction.atomic():
            _one_world(everybody, crowd_told, shifts_told, seen)
            transaction.set_rollback(True)

    never()
    assert seen["cases"] >= 2_500
    assert 0 < seen["fits"] < seen["cases"]


def _one_world(everybody, crowd_told, shifts_told, seen):
    persons, skills, now = everybody.persons, everybody.skills, datetime.now(UTC)
    _know(everybody, crowd_told, now)
    made = []
    for needs, day in shifts_told:
        task = crowd.task(*((skills[number], proved) for number, proved in needs))
        made.append(crowd.shift(task, starts=now + timedelta(days=day), slots=3))
    plan = planning.plan(
        Shift.objects.filter(pk__in=[one.pk for one in made]).select_related("task"),
        scope=everybody.by.scope,
    )
    for shift, (needs, _day) in zip(made, shifts_told, strict=True):
        asked = [(skills[number], proved) for number, proved in needs]
        fit = {
            person.pk
            for person, told in zip(persons, crowd_told, strict=True)
            if _referee(told, asked, shift, now)
        }
        seen["cases"] += len(persons)
        seen["fits"] += len(fit)
        suggested = {
            one.person.pk for one in suggesting.for_shift(shift, by=everybody.by, most=PEOPLE)
        }
        assert suggested == fit
        assert {one.person_id for one in plan.places if one.shift_id == shift.pk} <= fit


def _know(everybody, crowd_told, now):
    """Write down what is known of everybody’s skills."""
    standings, traits = [], []
    for person, key, told in zip(everybody.persons, everybody.keys, crowd_told, strict=True):
        for skill, one in zip(everybody.skills, told, strict=True):
            for number, (state, days) in enumerate(one.rows):
                last = number == len(one.rows) - 1
                until = None if days is None else (now + timedelta(days=days)).date()
                standings.append(
                    Standing(
                        skill=skill, key=key, state=state, at=now - timedelta(days=9 - number),
                        by="test", until=until, evidence="seen", ended_at=None if last else now,
                    )
                )  # fmt: skip
            holds = one.rows[-1][0] in {"claimed", "proved"} if one.rows else one.imported
            # A trait that should have ended with a contradiction opens no door, either.
            if holds or (one.stale and one.rows):
                traits.append(Trait(person=person, kind="skill", value=skill.slug, from_at=now))
    Standing.objects.bulk_create(standings)
    Trait.objects.bulk_create(traits)


def _referee(told, asked, shift, now):
    """The rules once more, one person and one need at a time."""
    day = (shift.ends_at - timedelta(microseconds=1)).astimezone(ZoneInfo("Europe/Warsaw")).date()
    for skill, proved in asked:
        one = told[SKILLS.index(skill.slug)]
        if not one.rows:
            if proved or skill.needs_proof or not one.imported:
                return False
            continue
        state, days = one.rows[-1]
        ran_out = days is not None and (now + timedelta(days=days)).date() < day
        if state == "proved" and ran_out:
            return False
        if state not in ({"proved"} if proved or skill.needs_proof else {"claimed", "proved"}):
            return False
    return True
