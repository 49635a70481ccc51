"""Two regions and two members: what the database itself shows to each, whatever a page asks."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from muster.groups import access, actions
from muster.groups.models import Group, Leadership, Membership, Post, Report, Thread
from muster.kit import actors
from muster.kit.errors import NotFound
from muster.kit.scope import Scope, entered
from tests.cast import Cast
from tests.domains.groups.team import NOW, joined, key_of, placed, says, topic
from tests.make import Make

pytestmark = pytest.mark.django_db
TABLES = (
    "groups_membership", "groups_leadership", "groups_thread", "groups_post", "groups_mention",
    "groups_report", "groups_hiding",
)  # fmt: skip


@pytest.fixture
def world(make: Make, cast: Cast) -> dict[str, Any]:
    """Two teams and a topic, each with a member who wrote, was named, reported and hidden."""
    ann, lodz = placed(make, given_name="Ann")
    ben, warsaw = placed(make, given_name="Ben", postcode="00-001")
    divers = topic(cast.olga)
    cid = joined(make, divers, given_name="Cid", postcode="00-001")
    for person, group in ((ann, lodz), (ben, warsaw), (cid, divers)):
        other = make.person(given_name="Other", postcode=person.postcode)
        actions.join(group=group, key=key_of(other), by=actors.system("test"), at=NOW)
        actions.give_rights(
            group=group, key=key_of(other), rights_given=["call"], by=cast.olga, at=NOW
        )
        post = says(person, group, "Hello @Other", title=group.slug)
        actions.report(
            post=post, key=key_of(other), reason="Rude", by=actors.system("test"), at=NOW
        )
        hidden = says(person, group, "Bye", title=group.slug)
        actions.decide(post=hidden, hide=True, reason="Rude", by=cast.olga, at=NOW, context={})
    return {"ann": ann, "ben": ben, "cid": cid, "lodz": lodz, "warsaw": warsaw, "divers": divers}


def counts() -> dict[str, int]:
    found = {}
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"SELECT count(*) FROM {table}")
            found[table] = cursor.fetchone()[0]
    return found


def groups(model: Any) -> set[str]:
    return {one.group.slug for one in model.objects.select_related("group")}


def test_no_scope_shows_nothing_but_the_groups(world: Any) -> None:
    assert min(counts().values()) >= 3
    with entered(Scope.NOBODY):
        assert set(counts().values()) == {0}
        assert Group.objects.count() == 3
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE muster_web")
        cursor.execute("RESET muster.scope")
        assert set(counts().values()) == {0}


def test_staff_of_a_region_see_its_team_and_topics_but_no_strangers(world: Any) -> None:
    with entered(Scope(regions=frozenset({"PL-10"}))):
        assert groups(Membership) == {"lodzkie"}
        assert groups(Leadership) == {"lodzkie"}
        assert groups(Thread) == groups(Post) == {"lodzkie", "divers"}
        assert {one.post.group.slug for one in Report.objects.all()} == {"lodzkie", "divers"}
    with entered(Scope(regions=frozenset({"PL-14"}))):
        assert groups(Membership) == {world["warsaw"].slug, "divers"}


def test_a_member_sees_their_team_and_nobody_s_reports(world: Any) -> None:
    ann, lodz = world["ann"], world["lodz"]
    with entered(Scope(person_id=ann.pk)):
        assert groups(Membership) == groups(Leadership) == groups(Thread) == {"lodzkie"}
        assert Membership.objects.count() == 2
        assert counts()["groups_report"] == 0
        with pytest.raises(NotFound):
            access.of_member("divers", ann)
    mine = Membership.objects.get(group=lodz, key=key_of(ann))
    actions.leave(membership=mine, by=actors.person(ann.pk), at=NOW)
    with entered(Scope(person_id=ann.pk)):
        assert groups(Thread) == set()
        # That they once belonged is theirs to know.
        assert list(Membership.objects.values_list("pk", flat=True)) == [mine.pk]


def test_a_member_changes_nothing_of_others(world: Any) -> None:
    ann = world["ann"]
    other = Membership.objects.get(group=world["lodz"], shown_as="Other")
    theirs = Post.objects.filter(group=world["warsaw"]).first()
    assert theirs is not None
    with entered(Scope(person_id=ann.pk)):
        assert not Membership.objects.filter(pk=other.pk).update(shown_as="X")
        assert not Leadership.objects.update(rights=["moderate"])
        assert not Post.objects.filter(pk=theirs.pk).update(text="X")
    for write in (
        lambda: Post.objects.create(
            thread_id=theirs.thread_id, group=theirs.group, key=key_of(ann), text="X", at=NOW
        ),
        lambda: Leadership.objects.create(
            group=world["lodz"], key=key_of(ann), rights=["moderate"], from_at=NOW, given_by="x"
        ),
    ):
        with pytest.raises(ProgrammingError, match="row-level security"):
            with entered(Scope(person_id=ann.pk)):
                write()


def test_staff_fetch_what_is_theirs(world: Any, cast: Cast) -> None:
    assert set(access.groups(by=cast.vera)) == {world["lodz"], world["warsaw"], world["divers"]}
    assert set(access.groups(by=cast.rita)) == {world["lodz"], world["divers"]}
    assert not access.groups(by=cast.nobody).exists()
    with pytest.raises(NotFound):
        access.group(world["warsaw"].pk, by=cast.rita)
    assert access.keeps(world["lodz"], by=cast.rita)
    assert not access.keeps(world["divers"], by=cast.rita)
    with pytest.raises(NotFound):
        access.post_for_staff(Post.objects.filter(group=world["warsaw"])[0].pk, by=cast.rita)
