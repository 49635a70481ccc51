"""Who looks after whom, and that each is told once what their supporter did, by page and by one letter a day."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from muster.delivery.models import LetterRow
from muster.groups import actions, errors, point_people
from muster.groups import leading_errors as refusals
from muster.groups.actions import telling
from muster.groups.models import PointPerson, Told
from muster.kit.errors import NotFound
from muster.kit.scope import Scope, entered
from tests.cast import Cast
from tests.domains.groups.leaders import did, leader, member, membership
from tests.domains.groups.team import NOW, key_of, minute
from tests.make import Make

pytestmark = pytest.mark.django_db
# Warsaw is an hour ahead: a morning there.
MORNING = NOW + timedelta(days=1)


def points(by, person, whom, at=NOW):
    number = membership(person, by.group)
    with entered(Scope(person_id=by.person.pk)):
        actions.point(
            group=by.group, membership=number, leader=whom.key.pk if whom else None, by=by, at=at
        )


def words(by):
    with entered(Scope(person_id=by.person.pk)):
        return [one.sentence for one in point_people.told(by.person, by.group)]


def test_one_point_person_at_a_time(make: Make, cast: Cast) -> None:
    lea, leo = leader(make, cast.olga), leader(make, cast.olga, "call", given_name="Leo")
    mia = member(make)
    points(lea, mia, lea)
    points(lea, mia, leo, at=minute(1))
    held = PointPerson.objects.filter(to_at=None)
    assert [one.leader_id for one in held] == [leo.key.pk]
    with entered(Scope(person_id=lea.person.pk)):
        assert [one.shown_as for one in point_people.team(lea.group, leader=leo.person.pk)] == [
            "Mia"
        ]
        assert [(one.shown_as, one.supporters) for one in point_people.leaders(lea.group)] == [
            ("Lea L.", 0),
            ("Leo L.", 1),
        ]
    points(lea, mia, None, at=minute(2))
    assert not PointPerson.objects.filter(to_at=None).exists()


def test_what_makes_no_point_person_is_refused(make: Make, cast: Cast) -> None:
    lea, leo = leader(make, cast.olga), leader(make, cast.olga, "call", given_name="Leo")
    mia = member(make)
    with pytest.raises(errors.NoSuchPower):
        points(leo, mia, leo)
    with pytest.raises(refusals.NotTheirOwn):
        points(lea, lea.person, lea)
    with pytest.raises(refusals.NotALeader):
        actions.point(
            group=lea.group, membership=membership(mia, lea.group), leader=0, by=lea, at=NOW
        )
    with pytest.raises(NotFound):
        actions.point(group=lea.group, membership=0, leader=lea.key.pk, by=lea, at=NOW)


def test_everybody_is_shared_out_evenly_and_once(make: Make, cast: Cast) -> None:
    lea, leo = leader(make, cast.olga), leader(make, cast.olga, "call", given_name="Leo")
    first = member(make, "First")
    points(lea, first, lea)
    for number in range(4):
        member(make, f"M{number}", at=minute(number))
    lea.group.refresh_from_db()
    with entered(Scope(person_id=lea.person.pk)):
        assert point_people.without(lea.group) == 4
        assert actions.share_out(group=lea.group, by=lea, at=NOW) == 4
        assert actions.share_out(group=lea.group, by=lea, at=NOW) == 0
        assert point_people.without(lea.group) == 0
        assert sorted(one.supporters for one in point_people.leaders(lea.group)) == [2, 3]
    assert leo.rights == {"call"}


@given(st.integers(0, 40), st.lists(st.integers(0, 9), min_size=1, max_size=6))
def test_shares_are_even(members: int, load: list[int]) -> None:
    given_ = point_people.shares(range(members), dict(enumerate(load)))
    assert len(given_) == members
    after = [load[one] + list(given_.values()).count(one) for one in range(len(load))]
    grown = [after[one] for one in range(len(load)) if after[one] > load[one]]
    assert not grown or max(grown) - min(after) <= 1


@pytest.mark.django_db(transaction=True)
class TestTold:
    """With real commits: what is still open is not read yet."""

    @pytest.fixture
    def pair(self, transactional_db: None):
        from tests.cast import make_cast

        make = Make()
        lea, mia = leader(make, make_cast().olga), member(make)
        points(lea, mia, lea)
        actions.tell()
        return lea, mia

    def test_each_deed_is_told_once_however_often_the_log_is_read(self, pair) -> None:
        lea, mia = pair
        for kind in ("gift.received", "shift.joined", "post.made", "reply.received", "page.viewed"):
            did(mia, kind, minute(5))
        assert actions.tell() == 4
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM activity_cursor WHERE name = %s", [telling.CURSOR])
        assert actions.tell() == 0
        assert Told.objects.count() == 4
        assert set(words(lea)) == {
            "Mia gave for the first time",
            "Mia took a shift",
            "Mia wrote on the board",
            "Mia wrote to us",
        }

    def test_a_second_gift_is_no_news_on_any_address(self, pair) -> None:
        lea, mia = pair
        did(mia, "gift.received", minute(1), amount=1000, currency="EUR")
        did(mia, "gift.received", minute(2), amount=5000, currency="EUR")
        assert actions.tell() == 1
        did(mia, "gift.received", minute(3))
        assert actions.tell() == 0
        assert words(lea) == ["Mia gave for the first time"]

    def test_nobody_is_told_of_what_was_before_or_of_whoever_left(self, pair) -> None:
        lea, mia = pair
        did(mia, "shift.done", NOW - timedelta(days=1))
        assert actions.tell() == 0
        actions.leave(membership=lea.group.memberships.get(key=key_of(mia)), by=lea, at=minute(1))
        did(mia, "shift.done", minute(2))
        assert actions.tell() == 0

    def test_one_letter_a_day_in_the_morning(self, pair) -> None:
        _lea, mia = pair
        did(mia, "shift.done", minute(2))
        actions.tell()
        night = MORNING.replace(hour=2)
        assert actions.write_letters(at=night) == 0
        assert actions.write_letters(at=MORNING) == 1
        assert actions.write_letters(at=MORNING) == 0
        did(mia, "shift.joined", minute(3))
        actions.tell()
        assert actions.write_letters(at=MORNING + timedelta(hours=2)) == 0
        assert actions.write_letters(at=MORNING + timedelta(days=1)) == 1
        first, second = LetterRow.objects.filter(kind="supporters").order_by("id")
        assert first.context["words"] == [{"name": "Mia", "kind": "shift.done"}]
        assert second.context["words"] == [{"name": "Mia", "kind": "shift.joined"}]
        assert second.context["url"].endswith(f"/team/{_lea.group.slug}/lead/")

    def test_whoever_wishes_no_letter_reads_it_on_the_page(self, pair) -> None:
        lea, mia = pair
        with entered(Scope(person_id=lea.person.pk)):
            assert point_people.wishes_letters(lea.person)
            actions.choose_letters(key=lea.key, wanted=False)
            assert not point_people.wishes_letters(lea.person)
        did(mia, "shift.done", minute(2))
        actions.tell()
        assert actions.write_letters(at=MORNING) == 0
        with entered(Scope(person_id=lea.person.pk)):
            assert point_people.unseen(lea.person, lea.group) == 1
            assert actions.look(person=lea.person, group=lea.group, at=NOW) == 1
            assert point_people.unseen(lea.person, lea.group) == 0

    def test_a_letter_reads_well_in_each_language(self, pair) -> None:
        from django.template.loader import render_to_string
        from django.utils import translation

        said = {
            "words": [{"name": "Mia", "kind": kind} for kind in point_people.WORDS],
            "more": 2, "url": "https://x.example/", "organisation": "O", "legal_address": "A",
        }  # fmt: skip
        for language in ("en", "it", "pl", "fr"):
            with translation.override(language):
                text = render_to_string("mail/supporters.txt", said)
                assert text.count("Mia") == 6
                assert [
                    str(one) % {"name": "Mia"} in text for one in point_people.WORDS.values()
                ] == [True] * 6
