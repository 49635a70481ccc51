"""What somebody can do: claimed, proved, expired, contradicted; and who is qualified for what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from muster.kit.actors import system
from muster.people import actions as people
from muster.people.models import Trait
from muster.volunteering import actions, errors, standings
from muster.volunteering.models import Standing
from tests.domains.volunteering.helpers import NOW, key, later, skill

if TYPE_CHECKING:
    from muster.people.models import Person
    from tests.cast import Cast
    from tests.make import Make

pytestmark = pytest.mark.django_db
ME = system("test")


@dataclass(frozen=True)
class Asked:
    skill_id: int
    proved: bool = False


def trait(person: Person) -> bool:
    return Trait.objects.filter(person=person, kind="skill", to_at=None).exists()


def has(person: Person, *needs: Asked, on: date | None = None) -> bool:
    return person.pk in standings.qualified([person.pk], needs, on=on or NOW.date())


def test_a_skill_from_claim_to_contradiction(cast: Cast, make: Make) -> None:
    aid, ann = skill(cast.olga, months=24), make.person()
    plain, proved = Asked(aid.pk), Asked(aid.pk, proved=True)
    assert (has(ann, plain), trait(ann)) == (False, False)
    first = actions.claim(skill=aid, key=key(ann), by=ME, at=NOW)
    assert actions.claim(skill=aid, key=key(ann), by=ME, at=NOW) == first
    assert (has(ann, plain), has(ann, proved), trait(ann)) == (True, False, True)
    with pytest.raises(errors.NoEvidence):
        actions.prove(skill=aid, key=key(ann), evidence=" ", until=None, by=cast.olga, at=NOW)
    shown = actions.prove(
        skill=aid, key=key(ann), evidence="card seen", until=None, by=cast.olga, at=NOW
    )
    assert shown.until == date(2028, 11, 23)
    assert (has(ann, proved), trait(ann)) == (True, True)
    assert not has(ann, plain, on=date(2028, 11, 24))
    actions.contradict(
        skill=aid, key=key(ann), reason="card is forged", by=cast.olga, at=later(days=1)
    )
    assert (has(ann, plain), trait(ann)) == (False, False)
    with pytest.raises(errors.Contradicted):
        actions.claim(skill=aid, key=key(ann), by=ME, at=later(days=2))
    assert Standing.objects.filter(ended_at=None).count() == 1
    assert Standing.objects.count() == 3


def test_a_proof_runs_out_by_night_and_may_be_claimed_anew(cast: Cast, make: Make) -> None:
    aid, ann = skill(cast.olga), make.person()
    until = NOW.date() + timedelta(days=10)
    actions.prove(skill=aid, key=key(ann), evidence="seen", until=until, by=cast.olga, at=NOW)
    assert actions.expire(at=later(days=10)) == 0
    assert (actions.expire(at=later(days=11)), actions.expire(at=later(days=11))) == (1, 0)
    assert (has(ann, Asked(aid.pk)), trait(ann)) == (False, False)
    actions.claim(skill=aid, key=key(ann), by=ME, at=later(days=12))
    assert (has(ann, Asked(aid.pk)), trait(ann)) == (True, True)
    actions.give_up(skill=aid, key=key(ann), by=ME, at=later(days=13))
    assert (has(ann, Asked(aid.pk)), trait(ann)) == (False, False)


def test_a_skill_that_needs_proof_counts_only_proved(cast: Cast, make: Make) -> None:
    boat, ann = skill(cast.olga, "Boat licence", needs_proof=True), make.person()
    actions.claim(skill=boat, key=key(ann), by=ME, at=NOW)
    assert not has(ann, Asked(boat.pk))
    actions.prove(skill=boat, key=key(ann), evidence="seen", until=None, by=cast.olga, at=NOW)
    assert has(ann, Asked(boat.pk))


def test_an_imported_skill_counts_as_claimed_until_somebody_says_more(
    cast: Cast, make: Make
) -> None:
    aid, ann = skill(cast.olga), make.person()
    people.hold_trait(person_id=ann.pk, kind="skill", value=aid.slug, by=system("import"))
    assert has(ann, Asked(aid.pk))
    assert not has(ann, Asked(aid.pk, proved=True))
    actions.contradict(skill=aid, key=key(ann), reason="never had it", by=cast.olga, at=NOW)
    people.hold_trait(person_id=ann.pk, kind="skill", value=aid.slug, by=system("import"))
    assert not has(ann, Asked(aid.pk))


def test_every_need_is_needed_and_nobody_is_asked_alone(
    cast: Cast, make: Make, django_assert_num_queries: object
) -> None:
    aid, boat = skill(cast.olga), skill(cast.olga, "Boat licence")
    everybody = [make.person() for _ in range(4)]
    for ann in everybody[:3]:
        actions.claim(skill=aid, key=key(ann), by=ME, at=NOW)
    for ann in everybody[1:]:
        actions.claim(skill=boat, key=key(ann), by=ME, at=NOW)
    whose = [ann.pk for ann in everybody]
    with django_assert_num_queries(1):  # type: ignore[operator]
        found = standings.qualified(whose, [Asked(aid.pk), Asked(boat.pk)], on=NOW.date())
    assert found == set(whose[1:3])
    assert standings.qualified(whose, [], on=NOW.date()) == set(whose)
    assert standings.lacking(whose[0], [Asked(aid.pk), Asked(boat.pk)]) == {(boat.pk, False)}


def test_two_skills_with_one_word_are_refused(cast: Cast) -> None:
    skill(cast.olga)
    with pytest.raises(errors.SkillTaken):
        skill(cast.olga)
    with pytest.raises(errors.NoWords):
        skill(cast.olga, "  ")
