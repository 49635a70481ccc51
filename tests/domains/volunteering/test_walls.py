"""The database itself: who sees whose shift and skill, and that full is full without any of our code."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import IntegrityError, transaction

from muster.kit.actors import system
from muster.kit.scope import Scope, entered
from muster.people.actions import edit
from muster.volunteering import access, actions, queries
from muster.volunteering.models import Readiness, Shift, SignUp, Standing, Swap
from tests.domains.volunteering.helpers import NOW, key, shift, skill, take, task

if TYPE_CHECKING:
    from tests.cast import Cast
    from tests.make import Make

pytestmark = pytest.mark.django_db
ME = system("test")
WALLED = (SignUp, Swap, Standing, Readiness)


def test_the_walls_show_each_their_own(cast: Cast, make: Make) -> None:
    aid = skill(cast.olga)
    one = shift(task(cast.olga), cast.olga)  # in PL-10
    ann, far = make.person(), make.person()
    edit(person=far, fields={"country": "FR", "postcode": "75001"}, by=ME)
    for person in (ann, far):
        sign_up = take(one, person)
        actions.offer_swap(sign_up=sign_up, by=ME, at=NOW)
        actions.claim(skill=aid, key=key(person), by=ME, at=NOW)
        actions.keep_readiness(key=key(person), told=actions.Ready(), by=ME, at=NOW)
    seen = {}
    scopes = {
        "nobody": Scope.NOBODY,
        "ann": Scope(person_id=ann.pk),
        "Łódź": Scope(regions=frozenset({"PL-10"})),
        "Paris": Scope(regions=frozenset({"FR-IDF"})),
        "elsewhere": Scope(regions=frozenset({"IT-25"})),
        "all": Scope.EVERYONE,
    }
    for name, scope in scopes.items():
        with entered(scope):
            seen[name] = [model.objects.count() for model in WALLED]
    assert seen == {
        "nobody": [0, 0, 0, 0],
        "ann": [1, 1, 1, 1],
        # Who runs the task sees everybody who comes, and the skills of their own people alone.
        "Łódź": [2, 2, 1, 1],
        "Paris": [1, 1, 1, 1],
        "elsewhere": [0, 0, 0, 0],
        "all": [2, 2, 2, 2],
    }


def test_somebody_from_another_region_stands_on_the_list_without_a_name(
    cast: Cast, make: Make
) -> None:
    one = shift(task(cast.olga), cast.olga)
    far = make.person()
    edit(person=far, fields={"country": "FR", "postcode": "75001"}, by=ME)
    take(one, far)
    take(one, make.person())
    with entered(cast.rita.scope):
        rows = queries.people_of(access.shift(one.pk, by=cast.rita))
        assert sorted(row.seen is None for row in rows) == [False, True]


def test_a_member_takes_leaves_and_moves_others_up_inside_their_own_scope(
    cast: Cast, make: Make
) -> None:
    one = shift(task(cast.olga), cast.olga, slots=1)
    ann, bea = make.person(), make.person()
    with entered(Scope(person_id=ann.pk)):
        first = actions.take(shift=one, key=key(ann), by=ME, at=NOW)
    second = take(one, bea)
    with entered(Scope(person_id=ann.pk)):
        actions.leave(sign_up=access.own(first.pk, ann), by=ME, at=NOW)
    second.refresh_from_db()
    assert second.is_in


def test_the_table_refuses_one_too_many(cast: Cast) -> None:
    one = shift(task(cast.olga), cast.olga, slots=1)
    with pytest.raises(IntegrityError, match="never_overfull"), transaction.atomic():
        Shift.objects.filter(pk=one.pk).update(taken=2)
