"""The pages of a team: open to read what it is, and to nobody but its members for what stands on its board."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.test.utils import CaptureQueriesContext

from muster.groups import actions, queries
from muster.groups.models import Group, Membership, Post, Report, Thread
from muster.kit import actors, clock
from tests.domains.groups.team import key_of, placed, topic
from tests.domains.volunteering.helpers import shift, task
from tests.members import member_client
from tests.web.site.test_join import filled

if TYPE_CHECKING:
    from muster.people.models import Person
    from tests.cast import Cast
    from tests.make import Make

pytestmark = pytest.mark.django_db


@pytest.fixture
def ann(make: Make) -> Person:
    person, _team = placed(make, given_name="Ann", family_name="Nowak")
    return person


@pytest.fixture
def ben(make: Make, ann: Person) -> Person:
    person, _team = placed(make, given_name="Ben")
    return person


def wrote(person: Person, text: str = "Hello all.", title: str = "Hello") -> Post:
    group = queries.team_of(person)
    assert group is not None
    return actions.start_thread(
        group=group, key=key_of(person), title=title, text=text,
        by=actors.person(person.pk), at=clock.now(),
    )  # fmt: skip


def test_everybody_reads_which_teams_there_are_and_nobody_s_name(
    make: Make, cast: Cast, client_for: Any, ann: Person
) -> None:
    topic(cast.olga)
    for _number in range(5):
        placed(make, postcode="00-001")
    text = client_for().get("/team/").text
    assert "fewer than five people" in text
    assert "5 people" in text
    assert "Divers" in text
    assert "Ann" not in text
    text = client_for().get("/team/lodzkie/").text
    assert "fewer than five people" in text
    assert "Join with a postcode of this region" in text
    assert client_for().get("/team/nothing/").status_code == 404


def test_a_stranger_is_led_to_the_door_and_another_team_is_not_there(
    make: Make, client_for: Any, ann: Person
) -> None:
    post = wrote(ann)
    stranger, _warsaw = placed(make, postcode="00-001")
    here = f"/team/lodzkie/board/{post.thread_id}/"
    for path in ("/team/lodzkie/board/", here, "/team/lodzkie/me/", "/team/lodzkie/board/new/"):
        assert client_for().get(path).url.startswith("/my/in/")
        assert member_client(stranger).get(path).status_code == 404
        assert member_client(ann).get(path).status_code == 200
    assert member_client(stranger).get("/my/team/").url != member_client(ann).get("/my/team/").url


def test_a_member_sees_their_team(make: Make, cast: Cast, ann: Person, ben: Person) -> None:
    client = member_client(ann)
    text = client.get("/team/lodzkie/").text
    assert "You are one of 2 in Łódzkie" in text
    assert "Nobody leads this team yet" in text
    team = Group.objects.get()
    actions.give_rights(
        group=team, key=key_of(ben), rights_given=["moderate"], by=cast.olga, at=clock.now()
    )
    wrote(ben, "Where is @Ann N.?", title="Beach")
    text = client.get("/team/lodzkie/").text
    assert '<b translate="no">Ben</b>' in text
    assert "Somebody named you" in text
    assert "Beach" in text
    thread = Thread.objects.get()
    client.get(f"/team/lodzkie/board/{thread.pk}/")
    assert "Somebody named you" not in client.get("/team/lodzkie/").text


def test_one_begins_a_thread_and_another_answers(ann: Person, ben: Person) -> None:
    client = member_client(ann)
    assert client.post("/team/lodzkie/board/new/", {"title": "", "text": ""}).status_code == 422
    answer = client.post("/team/lodzkie/board/new/", {"title": "Beach", "text": "Who comes?"})
    thread = Thread.objects.get()
    assert answer.url == f"/team/lodzkie/board/{thread.pk}/?done=posted"
    there = f"/team/lodzkie/board/{thread.pk}/"
    assert member_client(ben).post(there, {"text": " "}).status_code == 422
    answer = member_client(ben).post(there, {"text": "Me.\n\nAnd you?"})
    made = Post.objects.latest("id")
    assert answer.url.endswith(f"#p{made.pk}")
    text = client.get(there).text
    assert "<p>Me.</p><p>And you?</p>" in text
    assert "It stands on the board." in client.get(answer.url).text


def test_words_are_words_and_links_lead_nowhere_secret(
    cast: Cast, ann: Person, ben: Person
) -> None:
    bad = (
        "<script>alert(1)</script> javascript:alert(1) [x](http://a.example)\n"
        'https://elsewhere.example/?a=1&b="2" <b>http://b.example.</b>'
    )
    post = wrote(ann, bad)
    actions.decide(post=post, hide=False, reason="", by=cast.olga, at=clock.now(), context={})
    text = member_client(ben).get(f"/team/lodzkie/board/{post.thread_id}/").text
    assert "<script>alert" not in text
    assert "<b>http" not in text
    links = re.findall(r'<a href="([^"]+)" rel="([^"]+)">', text)
    told = {rel for _href, rel in links if "ugc" in rel}
    assert told == {"nofollow ugc noopener noreferrer"}
    assert [href for href, rel in links if "ugc" in rel] == [
        "http://a.example", "https://elsewhere.example/?a=1&amp;b=", "http://b.example",
    ]  # fmt: skip


def test_a_first_link_waits(ann: Person, ben: Person) -> None:
    client = member_client(ann)
    answer = client.post(
        "/team/lodzkie/board/new/", {"title": "Look", "text": "https://elsewhere.example"}
    )
    assert answer.url.endswith("?done=waits")
    assert "Waits for a moderator; only you see it" in client.get(answer.url).text
    there = f"/team/lodzkie/board/{Thread.objects.get().pk}/"
    assert member_client(ben).get(there).status_code == 404
    assert "Look" not in member_client(ben).get("/team/lodzkie/board/").text


def test_one_changes_one_s_own_post_and_nobody_else_s(ann: Person, ben: Person) -> None:
    post = wrote(ann)
    there = f"/team/lodzkie/board/{post.thread_id}/{post.pk}/"
    assert member_client(ben).post(there, {"text": "X"}).status_code == 404
    client = member_client(ann)
    assert "Hello all." in client.get(there).text
    client.post(there, {"text": "Hello, everybody."})
    post.refresh_from_db()
    assert post.text == "Hello, everybody."
    Post.objects.update(at="2026-01-01T00:00Z")
    answer = client.post(there, {"text": "Late."})
    assert answer.status_code == 422
    assert "A post can be changed for 15 minutes" in answer.text


def test_reported_hidden_by_a_leader_and_gone(cast: Cast, ann: Person, ben: Person) -> None:
    post = wrote(ann, "You fools.")
    here = f"/team/lodzkie/board/{post.thread_id}/{post.pk}"
    client = member_client(ben)
    assert client.get(f"{here}/report/").status_code == 200
    assert client.post(f"{here}/report/", {"reason": ""}).status_code == 422
    client.post(f"{here}/report/", {"reason": "Rude"})
    assert Report.objects.get().reason == "Rude"
    again = client.post(f"{here}/report/", {"reason": "Rude"})
    assert "You reported this post already" in again.text
    assert client.get("/team/lodzkie/reports/").status_code == 404
    assert client.post(f"{here}/decision/", {"hide": "1", "reason": "No"}).status_code == 404
    actions.give_rights(
        group=Group.objects.get(), key=key_of(ben), rights_given=["moderate"], by=cast.olga, at=clock.now()
    )  # fmt: skip
    assert "1 post waits for your word" in client.get("/team/lodzkie/").text
    assert "Hello" in client.get("/team/lodzkie/reports/").text
    assert "Rude" in client.get(f"{here}/decision/").text
    assert client.post(f"{here}/decision/", {"hide": "1", "reason": ""}).status_code == 422
    client.post(f"{here}/decision/", {"hide": "1", "reason": "We stay friendly."})
    assert Thread.objects.get().posts == 0
    assert client.get(f"/team/lodzkie/board/{post.thread_id}/").status_code == 404
    mine = member_client(ann).get(f"/team/lodzkie/board/{post.thread_id}/").text
    assert "You fools." not in mine
    assert "We stay friendly." in mine


def test_joining_renaming_leaving(make: Make, cast: Cast, ann: Person) -> None:
    divers = topic(cast.olga)
    client = member_client(ann)
    assert "Join this team" in client.get("/team/divers/").text
    assert client.post("/team/divers/membership/").url == "/team/divers/?done=joined"
    assert "You are in." in client.get("/team/divers/?done=joined").text
    assert client.post("/team/divers/me/", {"shown_as": ""}).status_code == 422
    client.post("/team/divers/me/", {"shown_as": "Annie"})
    assert Membership.objects.get(group=divers).shown_as == "Annie"
    assert client.post("/team/divers/leaving/").url == "/team/divers/?done=left"
    assert "You left the team" in client.get("/team/divers/?done=left").text
    assert client.get("/team/divers/board/").status_code == 404
    _ben, warsaw = placed(make, postcode="00-001")
    assert "Change to this team" in client.get(f"/team/{warsaw.slug}/").text


def test_news_are_offered_to_whoever_may_write_them(cast: Cast, ann: Person) -> None:
    client = member_client(ann)
    assert 'name="news"' not in client.get("/team/lodzkie/board/new/").text
    actions.give_rights(
        group=Group.objects.get(), key=key_of(ann), rights_given=["post_news"], by=cast.olga, at=clock.now()
    )  # fmt: skip
    assert 'name="news"' in client.get("/team/lodzkie/board/new/").text
    client.post("/team/lodzkie/board/new/", {"title": "Won", "text": "We won.", "news": "on"})
    assert "News of the team" in client.get("/team/lodzkie/").text


def test_a_long_thread_is_read_page_by_page(ann: Person, ben: Person) -> None:
    post = wrote(ann)
    Post.objects.bulk_create(
        Post(thread_id=post.thread_id, group_id=post.group_id, key_id=post.key_id, text=f"Nr {number}.", at=post.at)
        for number in range(70)
    )  # fmt: skip
    client, here = member_client(ben), f"/team/lodzkie/board/{post.thread_id}/"
    seen: list[str] = []
    path = here
    while path:
        text = client.get(path).text
        seen += re.findall(r"Nr \d+\.", text)
        later = re.search(r'href="(\?after=\d+)" rel="next"', text)
        path = here + later.group(1) if later else ""
    assert seen == [f"Nr {number}." for number in range(70)]
    last = client.get(f"{here}?last=1").text
    assert "Nr 69." in last
    back = re.search(r'href="(\?before=\d+)" rel="prev"', last)
    assert back is not None
    assert "Nr 39." in client.get(here + back.group(1)).text
    assert client.get(f"{here}?after=x&before=99999999999999999999").status_code == 200


def test_pages_ask_the_same_however_much_stands_there(
    make: Make, ann: Person, ben: Person, django_assert_max_num_queries: Any
) -> None:
    from django.db import connection

    def asked(path: str) -> int:
        client = member_client(ben)
        client.get(path)
        with CaptureQueriesContext(connection) as found:
            assert client.get(path).status_code == 200
        return len(found)

    first = wrote(ann)
    thread = f"/team/lodzkie/board/{first.thread_id}/"
    before = [asked(path) for path in ("/team/", "/team/lodzkie/", "/team/lodzkie/board/", thread)]
    for number in range(6):
        post = wrote(ann, title=str(number))
        actions.answer(
            thread=first.thread, key=key_of(ben), text="Yes.", by=actors.person(ben.pk), at=clock.now()
        )  # fmt: skip
        actions.pin(
            thread=post.thread, pinned=number % 2 == 0, by=actors.system("t"), at=clock.now()
        )
    placed(make, postcode="00-001")
    after = [asked(path) for path in ("/team/", "/team/lodzkie/", "/team/lodzkie/board/", thread)]
    assert after == before
    assert max(after) <= 40


def test_the_next_shift_of_the_team_stands_on_its_page(cast: Cast, ann: Person) -> None:
    today = clock.now().date()
    for days, title, postcode in (
        (9, "Later", "90-001"),
        (8, "Ours", "90-001"),
        (7, "Away", "00-001"),
    ):
        made = task(cast.olga, title=title, postcode=postcode)
        shift(made, cast.olga, day=today + timedelta(days=days))
    text = member_client(ann).get("/team/lodzkie/").text
    assert "Next together:" in text
    assert "Ours" in text
    assert "Later" not in text
    assert "Away" not in text


def test_the_pages_speak_four_languages(make: Make, ann: Person) -> None:
    for language in ("it", "pl", "fr"):
        answer = member_client(ann).get(f"/team/lodzkie/?language={language}")
        assert answer["Content-Language"] == language
        assert f"?language={language}" in answer.text


def test_a_confirmed_sign_up_is_in_the_team_at_once(client_for: Any, mailbox: Any) -> None:
    visitor = client_for()
    visitor.post("/", filled(email="new@people.example", given_name="Nina"))
    link = mailbox.link("new@people.example")
    visitor.post(link)
    text = visitor.get(link).text
    assert "You are in the team Łódzkie" in text
    found = Membership.objects.get()
    assert (found.shown_as, found.how) == ("Nina", "postcode")
    visitor.post(link)
    assert Group.objects.get().members == 1
