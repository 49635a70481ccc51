"""Every total is the sum of the ledger: cash apart, refunds taken off, parts rolled up, people counted once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from muster.drives import counting
from muster.gifts.models import Entry
from tests.domains.drives.givers import drive, give, hat, minute, take_back

if TYPE_CHECKING:
    from tests.cast import Cast

pytestmark = pytest.mark.django_db


def test_cash_stands_beside_what_came_online(cast: Cast) -> None:
    seals = drive(cast.olga)
    give(seals, 1000)
    give(seals, 2500)
    hat(seals, 90_000)
    counted = counting.count([seals.purpose], "EUR")
    assert (counted.online, counted.cash, counted.gifts, counted.people) == (3500, 90_000, 2, 2)
    stands = sum(Entry.objects.values_list("minor", flat=True))
    assert stands == counted.online + counted.cash


def test_what_goes_back_is_taken_off_and_its_giver_counts_no_more(cast: Cast) -> None:
    seals = drive(cast.olga)
    whole, part = give(seals, 1000), give(seals, 1000)
    take_back(whole, 1000)
    take_back(part, 400)
    counted = counting.count([seals.purpose], "EUR")
    assert (counted.online, counted.gifts, counted.people) == (600, 1, 1)


def test_somebody_who_gives_twice_is_one_person(cast: Cast) -> None:
    seals = drive(cast.olga)
    give(seals, email="ann@people.example")
    give(seals, email="ann@people.example")
    counted = counting.count([seals.purpose], "EUR")
    assert (counted.gifts, counted.people) == (2, 1)


def test_parts_count_for_the_whole_as_soon_as_they_come(cast: Cast) -> None:
    whole = drive(cast.olga)
    north, south = drive(cast.olga, parent=whole), drive(cast.olga, parent=whole)
    far = drive(cast.olga, parent=north)
    for one, minor in ((whole, 100), (north, 200), (south, 400), (far, 800)):
        give(one, minor)
    counted = counting.count(counting.purposes(whole), "EUR")
    assert counted.online == 1500
    assert counted.parts[far.purpose].online == 800
    assert counting.count(counting.purposes(north), "EUR").online == 1000


def test_other_money_and_other_purposes_stay_out(cast: Cast) -> None:
    seals, other = drive(cast.olga), drive(cast.olga)
    give(other, 5000)
    assert counting.count([seals.purpose], "EUR") == counting.Count()
    assert counting.count([other.purpose], "USD").online == 0


def test_when_the_goal_fell(cast: Cast) -> None:
    seals = drive(cast.olga, people=2)
    give(seals, at=minute(3))
    assert counting.reached([seals.purpose], "EUR", 2000) is None
    give(seals, at=minute(7))
    give(seals, at=minute(9))
    assert counting.reached([seals.purpose], "EUR", 2000) == minute(7)


def test_a_name_is_read_only_where_it_was_shown(cast: Cast) -> None:
    from muster.drives import actions

    seals = drive(cast.olga)
    give(seals, name="Ann A.", at=minute(1))
    actions.follow(drive=seals, at=minute(2))
    [line] = counting.latest([seals.purpose], "EUR", 5)
    assert (line.minor, line.name) == (1000, "")
    actions.decide(drive=seals, giving=line.entry, shown=True, by=cast.olga, at=minute(3))
    assert counting.latest([seals.purpose], "EUR", 5)[0].name == "Ann A."
