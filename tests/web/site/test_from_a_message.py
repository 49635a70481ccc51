"""Who came to a page of ours from a broadcast: said by the link, known by the sign-in, noted after a yes."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Any

import pytest

from muster.activity.models import Fact
from muster.audiences import queries as audiences
from muster.audiences.definition import ANY, Broadcast, Group
from muster.broadcasts import actions, composing, following
from muster.delivery import letters
from muster.delivery.models import LetterRow
from muster.groups import actions as groups
from muster.kit import actors, clock
from muster.kit.actors import system
from muster.kit.scope import Scope
from muster.people import actions as people
from muster.people import attention
from tests.domains.broadcasts.sending import claim, finish
from tests.domains.broadcasts.stages import Stages
from tests.domains.groups.team import topic
from tests.members import member_client
from tests.web.site.test_my import asked

if TYPE_CHECKING:
    from muster.people.models import Person
    from tests.cast import Cast
    from tests.client import CheckingClient
    from tests.make import Make

pytestmark = pytest.mark.django_db
LINK = "http://localhost:8000/tasks/?language=pl&from=this"


@pytest.fixture
def stages(cast: Cast, make: Make) -> Stages:
    return Stages(cast, make)


@pytest.fixture
def sent(stages: Stages) -> Any:
    """A broadcast that reached everybody but the last of them."""
    broadcast = stages.sending()
    finish(claim(), ["accepted"] * (len(stages.people) - 1) + ["refused"])
    return broadcast


@pytest.fixture
def reached(stages: Stages, sent: Any) -> Person:
    got = Fact.objects.filter(kind__name="message.accepted").values_list("key_id", flat=True)
    return next(one for one in stages.people if one.keys.get().pk in set(got))


def clicks() -> list[tuple[str, str]]:
    found = Fact.objects.filter(kind__name="message.clicked").order_by("id")
    return [(fact.ref.name, fact.data["page"]) for fact in found.select_related("ref")]


def followed(which: str) -> int:
    return audiences.count(Group("all", (Broadcast("followed", which),)), Scope.EVERYONE)


def who_said_yes(person: Person) -> CheckingClient:
    browser = member_client(person)
    browser.post("/my/noting/", {"yes": "1"})
    return browser


def test_a_link_names_its_message_where_its_author_asks_and_nobody_else(stages: Stages) -> None:
    made = stages.written()
    body = f"Come: {LINK}\nhttps://elsewhere.example/?from=this http://localhost:8000/this?a=this"
    actions.edit(
        broadcast_id=made.pk, changes={"body": body}, by=stages.cast.ana, session_mac="authors"
    )
    made.refresh_from_db()
    assert made.body == body
    document = composing.document_body(made, stages.house, None)
    assert document.texts[0].text == body.replace(LINK, LINK.replace("this", str(made.pk)))
    assert LINK.replace("this", str(made.pk)) in document.links


def test_after_a_yes_one_coming_is_one_fact_and_the_audience_finds_it(
    sent: Any, reached: Person
) -> None:
    browser = who_said_yes(reached)
    for _again in range(2):
        browser.get("/tasks/", {"from": sent.pk})
    browser.get("/league/", {"from": sent.pk})
    assert clicks() == [(sent.reference, "/tasks/")]
    assert followed(str(sent.pk)) == followed(ANY) == 1
    assert followed(str(sent.pk + 1)) == 0


def test_without_a_yes_nothing_is_noted(sent: Any, reached: Person) -> None:
    browser = member_client(reached)
    browser.get("/tasks/", {"from": sent.pk})
    browser.post("/my/noting/", {"yes": "1"})
    browser.post("/my/noting/", {})
    browser.get("/tasks/", {"from": sent.pk})
    assert clicks() == []


def test_a_yes_to_older_words_does_not_cover_it(sent: Any, reached: Person) -> None:
    people.grant(
        key_id=reached.keys.get().pk,
        channel=attention.CHANNEL,
        purpose=attention.PURPOSE,
        evidence="own page",
        by=system("test"),
        wording="Note which of your pages I look at.",
    )
    member_client(reached).get("/tasks/", {"from": sent.pk})
    assert Fact.objects.filter(kind__name="page.viewed").count() == 1
    assert clicks() == []


def test_what_mail_scanners_and_browsers_fetch_ahead_does_not_count(
    client_for: Any, sent: Any, reached: Person
) -> None:
    browser = who_said_yes(reached)
    client_for().get("/tasks/", {"from": sent.pk})  # a scanner is nobody
    client_for().get(f"/my/in/?next=/tasks/%3Ffrom={sent.pk}")
    browser.head("/tasks/", {"from": sent.pk})
    browser.get("/tasks/", {"from": sent.pk}, headers={"Sec-Purpose": "prefetch;prerender"})
    assert clicks() == []


@pytest.mark.parametrize("number", ["0", "-1", "x", "9" * 30, "١", ""])
def test_what_is_no_number_of_a_broadcast_is_nothing(
    sent: Any, reached: Person, number: str
) -> None:
    assert who_said_yes(reached).get("/tasks/", {"from": number}).status_code == 200
    assert clicks() == []


def test_only_what_reached_them_counts_and_never_a_page_of_their_own(
    stages: Stages, sent: Any, reached: Person
) -> None:
    who_said_yes(reached).get("/my/", {"from": sent.pk})
    who_said_yes(reached).get("/tasks/", {"from": sent.pk + 1})
    got = Fact.objects.filter(kind__name="message.accepted").values_list("key_id", flat=True)
    other = next(one for one in stages.people if one.keys.get().pk not in set(got))
    who_said_yes(other).get("/tasks/", {"from": sent.pk})
    assert clicks() == []


def mailed_link(address: str, stages: Stages) -> str:
    """The link in the sign-in letter as it leaves: the same in its text and behind its button."""
    mail = letters.single(LetterRow.objects.get(kind="portal", address=address), stages.house)
    (plain,) = re.findall(r"https?://\S+/my/open/\S+", mail.text)
    (pretty,) = re.findall(r'href="(https?://[^"]+/my/open/[^"]+)"', mail.html)
    assert html.unescape(pretty) == plain
    return re.sub(r"^https?://[^/]+", "", plain)


def door(answer: Any) -> str:
    """Where a page leads whoever wants to come in: its link, its form or its button."""
    (found,) = re.findall(r'(?:href|action)="(/my/(?:in|open)/[^"]*next=[^"]*)"', answer.text)
    return html.unescape(found)


@pytest.mark.parametrize("page", ["/team/divers/", "/team/divers/?language=pl", "/team/divers/me/"])
def test_who_comes_in_by_the_mailed_link_came_from_the_broadcast_once(
    client_for: Any, stages: Stages, sent: Any, reached: Person, page: str
) -> None:
    divers = topic(stages.cast.olga)
    groups.join(group=divers, key=reached.keys.get(), by=actors.person(reached.pk), at=clock.now())
    written = f"http://localhost:8000{page}{'&' if '?' in page else '?'}from=this"
    landing = following.named(written, sent.pk).removeprefix("http://localhost:8000")
    address = reached.keys.get().value
    who_said_yes(reached)

    browser = client_for()
    stopped = browser.get(landing)
    way = stopped.url if stopped.status_code == 302 else door(stopped)
    browser.post(door(browser.get(way)), asked(address))
    mailed = mailed_link(address, stages)
    assert clicks() == [], "a stranger’s look is nobody’s"
    came = browser.post(door(browser.get(mailed)))
    assert came.url == landing
    assert clicks() == [], "the button is no page"
    for _again in range(2):
        assert browser.get(came.url).status_code == 200
    assert clicks() == [(sent.reference, page.partition("?")[0])]
    assert followed(str(sent.pk)) == 1
