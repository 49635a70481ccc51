"""What members say on a board: in order, by name, within limits, and open to nobody else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muster.groups import access, actions, errors, naming, queries, words
from muster.groups.models import Mention, Post, Thread
from muster.kit import actors
from muster.kit.errors import NotFound, TooMany
from muster.kit.scope import Scope, entered
from tests.cast import Cast
from tests.domains.groups.team import NOW, answers, joined, key_of, minute, placed, says, topic
from tests.make import Make

pytestmark = pytest.mark.django_db


def test_a_thread_and_its_answers_in_order(make: Make) -> None:
    ann, team = placed(make, given_name="Ann", family_name="Nowak")
    ben, _team = placed(make, given_name="Ben")
    with entered(Scope(person_id=ann.pk)):
        first = says(ann, team, "Who comes?\r\n\r\n\r\n\r\nI do.\u202e", title=" The  beach ")
    with entered(Scope(person_id=ben.pk)):
        answers(ben, first, "Me.", at=minute(1))
    thread = Thread.objects.get()
    assert (thread.title, thread.posts, thread.last_at) == ("The beach", 2, minute(1))
    said = [(one.shown_as, one.text) for one in queries.posts(thread)]
    assert said == [("Ann N.", "Who comes?\n\nI do."), ("Ben", "Me.")]


def test_a_board_and_a_thread_are_read_a_page_at_a_time(make: Make) -> None:
    ann, team = placed(make)
    for number in range(5):
        says(ann, team, title=str(number), at=minute(number))
    top = Thread.objects.get(title="0")
    actions.pin(thread=top, pinned=True, by=actors.system("test"), at=NOW)
    assert [one.title for one in queries.pinned(team)] == ["0"]
    page = queries.threads(team, limit=2)
    assert [one.title for one in page] == ["4", "3"]
    assert [one.title for one in queries.threads(team, after=page[-1])] == ["2", "1"]
    first = Post.objects.get(thread=top)
    for number in range(4):
        answers(ann, first, str(number), at=minute(9))
    whole = queries.posts(top)
    page = queries.posts(top, after=whole[1].pk, limit=2)
    assert page == whole[2:4]
    assert queries.posts(top, before=page[0].pk, limit=1) == [whole[1]]


@pytest.mark.parametrize(
    ("title", "text", "problem"),
    [
        ("", "x", errors.Wordless),
        ("x", " \n ", errors.Wordless),
        ("x" * 121, "x", errors.TooLong),
        ("x", "x" * 5001, errors.TooLong),
    ],
)
def test_words_have_their_bounds(
    make: Make, title: str, text: str, problem: type[Exception]
) -> None:
    ann, team = placed(make)
    with pytest.raises(problem):
        says(ann, team, text, title=title)
    assert not Thread.objects.exists()


def test_only_members_speak_and_only_while_it_is_open(make: Make, cast: Cast) -> None:
    divers = topic(cast.olga)
    ann, stranger = joined(make, divers), make.person()
    with pytest.raises(errors.NotAMember):
        says(stranger, divers)
    first = says(ann, divers)
    with pytest.raises(errors.NotAMember):
        answers(stranger, first)
    actions.close_thread(thread=first.thread, by=cast.olga, at=NOW)
    with pytest.raises(errors.ThreadClosed):
        answers(ann, first)
    actions.reopen_thread(thread=first.thread, by=cast.olga, at=NOW)
    answers(ann, first)
    actions.close_group(group=divers, by=cast.olga, at=NOW)
    divers.refresh_from_db()
    with pytest.raises(errors.Closed):
        says(ann, divers)


def test_news_are_for_whoever_may_write_them(make: Make, cast: Cast) -> None:
    ann, team = placed(make)
    by = actors.person(ann.pk)
    tell = {
        "group": team,
        "key": key_of(ann),
        "title": "News",
        "text": "We won.",
        "by": by,
        "at": NOW,
    }
    with pytest.raises(errors.NoSuchPower):
        actions.start_thread(**tell, news=True)
    actions.give_rights(
        group=team, key=key_of(ann), rights_given=["post_news"], by=cast.olga, at=NOW
    )
    actions.start_thread(**tell, news=True)
    assert [one.text for one in queries.news(team)] == ["We won."]


def test_nobody_floods_a_board(make: Make) -> None:
    ann, team = placed(make)
    first = says(ann, team)
    for _number in range(19):
        answers(ann, first)
    with pytest.raises(TooMany):
        answers(ann, first)


def test_a_first_link_waits_and_is_seen_by_its_author_alone(make: Make, cast: Cast) -> None:
    ann, team = placed(make)
    ben, _team = placed(make)
    held = says(ann, team, "Look: https://elsewhere.example/x")
    assert (held.waits, held.thread.posts) == (True, 0)
    assert queries.threads(team) == []
    assert [one.pk for one in queries.threads(team, mine=queries.keys_of(ann))] == [held.thread_id]
    with pytest.raises(NotFound):
        access.thread(held.thread_id, team, ben)
    [waiting] = access.waiting(by=cast.dario)
    assert (waiting.post_id, waiting.held) == (held.pk, True)
    # Words changed afterwards do not carry a link past the moderator.
    plain = says(ben, team, "No link yet.")
    with pytest.raises(errors.LinkLater):
        actions.edit(
            post=plain, text="http://elsewhere.example", by=actors.person(ben.pk), at=minute(1), person=ben.pk
        )  # fmt: skip


def test_one_changes_one_s_own_words_for_a_while(make: Make) -> None:
    ann, team = placed(make)
    ben, _team = placed(make)
    post = says(ann, team)
    mine = {"post": post, "by": actors.person(ann.pk)}
    with entered(Scope(person_id=ann.pk)):
        actions.edit(**mine, text="Hello, all.", at=minute(14), person=ann.pk)
    post.refresh_from_db()
    assert (post.text, post.edited_at) == ("Hello, all.", minute(14))
    with pytest.raises(errors.TooLate):
        actions.edit(**mine, text="Bye.", at=minute(16), person=ann.pk)
    with pytest.raises(errors.NotYours):
        actions.edit(**mine, text="Bye.", at=minute(1), person=ben.pk)
    with pytest.raises(NotFound):
        access.own_post(post.pk, post.thread, ben)


def test_who_is_named_hears_of_it_until_they_have_looked(make: Make) -> None:
    ann, team = placed(make, given_name="Ann", family_name="Nowak")
    ben, _team = placed(make, given_name="Żaneta", family_name="Król")
    elsewhere, _warsaw = placed(make, given_name="Cid", postcode="00-001")
    with entered(Scope(person_id=ann.pk)):
        post = says(ann, team, "Can you come, @zaneta k? Or @Cid, or @Ann N., or mail a@b.example")
    assert [one.key_id for one in Mention.objects.filter(post=post)] == [key_of(ben).pk]
    assert [one.post for one in queries.named(ben, team)] == [post]
    assert queries.named(elsewhere, team) == []
    with entered(Scope(person_id=ben.pk)):
        actions.read(thread=post.thread, person=ben.pk, at=minute(1))
    assert queries.named(ben, team) == []


def test_the_longest_known_name_is_meant(make: Make) -> None:
    ann, team = placed(make)
    placed(make, given_name="Maria")
    maria, _team = placed(make, given_name="Maria", family_name="Rossi")
    says(ann, team, "@Maria R. brings the boat")
    assert [one.key_id for one in Mention.objects.all()] == [key_of(maria).pk]


@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    for readings in naming.called(text):
        assert readings
    said = words.plain(text)
    assert words.plain(said) == said
    assert "\r" not in said
