"""Who is suggested for a shift, in which order, and with which reasons."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation

from muster.kit.scope import Scope, entered
from muster.volunteering import reasons, suggesting, widening
from muster.volunteering.models import Away, SignUp
from muster.volunteering.suggesting import Wider
from tests.domains.volunteering import crowd

pytestmark = pytest.mark.django_db


def who(shift, staff, **more):
    return [one.person for one in suggesting.for_shift(shift, by=staff, **more)]


def test_the_nearest_of_those_who_fit_comes_first_and_says_why(cast):
    licence = crowd.skill("driver", names={"en": "Driving licence", "pl": "Prawo jazdy"})
    near, far = crowd.volunteer(km=2), crowd.volunteer(km=15)
    for person in (far, near):
        crowd.stands(person, licence, "claimed")
    shift = crowd.shift(crowd.task((licence, False)))
    crowd.asked(far, days=22)
    found = suggesting.for_shift(shift, by=cast.olga)
    assert [one.person for one in found] == [near, far]
    said = reasons.sentence(found[0].reasons)
    assert said == "has “Driving licence”, lives 2 km away, free on Saturday, never asked yet"
    assert "not asked for 3 weeks" in reasons.sentence(found[1].reasons)


def test_without_the_skill_nobody_is_suggested(cast):
    licence = crowd.skill("driver")
    crowd.volunteer()
    for state in ("expired", "contradicted"):
        crowd.stands(crowd.volunteer(), licence, state)
    ran_out = crowd.volunteer()
    shift = crowd.shift(crowd.task((licence, True)))
    # Good today, and no longer on the day of the shift.
    crowd.stands(ran_out, licence, "proved", until=(shift.starts_at - timedelta(days=1)).date())
    crowd.stands(crowd.volunteer(), licence, "claimed")
    assert who(shift, cast.olga) == []
    proved = crowd.volunteer()
    crowd.stands(proved, licence, "proved", until=shift.starts_at.date())
    assert who(shift, cast.olga) == [proved]


@pytest.mark.parametrize(
    "ready",
    [
        {"km": 21},
        {"free": ((0, 0, 1440),)},
        {"languages": ["fr"]},
        {"access": ["sign_language"]},
        {"ways": ["online"]},
    ],
    ids=str,
)
def test_what_does_not_fit_is_left_out(cast, ready):
    person = crowd.volunteer(**ready)
    person.language = ""
    person.save()
    shift = crowd.shift(crowd.task(languages=["pl"]))
    assert who(shift, cast.olga) == []
    assert who(crowd.shift(crowd.task(languages=[])), cast.olga) == (
        [person] if "languages" in ready else []
    )


def test_who_did_not_say_when_comes_after_who_did(cast):
    silent, free = crowd.volunteer(free=()), crowd.volunteer(km=1)
    found = suggesting.for_shift(crowd.shift(), by=cast.olga)
    assert [one.person for one in found] == [free, silent]
    assert "has not said when" in reasons.sentence(found[1].reasons)


def test_away_and_busy_people_are_left_alone(cast):
    shift = crowd.shift()
    away, busy, comes, rested = (crowd.volunteer() for _each in range(4))
    day = shift.starts_at.date()
    Away.objects.create(key=crowd.key_of(away), first=day, last=day)
    other = crowd.shift(starts=shift.starts_at + timedelta(hours=1))
    now = datetime.now(UTC)
    for person, of in ((busy, other), (comes, shift)):
        SignUp.objects.create(shift=of, key=crowd.key_of(person), place="in", at=now)
    assert who(shift, cast.olga) == [rested]


def test_asked_within_a_week_never_and_within_three_weeks_last(cast):
    shift = crowd.shift()
    yesterday, fortnight, never = crowd.volunteer(), crowd.volunteer(), crowd.volunteer(km=19)
    crowd.asked(yesterday, days=1)
    crowd.asked(fortnight, days=14)
    assert who(shift, cast.olga) == [never, fortnight]
    assert yesterday in who(shift, cast.olga, wider=Wider(asked=True))


def test_only_people_of_ones_own_regions(cast):
    here, there = crowd.volunteer(), crowd.volunteer(km=5, region="PL-14")
    shift = crowd.shift()
    assert who(shift, cast.olga) == [here, there]
    with entered(cast.rita.scope):
        assert who(shift, cast.rita) == [here]


def test_whoever_lives_somewhere_in_the_region_comes_last(cast):
    near, somewhere, elsewhere = (
        crowd.volunteer(km=1),
        crowd.volunteer(),
        crowd.volunteer(region="PL-14"),
    )
    for person in (somewhere, elsewhere):
        person.latitude = person.longitude = None
        person.save()
    found = suggesting.for_shift(crowd.shift(), by=cast.olga)
    assert [one.person for one in found] == [near, somewhere]
    assert "lives in the region, we do not know where" in reasons.sentence(found[1].reasons)


def test_who_goes_far_is_found_far_away(cast):
    far, not_so_far = crowd.volunteer(km=70, max_km=100), crowd.volunteer(km=70, max_km=65)
    shift = crowd.shift()
    assert who(shift, cast.olga) == [far]
    assert set(who(shift, cast.olga, wider=widening.WIDER["further"])) == {far, not_so_far}


def test_online_tasks_ask_people_anywhere(cast):
    far = crowd.volunteer(km=400, ways=["online"])
    crowd.volunteer(ways=["in_person"])
    shift = crowd.shift(crowd.task(online=True, latitude=None, longitude=None))
    assert who(shift, cast.olga) == [far]


def test_for_a_person_in_their_own_scope(cast):
    licence = crowd.skill("driver")
    person = crowd.volunteer(km=2)
    near, far = crowd.task(), crowd.task(km=60)
    crowd.shift(far)
    crowd.shift(near)
    crowd.shift(near, starts=crowd.saturday() + timedelta(days=7))
    crowd.shift(crowd.task((licence, False)))
    crowd.asked(person, days=1, about=crowd.shift(far))
    with entered(Scope(person_id=person.pk)):
        found = suggesting.for_person(person)
        said = reasons.words(found[0].reasons, to_them=True)
    assert [one.shift.task for one in found] == [near]
    assert said[:2] == ["2 km from you", "when you are free"]


def test_what_one_concession_would_bring(cast):
    licence = crowd.skill("driver")
    shift = crowd.shift(crowd.task((licence, True)))
    further, later, tired, says = (
        crowd.volunteer(km=25), crowd.volunteer(free=((0, 0, 60),)), crowd.volunteer(), crowd.volunteer()
    )  # fmt: skip
    for person in (further, later, tired):
        crowd.stands(person, licence, "proved")
    crowd.stands(says, licence, "claimed")
    crowd.asked(tired, days=2)
    assert who(shift, cast.olga) == []
    found = {one.what: one.more for one in widening.why_nobody(shift, by=cast.olga)}
    assert found == {"further": 1, "other_time": 1, "asked_lately": 1, "unproved": 1}
    assert who(shift, cast.olga, wider=widening.WIDER["further"]) == [further]
    assert who(shift, cast.olga, wider=widening.WIDER["other_time"]) == [later]
    assert [one.person for one in widening.unproved(shift, by=cast.olga)] == [says]


def test_reasons_in_every_language(cast):
    crowd.volunteer(km=3, access=["step_free"], hours_month=1)
    [found] = suggesting.for_shift(crowd.shift(crowd.task(languages=["pl"])), by=cast.olga)
    told = {}
    for language in ("en", "it", "pl", "fr"):
        with translation.override(language):
            told[language] = reasons.words(found.reasons)
    assert {len(words) for words in told.values()} == {6}


def test_few_questions_however_many_people(cast, django_assert_max_num_queries):
    shift = crowd.shift()
    for km in range(12):
        crowd.volunteer(km=km)
    with django_assert_max_num_queries(14):
        assert len(suggesting.for_shift(shift, by=cast.olga)) == 12
