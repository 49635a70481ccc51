"""Each gift finds its way and its giver a link; what is announced is announced once; gaming counts for nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from muster.activity.models import Fact
from muster.audit.models import Entry as Audit
from muster.drives import actions, attribution, trees
from muster.drives.models import Giving, Link, Match, Milestone
from muster.gifts.models import Pledge
from tests.domains.drives.givers import code, drive, give, giving, hat, minute, take_back

if TYPE_CHECKING:
    from muster.drives.models import Drive
    from tests.cast import Cast

pytestmark = pytest.mark.django_db


def follow(*drives: Drive) -> int:
    return sum(actions.follow(drive=one, at=minute(10)) for one in drives)


def test_who_gives_through_a_link_hangs_below_its_owner(cast: Cast) -> None:
    seals = drive(cast.olga)
    bo = give(seals, at=minute(1))
    elin = give(seals, relay=code(bo), at=minute(2))
    omar = give(seals, 2000, relay=code(elin), at=minute(3))
    assert follow(seals) == 3
    assert giving(omar).through == giving(elin).link
    found = trees.of(seals)
    [root] = found.roots
    assert (root.people, root.money, found.depth) == (2, 3000, 2)
    assert (root.children[0].people, root.children[0].money) == (1, 2000)
    relayed = Fact.objects.filter(kind__name="link.relayed").order_by("id")
    assert [one.key_id for one in relayed] == [giving(bo).link.key_id, giving(elin).link.key_id]


def test_following_twice_changes_nothing(cast: Cast) -> None:
    seals = drive(cast.olga)
    give(seals)
    assert (follow(seals), follow(seals)) == (1, 0)
    assert (Giving.objects.count(), Link.objects.filter(kind="person").count()) == (1, 1)


def test_a_gift_that_is_sooner_than_the_money_of_whoever_asked(cast: Cast) -> None:
    seals = drive(cast.olga)
    from muster.drives import codes
    from muster.gifts import actions as gifts
    from muster.gifts.giving import Wish
    from muster.gifts.kinds import practice
    from muster.kit.money import Money

    wish = Wish(
        money=Money(1000, "EUR"), once="slow", purpose=seals.purpose, email="slow@people.example"
    )
    slow = gifts.begin(wish=wish, at=minute(1))
    quick = give(seals, relay=codes.of_payment(slow.pk), at=minute(2))
    follow(seals)
    assert giving(quick).through is None
    gifts.keep(heard=[practice.heard(slow, "paid", at=minute(8))], gateway="practice")
    gifts.fold(at=minute(8))
    follow(seals)
    found = giving(quick)
    assert found.through == giving(slow).link
    assert (found.relay, found.link.parent) == ("", found.through)


def test_a_gift_through_ones_own_link_counts_for_nobody(cast: Cast) -> None:
    seals = drive(cast.olga)
    first = give(seals, email="ann@people.example", at=minute(1))
    again = give(seals, email="ann@people.example", relay=code(first), at=minute(2))
    tagged = give(seals, email="ann+2@people.example", relay=code(first), at=minute(3))
    follow(seals)
    assert (giving(again).apart, giving(tagged).apart) == ("self", "hand")
    assert giving(again).link.stands_for == giving(first).link
    assert trees.of(seals).relayed == 0
    assert not Fact.objects.filter(kind__name="link.relayed").exists()


def test_a_circle_is_no_branch(cast: Cast) -> None:
    seals = drive(cast.olga)
    ann = give(seals, email="ann@people.example", at=minute(1))
    bob = give(seals, email="bob@people.example", relay=code(ann), at=minute(2))
    back = give(seals, email="ann@people.example", relay=code(bob), at=minute(3))
    follow(seals)
    assert giving(back).apart == "loop"
    found = trees.of(seals)
    assert (found.relayed, found.apart, found.depth) == (1, 1, 1)


def test_a_milestone_is_announced_once_and_stays(cast: Cast) -> None:
    seals = drive(cast.olga)
    actions.add_milestone(drive=seals, minor=1500, words="A pump", by=cast.olga, at=minute(0))
    give(seals, at=minute(1))
    follow(seals)
    assert Milestone.objects.get().reached_at is None
    hat(seals, 100_000)
    second = give(seals, at=minute(2))
    follow(seals)
    assert Milestone.objects.get().reached_at == minute(10)
    take_back(second, 1000)
    give(seals, at=minute(3))
    follow(seals)
    assert Audit.objects.filter(verb="milestone.reached").count() == 1
    assert Fact.objects.filter(kind__name="milestone.reached").count() == 1


def test_a_match_unlocks_at_the_nth_giver(cast: Cast) -> None:
    seals = drive(cast.olga)
    actions.add_match(drive=seals, name="A friend", minor=5000, giver=2, by=cast.olga, at=minute(0))
    give(seals)
    follow(seals)
    assert Match.objects.get().unlocked_at is None
    give(seals)
    follow(seals)
    assert Match.objects.get().unlocked_at is not None
    from muster.drives import counting

    assert counting.count([seals.purpose], "EUR").online == 2000, "a promise is no money"
    assert Pledge.objects.get().pk == Match.objects.get().pledge


def test_a_part_reaches_the_milestone_of_the_whole(cast: Cast) -> None:
    whole = drive(cast.olga)
    part = drive(cast.olga, parent=whole)
    actions.add_milestone(drive=whole, minor=1000, words="", by=cast.olga, at=minute(0))
    give(part)
    follow(part)
    assert Milestone.objects.get().reached_at is not None


def test_each_gift_is_in_exactly_one_slice(cast: Cast) -> None:
    seals = drive(cast.olga)
    stage = actions.make_link(drive=seals, kind="asker", label="Bo", by=cast.olga, at=minute(0))
    post = actions.make_link(drive=seals, kind="place", label="Post", by=cast.olga, at=minute(0))
    near = give(seals, 100, relay=stage.code)
    follow(seals)
    give(seals, 200, relay=code(near))
    give(seals, 400, relay=post.code)
    give(seals, 800, channel="newsletter")
    plain = give(seals, 1600)
    follow(seals)
    give(seals, 3200, relay=code(plain))
    give(seals, 6400, relay=code(near), email=near.email)
    follow(seals)
    found = {(one.sort, one.name): one.minor for one in attribution.of(seals)}
    assert found == {
        ("asker", "Bo"): 100,
        ("network", ""): 200,
        ("place", "Post"): 400,
        ("channel", "newsletter"): 800,
        ("unknown", ""): 1600,
        ("people", ""): 3200,
        ("apart", ""): 6400,
    }
