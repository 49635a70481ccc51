"""A drive is kept with its audit or refused in words; it opens and closes once; nobody is forgotten halfway."""

from __future__ import annotations

import pytest

from muster.accounts.models import Staff
from muster.audit.models import Entry as Audit
from muster.drives import access, actions, earlier, errors, pace
from muster.drives.models import Drive, Giving, Link
from muster.gifts.models import Entry
from muster.kit.errors import NotFound
from muster.people import actions as people
from muster.people.models import Person
from muster.places.models import Region
from tests.cast import Cast
from tests.domains.drives.givers import code, drive, give, giving, minute, told

pytestmark = pytest.mark.django_db
FILE = b"donated_at,amount,x\n2025-11-28T19:00:00,10.00,a\n2025-11-28T19:30:00,5.5,b\n2025-11-28T19:30:00,5.5,b\n"


def test_kept_changed_and_written_down(cast: Cast) -> None:
    made = drive(cast.olga, slug="seals")
    assert (made.purpose, made.goal.minor) == (f"drive:{made.pk}", 250_000)
    assert made.suggested == [1000]
    changed = actions.keep_drive(
        drive=made, told=told(slug="seals", people=300), by=cast.olga, at=minute(-30)
    )
    assert (changed.pk, changed.people) == (made.pk, 300)
    assert list(Audit.objects.order_by("id").values_list("verb", flat=True)) == [
        "drive.made",
        "drive.changed",
    ]


def test_what_makes_no_sense_is_refused(cast: Cast) -> None:
    whole = drive(cast.olga, slug="whole")
    part = drive(cast.olga, parent=whole)
    for wrong, told_wrong in (
        (errors.SlugTaken, told(slug="whole")),
        (errors.EndsTooSoon, told(ends_at=minute(-1))),
        (errors.OtherCurrency, told(currency="PLN", parent=whole)),
        (errors.NotYours, told(region=None)),
    ):
        by = cast.rita if wrong is errors.NotYours else cast.olga
        with pytest.raises(wrong):
            actions.keep_drive(drive=None, told=told_wrong, by=by, at=minute(0))
    with pytest.raises(errors.InACircle):
        actions.keep_drive(
            drive=whole, told=told(slug="whole", parent=part), by=cast.olga, at=minute(0)
        )
    give(whole)
    with pytest.raises(errors.MoneyIsThere):
        actions.keep_drive(
            drive=whole, told=told(slug="whole", currency="USD"), by=cast.olga, at=minute(0)
        )


def test_a_region_sees_its_own_drives_and_no_others(cast: Cast) -> None:
    home = Region.objects.get(pk="PL-10")
    mine = drive(cast.rita, region=home)
    everybodys = drive(cast.olga)
    assert list(access.drives(by=cast.rita)) == [mine]
    with pytest.raises(NotFound):
        access.drive(everybodys.pk, by=cast.rita)
    nobody: Staff = cast.nobody
    assert not access.drives(by=nobody).exists()


def test_opened_and_closed_once_each(cast: Cast) -> None:
    seals = drive(cast.olga)
    assert [seals.state(minute(n)) for n in (-1, 0, 89, 90)] == ["before", "live", "live", "ended"]
    assert [actions.turn(at=minute(n)) for n in (-1, 1, 2, 91, 92)] == [0, 1, 0, 1, 0]
    verbs = Audit.objects.filter(verb__in=("drive.opened", "drive.closed")).order_by("id")
    assert list(verbs.values_list("verb", flat=True)) == ["drive.opened", "drive.closed"]


def test_closed_before_its_time_nobody_gives_any_more(cast: Cast) -> None:
    from muster.gifts.giving import cause

    seals = drive(cast.olga)
    closed = actions.close(drive=seals, by=cast.olga, at=minute(20))
    assert closed.state(minute(21)) == "ended"
    with pytest.raises(errors.Over):
        actions.close(drive=seals, by=cast.olga, at=minute(22))
    found = cause(seals.purpose)
    assert found is not None
    assert not found.open


def test_an_earlier_drive_comes_from_a_file_row_by_row(cast: Cast) -> None:
    past = told(people=2, zone="UTC", starts_at=minute(0), ends_at=minute(1).replace(year=1971))
    made, gifts = actions.bring_earlier(told=past, lines=[FILE], by=cast.olga, at=minute(0))
    assert gifts == 3, "equal rows are several gifts"
    assert (made.earlier, made.state(minute(0))) == (True, "ended")
    assert made.starts_at.isoformat() == "2025-11-28T19:00:00+00:00"
    assert pace.time_to(made, 2000).total_seconds() == 1800
    assert set(Entry.objects.values_list("source", "key")) == {(earlier.SOURCE, None)}


@pytest.mark.parametrize(
    "wrong",
    [
        b"",
        b"a,b\n1,2\n",
        b"at,amount\n",
        b"at,amount\nsoon,1\n",
        b"at,amount\n2025-01-01,-3\n",
        b"\xff\xfe",
    ],
)
def test_a_file_with_anything_wrong_brings_nothing(cast: Cast, wrong: bytes) -> None:
    with pytest.raises(errors.NotAFile):
        actions.bring_earlier(told=told(), lines=[wrong], by=cast.olga, at=minute(0))
    assert not Drive.objects.exists()
    assert not Entry.objects.exists()


def test_a_forgotten_giver_leaves_a_tree_without_a_name(cast: Cast) -> None:
    seals = drive(cast.olga, names="shown")
    ann = give(seals, email="ann@people.example", name="Ann A.")
    bob = give(seals, email="bob@people.example", relay=code(ann), at=minute(6))
    actions.follow(drive=seals, at=minute(10))
    assert giving(ann).name_is == "shown"
    link = giving(ann).link
    people.forget_person(person=Person.objects.get(keys__value="ann@people.example"), by=cast.olga)
    link.refresh_from_db()
    left = Giving.objects.get(link=link)
    assert (left.name, left.name_is, link.key) == ("", "none", None)
    assert giving(bob).through == link
    assert Link.objects.get(code=code(bob)).parent == link


def test_the_same_minute_of_an_earlier_drive(cast: Cast) -> None:
    past = told(people=2, zone="UTC", starts_at=minute(0), ends_at=minute(1).replace(year=1971))
    actions.bring_earlier(told=past, lines=[FILE], by=cast.olga, at=minute(0))
    seals = drive(cast.olga)
    [before] = pace.earlier(seals)
    run = pace.run(before, minute(40), step=pace.MINUTE, most=90)
    assert (run.after(0), run.after(1), run.after(30), run.after(31), run.after(90)) == (
        0,
        1000,
        1000,
        2100,
        2100,
    )
    give(seals, at=minute(3))
    here = pace.run(seals, minute(10), step=pace.MINUTE, most=90)
    assert (here.after(3), here.after(4), here.after(60)) == (0, 1000, None)
