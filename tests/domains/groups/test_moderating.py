"""A report stands in the queue until one moderator has decided; the author is told why, and nobody who reported."""

from __future__ import annotations

import pytest

from muster.activity import queries as log
from muster.audit.models import Entry as Audit
from muster.delivery.models import LetterRow
from muster.groups import access, actions, errors, queries
from muster.groups.models import Group, Membership, Mention, Post, Report, Thread
from muster.kit import actors
from muster.kit.errors import NotFound
from muster.kit.scope import Scope, entered
from muster.people import actions as people
from muster.people import registry
from muster.people.models import Person
from tests.cast import Cast
from tests.domains.groups.team import (
    NOW,
    answers,
    decides,
    joined,
    key_of,
    minute,
    placed,
    says,
    topic,
)
from tests.make import Make

pytestmark = pytest.mark.django_db


def reports(person: Person, post: Post, reason: str = "Rude.") -> Report:
    with entered(Scope(person_id=person.pk)):
        return actions.report(
            post=post, key=key_of(person), reason=reason, by=actors.person(person.pk), at=NOW
        )


def test_reported_hidden_and_told(make: Make, cast: Cast) -> None:
    ann, team = placed(make, language="pl")
    ben, _team = placed(make)
    post = says(ann, team, "You fools.")
    answers(ben, post, "Please.")
    reports(ben, post)
    with pytest.raises(errors.ReportedAlready):
        reports(ben, post)
    with pytest.raises(errors.Wordless):
        decides(post, cast.dario, hide=True)
    decides(post, cast.dario, hide=True, reason="We stay friendly.", at=minute(5))
    assert not access.waiting(by=cast.dario).exists()
    thread = Thread.objects.get()
    assert (thread.posts, post.hiding.reason) == (1, "We stay friendly.")
    with pytest.raises(NotFound):
        access.post(post.pk, thread, ben)
    [letter] = LetterRow.objects.filter(kind="post-hidden")
    assert (letter.address, letter.language) == (key_of(ann).value, "pl")
    assert letter.context["reason"] == "We stay friendly."
    # The title went with the words it came with; its author reads which thread it was.
    assert (letter.context["title"], thread.title) == ("Hello", "")
    with pytest.raises(errors.DecidedAlready):
        decides(post, cast.olga, hide=True, reason="Again.")
    told = Audit.objects.filter(verb="post.hidden").get()
    assert (told.actor, told.subject) == (cast.dario.actor, str(post))
    facts = log.timeline([key_of(ben).pk], limit=9, kinds=["post.reported", "post.made"])
    assert [one.kind for one in facts] == ["post.reported", "post.made"]


def test_kept_stays_and_may_be_reported_anew(make: Make, cast: Cast) -> None:
    ann, team = placed(make)
    ben, _team = placed(make)
    post = says(ann, team)
    reports(ben, post)
    decides(post, cast.dario, hide=False)
    with pytest.raises(errors.DecidedAlready):
        decides(post, cast.dario, hide=False)
    reports(ben, post, "Still.")
    assert [one.reason for one in access.waiting(by=cast.dario)] == ["Still."]


def test_a_held_post_appears_when_it_is_kept(make: Make, cast: Cast) -> None:
    ann, team = placed(make)
    post = says(ann, team, "https://elsewhere.example")
    decides(post, cast.dario, hide=False)
    assert [one.posts for one in queries.threads(team)] == [1]
    assert not says(ann, team, "https://elsewhere.example/2").waits


def test_a_held_post_that_is_hidden_counts_nowhere(make: Make, cast: Cast) -> None:
    ann, team = placed(make)
    post = says(ann, team, "https://elsewhere.example")
    decides(post, cast.dario, hide=True, reason="An advertisement.")
    assert Thread.objects.get().posts == 0
    assert says(ann, team, "https://elsewhere.example/2").waits


def test_moderators_see_what_they_answer_for(make: Make, cast: Cast) -> None:
    ann, lodz = placed(make)
    ben, warsaw = placed(make, postcode="00-001")
    divers = topic(cast.olga)
    cid = joined(make, divers, postcode="00-001")
    for person, group in ((ann, lodz), (ben, warsaw), (cid, divers)):
        says(person, group, "https://elsewhere.example")
    assert access.waiting(by=cast.dario).count() == 3
    with entered(cast.rita.scope):
        assert {one.post.group for one in access.waiting(by=cast.rita)} == {lodz, divers}
        # The author of a topic may live elsewhere; they are told all the same.
        decides(Post.objects.get(group=divers), cast.rita, hide=True, reason="No.")
    assert not access.waiting(by=cast.vera).exists()
    assert LetterRow.objects.filter(kind="post-hidden", person_id=cid.pk).exists()


def test_a_leader_moderates_their_own_board_by_right(make: Make, cast: Cast) -> None:
    ann, team = placed(make)
    ben, _team = placed(make)
    post = says(ben, team, "You fools.")
    reports(ann, post)
    actions.give_rights(
        group=team, key=key_of(ann), rights_given=["moderate"], by=cast.olga, at=NOW
    )
    own = says(ann, team, "https://elsewhere.example")
    with entered(Scope(person_id=ann.pk)):
        with pytest.raises(errors.OwnPost):
            decides(own, actors.person(ann.pk), hide=False)
        assert Report.objects.filter(post=post).count() == 1
        decides(post, actors.person(ann.pk), hide=True, reason="We stay friendly.")
    assert Thread.objects.get(pk=post.thread_id).posts == 0


def test_erased_words_leave_their_place(make: Make, cast: Cast) -> None:
    ann, team = placed(make, given_name="Ann")
    ben, _team = placed(make, given_name="Ben")
    post = says(ann, team, "I am Ann, @Ben", title="Ann asks")
    answers(ben, post, "Hello @Ann")
    reports(ben, post, "Ann is rude.")
    decides(post, cast.dario, hide=True, reason="Ann, be friendly.")
    reports(ann, Post.objects.get(key=key_of(ben)), "Ben is rude.")
    team.refresh_from_db()
    told = registry.duties()["groups"].export(ann)
    assert [one["text"] for one in told["posts"]] == ["I am Ann, @Ben"]  # type: ignore[attr-defined]
    assert [one["group"] for one in told["memberships"]] == [team.name]  # type: ignore[attr-defined]
    people.forget_person(person=ann, by=cast.ada)
    assert Group.objects.get().members == 1
    kept = Post.objects.order_by("id").values_list("key", "shown_as", "text")
    assert list(kept) == [(None, "", ""), (key_of(ben).pk, "Ben", "Hello @Ann")]
    assert Thread.objects.get().title == ""
    assert not Membership.objects.filter(key__person=ann).exists()
    assert not Mention.objects.exists()
    assert not Report.objects.exclude(reason="").exists()
