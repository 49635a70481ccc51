"""Saving audiences: named, versioned, audited, and never in a circle."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from muster.audiences import access, actions, gaps, lookup, queries, registry
from muster.audiences.definition import EMPTY, Everyone, Group, Lives, Member, Replied
from muster.audiences.models import Audience, Version
from muster.audit import actions as audit
from muster.audit.models import Entry
from muster.kit.errors import NotFound
from muster.kit.scope import Scope

if TYPE_CHECKING:
    from tests.cast import Cast

pytestmark = pytest.mark.django_db

REPLIED = Group("all", (Replied(),))


def test_a_save_writes_row_version_and_audit(cast: Cast) -> None:
    made = actions.create(name="  Those  who answer ", definition=REPLIED, by=cast.ana)

    assert made.name == "Those who answer"
    assert made.created_by == cast.ana
    assert queries.definition_of(made) == REPLIED
    assert [one.digest for one in queries.history(made)] == [made.digest]
    assert Entry.objects.filter(verb="audience.created", subject=f"audience:{made.pk}").count() == 1


def test_when_the_log_fails_nothing_is_saved(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(**_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(audit, "record", broken)
    with pytest.raises(RuntimeError):
        actions.create(name="X", definition=REPLIED, by=cast.ana)

    assert not Audience.objects.exists()
    assert not Version.objects.exists()


@pytest.mark.parametrize("name", ["", "  ", "\0", "x" * 121])
def test_a_name_is_needed(cast: Cast, name: str) -> None:
    with pytest.raises(actions.NameMissing):
        actions.create(name=name, definition=REPLIED, by=cast.ana)


def test_two_of_one_name_are_refused_until_one_is_put_away(cast: Cast) -> None:
    first = actions.create(name="Same", definition=REPLIED, by=cast.ana)
    with pytest.raises(actions.NameTaken):
        actions.create(name="SAME", definition=REPLIED, by=cast.ana)

    actions.retire(audience=first, by=cast.ana)
    assert actions.create(name="SAME", definition=REPLIED, by=cast.ana).pk
    with pytest.raises(NotFound):
        access.audience(first.pk, by=cast.ana)


def test_circles_are_refused(cast: Cast) -> None:
    one = actions.create(name="One", definition=REPLIED, by=cast.ana)
    two = actions.create(name="Two", definition=Group("all", (Member(one.pk),)), by=cast.ana)

    for definition in (
        Group("all", (Member(one.pk),)),
        Group("any", (Replied(), Group("none", (Member(two.pk),)))),
    ):
        with pytest.raises(actions.Circle):
            actions.change(audience=one, name="One", definition=definition, by=cast.ana)
    assert queries.definition_of(access.audience(one.pk, by=cast.ana)) == REPLIED


def test_a_circle_that_came_about_anyway_selects_nobody(cast: Cast) -> None:
    one = actions.create(name="One", definition=REPLIED, by=cast.ana)
    looped = Group("none", (Member(one.pk),))
    Audience.objects.filter(pk=one.pk).update(
        definition={"all": [{"is": "member", "audience": one.pk}]}
    )

    assert queries.count(looped, Scope.EVERYONE) == 0
    assert "leads back to itself" in queries.gaps_of(looped)[0].words


def test_an_audience_put_away_or_empty_leaves_nobody_in_those_that_name_it(cast: Cast) -> None:
    one = actions.create(name="One", definition=EMPTY, by=cast.ana)
    naming = Group("none", (Member(one.pk),))

    assert "selects nobody: nothing is chosen yet" in queries.gaps_of(naming)[0].words
    Audience.objects.filter(pk=one.pk).update(retired_at=one.created_at)
    assert "does not exist any more" in queries.gaps_of(naming)[0].words


def test_audiences_that_name_each_other_too_often_select_nobody(cast: Cast) -> None:
    last = actions.create(name="0", definition=Group("all", (Lives(("PL-10",)),)), by=cast.ana)
    for number in range(1, 4):
        definition = Group("any", tuple(Member(last.pk) for _ in range(10)))
        last = actions.create(name=str(number), definition=definition, by=cast.ana)

    definition = Group("all", (Member(last.pk),))
    world = lookup.world([definition])
    assert gaps.weight(definition, world) > gaps.MOST_TOGETHER
    assert "make it simpler" in queries.gaps_of(definition, world=world)[0].words


def test_what_a_broadcast_uses_is_not_put_away(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    made = actions.create(name="Used", definition=Everyone(), by=cast.ana)
    use = registry.Use("broadcast:12", "Autumn clean")
    monkeypatch.setitem(registry._users, "test", lambda ids: {number: [use] for number in ids})

    with pytest.raises(actions.StillUsed, match="Autumn clean"):
        actions.retire(audience=made, by=cast.ana)
