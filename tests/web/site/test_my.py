"""One’s own page opens by a mailed link, in one browser, and shows nobody else’s record."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from muster.activity.models import Fact
from muster.groups import actions as groups
from muster.kit import clock
from muster.kit.actors import system
from muster.people.models import ConsentState, MailToken, MemberSession, Person
from muster.web import members
from muster.web.site import stamp
from tests.members import member_client

pytestmark = pytest.mark.django_db
ANA = "ana@people.example"


@pytest.fixture
def ana(make: Any) -> Person:
    return make.person(email=ANA, consent=True, given_name="Ana")


def asked(email: str) -> dict[str, str]:
    opened = f"{int(clock.db_now().timestamp()) - 9}.{'b' * 22}"
    seal = f"{opened}.{stamp.secrets.mac('site.form', 'email', opened)}"
    return {"email": email, "stamp": seal}


def test_the_whole_way_in_and_out(client_for: Any, mailbox: Any, ana: Person) -> None:
    visitor = client_for()
    turned = visitor.get("/my/")
    assert turned.url == "/my/in/?next=/my/"
    visitor.post("/my/in/?next=/my/", asked(ANA))
    link = mailbox.link(ANA)
    assert "Open my page" in visitor.get(link).text
    assert MemberSession.objects.count() == 0, "looking at the link signs nobody in"
    came = visitor.post(link)
    assert came.url == "/my/"
    cookie = visitor.cookies[members.COOKIE]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    assert "Hello, Ana" in visitor.get("/my/").text
    assert ana.keys.get().verified_at is not None
    visitor.post("/my/out/")
    assert visitor.get("/my/").status_code == 302


def test_known_and_unknown_see_the_same(client_for: Any, mailbox: Any, ana: Person) -> None:
    visitor = client_for()
    answers = [visitor.post("/my/in/", asked(who)) for who in (ANA, "no@people.example")]
    assert len({(a.status_code, a.url, a.content) for a in answers}) == 1
    assert [letter.kind for letter in mailbox.posted] == ["portal", "portal-unknown"]


def test_a_link_works_once_and_not_for_ever(client_for: Any, mailbox: Any, ana: Person) -> None:
    client_for().post("/my/in/", asked(ANA))
    link = mailbox.link(ANA)
    assert client_for().post(link).status_code == 302
    again = client_for().post(link)
    assert again.status_code == 410
    assert "too old" in again.text
    assert client_for().post("/my/open/nothing/").status_code == 404
    client_for().post("/my/in/", asked(ANA))
    MailToken.objects.filter(used_at=None).update(expires_at=clock.db_now() - timedelta(minutes=1))
    assert client_for().post(mailbox.link(ANA)).status_code == 410


@pytest.mark.parametrize("there", ["https://elsewhere.example/", "//elsewhere.example", "/office/"])
def test_the_door_leads_nowhere_else(
    client_for: Any, mailbox: Any, ana: Person, there: str
) -> None:
    client_for().post(f"/my/in/?next={there}", asked(ANA))
    link = mailbox.link(ANA)
    assert client_for().post(f"{link.split('&next')[0]}&next={there}").url == "/my/"


def test_a_session_ends_by_time_and_everywhere(ana: Person) -> None:
    one, two = member_client(ana), member_client(ana)
    one.post("/my/out/", {"everywhere": "1"})
    assert two.get("/my/").status_code == 302
    three = member_client(ana)
    MemberSession.objects.update(expires_at=clock.db_now() - timedelta(seconds=1))
    assert three.get("/my/").status_code == 302


def test_after_two_records_became_one_it_is_the_one(ana: Person, make: Any) -> None:
    from muster.people import actions

    browser = member_client(ana)
    other = make.person(given_name="Anna")
    actions.join_people(keep=other, other=ana, by=system("test"))
    assert "Hello, Anna" in browser.get("/my/").text


def test_an_erased_person_is_signed_out(ana: Person) -> None:
    from muster.people import actions

    browser = member_client(ana)
    actions.forget_person(person=ana, by=system("test"))
    assert MemberSession.objects.count() == 0
    assert browser.get("/my/").status_code == 302


def test_visits_are_noted_only_after_a_yes(ana: Person) -> None:
    browser = member_client(ana)
    viewed = Fact.objects.filter(kind__name="page.viewed")
    team = groups.place(person=ana, key=ana.keys.get(), by=system("test"), at=clock.now())
    board = f"/team/{team.slug}/board/"
    browser.get(board)
    browser.get("/tasks/")
    assert not viewed.exists()
    page = browser.post("/my/noting/", {"yes": "1"}, follow=True)
    assert "You said yes" in page.text
    state = ConsentState.objects.select_related("entry__wording").get(purpose="attention")
    assert (state.channel, state.state) == ("web", "granted")
    assert "suggest what fits me" in state.entry.wording.text
    browser.get(board)
    browser.get("/tasks/")
    seen = viewed.order_by("id").select_related("ref")
    assert [fact.ref.name for fact in seen] == [board, "/tasks/"]
    browser.post("/my/noting/", {}, follow=True)
    browser.get(board)
    assert viewed.count() == 2
    state.refresh_from_db()
    assert (state.state, state.entry.channel) == ("withdrawn", "web")


def test_nobody_reads_news_that_did_not_reach_them(ana: Person) -> None:
    assert member_client(ana).get("/my/news/1/").status_code == 404


def test_a_form_of_ours_is_taken_and_a_foreign_one_is_not(ana: Person) -> None:
    signed_in = member_client(ana)
    browser = type(signed_in)(enforce_csrf_checks=True)
    browser.cookies = signed_in.cookies
    page = browser.get("/my/")
    # A page that hides where its forms come from has them refused by every browser.
    assert page["Referrer-Policy"] == "same-origin"
    token = page.context["csrf_token"]
    ours = {"csrfmiddlewaretoken": str(token), "yes": "1"}
    assert browser.post("/my/noting/", ours).status_code == 302
    assert browser.post("/my/noting/", {"yes": "1"}).status_code == 403


def test_the_page_tells_of_team_and_next_shift(ana: Person, cast: Any) -> None:
    from muster.volunteering import actions as tasks
    from muster.volunteering.actions import Told

    key, now = ana.keys.get(), clock.now()
    browser = member_client(ana)
    assert "You are in no shift now." in browser.get("/my/").text
    team = groups.place(person=ana, key=key, by=system("test"), at=now)
    told = Told("Count seals", 60, online=True)
    task = tasks.keep_task(task=None, told=told, by=cast.olga, at=now)
    spans = [(now + timedelta(days=2), now + timedelta(days=2, hours=1))]
    [shift] = tasks.add_shifts(task=task, spans=spans, slots=2, by=cast.olga, at=now)
    tasks.open_task(task=task, by=cast.olga, at=now)
    tasks.take(shift=shift, key=key, by=system("test"), at=now)
    page = browser.get("/my/").text
    assert "Count seals" in page
    assert "Say whether you come" in page
    assert team.name in page
    assert "New members" in page
