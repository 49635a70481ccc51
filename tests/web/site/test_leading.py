"""The pages of a leader: who waits, whose point person, a call taken and noted, the numbers; and nobody else’s."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from muster.activity.models import Fact
from muster.groups import actions
from muster.groups.models import Aim, CallList, CallTarget, PointPerson, Told
from muster.kit import clock
from muster.people.models import MemberSession
from muster.volunteering import actions as volunteering
from muster.volunteering.models import Shift, SignUp
from tests.domains.groups.leaders import SCRIPT, leader, listed, member, membership
from tests.domains.groups.team import NOW, key_of
from tests.domains.volunteering.helpers import key, task
from tests.members import member_client

pytestmark = pytest.mark.django_db
PHONE = "+48601000001"


@pytest.fixture
def lea(make: Any, cast: Any) -> Any:
    return leader(make, cast.olga, at=clock.now() - timedelta(days=40))


@pytest.fixture
def mia(make: Any, lea: Any) -> Any:
    return member(make, family_name="Maj", at=clock.now() - timedelta(hours=80), phone=PHONE)


def address(lea: Any, *parts: object) -> str:
    return f"/team/{lea.group.slug}/lead/" + "".join(f"{part}/" for part in parts)


def test_a_leader_sees_first_who_has_waited_too_long(lea: Any, mia: Any, make: Any) -> None:
    member(make, "Nia", at=clock.now() - timedelta(hours=2))
    page = member_client(lea.person).get(address(lea))
    assert "1 new member has waited longer than 72 hours for a first word." in page.text
    assert "Joined 80 hours ago" in page.text
    assert page.text.index("Mia M.") < page.text.index("Nia")
    assert page.text.count("Late") == 1
    assert PHONE not in page.text
    assert "+48 … 01" in page.text
    assert page["Cache-Control"] == "no-store"


def test_a_word_spoken_takes_them_off_the_list(lea: Any, mia: Any) -> None:
    client = member_client(lea.person)
    number = membership(mia, lea.group)
    came = client.post(address(lea, "people", number, "talk"), {"way": "met"})
    assert came.url.endswith("/lead/people/?done=talked")
    page = client.get(came.url)
    assert "It stands on their record that you spoke." in page.text
    assert "Nobody waits for a first word" in page.text
    assert client.post(address(lea, "people", number, "talk"), {"way": "?"}).status_code == 422
    assert client.post(address(lea, "people", 0, "talk"), {"way": "met"}).status_code == 404


def test_a_call_is_taken_noted_and_counted(lea: Any, mia: Any) -> None:
    client = member_client(lea.person)
    told = {"source": "unspoken", "title": "First words", "script": SCRIPT}
    assert client.get(address(lea, "calls", "new")).status_code == 200
    made = client.post(address(lea, "calls", "new"), told)
    held = CallList.objects.get()
    assert made.url.startswith(address(lea, "calls", held.pk))
    page = client.get(made.url)
    assert "1 of 1 is left to call." in page.text
    assert PHONE not in page.text
    client.post(address(lea, "calls", held.pk, "next"))
    page = client.get(address(lea, "calls", held.pk))
    assert f'href="tel:{PHONE}"' in page.text
    assert "Hello Mia, this is the team" in page.text
    target = CallTarget.objects.get()
    wrong = client.post(address(lea, "calls", held.pk, target.pk, "outcome"), {})
    assert wrong.status_code == 422
    assert "Say how the call ended." in wrong.text
    done = {"outcome": "reached", "note": "Comes on Saturday"}
    noted = client.post(address(lea, "calls", held.pk, target.pk, "outcome"), done)
    page = client.get(noted.url)
    assert "It stands on their record." in page.text
    assert PHONE not in page.text
    assert "Everybody on this list was called." in page.text
    again = client.post(address(lea, "calls", held.pk, target.pk, "outcome"), done)
    assert again.status_code == 409
    assert Fact.objects.filter(kind__name="call.logged").count() == 1
    assert "<dt>Calls</dt><dd>1" in client.get(address(lea)).text


def test_an_old_sign_in_shows_no_number_and_says_what_to_do(lea: Any, mia: Any) -> None:
    client, held = member_client(lea.person), listed(lea, mia)
    client.post(address(lea, "calls", held.pk, "next"))
    MemberSession.objects.update(proved_at=clock.db_now() - timedelta(hours=13))
    page = client.get(address(lea, "calls", held.pk))
    assert PHONE not in page.text
    assert "Sign in again to call" in page.text
    assert f"/my/in/?next=/team/{lea.group.slug}/lead/calls/{held.pk}/" in page.text
    refused = client.post(address(lea, "calls", held.pk, "next"))
    assert refused.status_code == 403
    assert "Sign in again" in refused.text


def test_nobody_left_is_said_and_a_call_goes_back(lea: Any, mia: Any) -> None:
    client, held = member_client(lea.person), listed(lea, mia)
    client.post(address(lea, "calls", held.pk, "next"))
    target = CallTarget.objects.get()
    client.post(address(lea, "calls", held.pk, target.pk, "return"))
    assert CallTarget.objects.get().taken_by is None
    assert client.post(address(lea, "calls", held.pk, target.pk, "return")).status_code == 409
    client.post(address(lea, "calls", held.pk, "closure"))
    refused = client.post(address(lea, "calls", held.pk, "next"))
    assert refused.status_code == 409
    assert "This list is closed." in refused.text


@pytest.mark.parametrize(
    "wrong",
    [{"source": "stars"}, {"title": ""}, {"script": ""}, {"script": "{phone}"}, {"source": "own"}],
)
def test_what_is_no_list_is_refused_in_words(lea: Any, mia: Any, wrong: dict[str, str]) -> None:
    told = {"source": "unspoken", "title": "T", "script": "Hello"} | wrong
    answer = member_client(lea.person).post(address(lea, "calls", "new"), told)
    assert answer.status_code == 422
    assert not CallList.objects.exists()


def test_those_a_list_did_not_reach_make_another(lea: Any, mia: Any) -> None:
    client, held = member_client(lea.person), listed(lea, mia)
    client.post(address(lea, "calls", held.pk, "next"))
    target = CallTarget.objects.get()
    client.post(address(lea, "calls", held.pk, target.pk, "outcome"), {"outcome": "no_answer"})
    told = {"source": "again", "earlier": held.pk, "title": "Again", "script": "Hello"}
    client.post(address(lea, "calls", "new"), told)
    assert CallTarget.objects.filter(call_list__title="Again").count() == 1


def test_a_point_person_is_set_shared_out_and_told(lea: Any, mia: Any) -> None:
    client, number = member_client(lea.person), membership(mia, lea.group)
    client.post(address(lea, "people", number, "point"), {"leader": lea.key.pk})
    assert "Lea L. looks after them." in client.get(address(lea, "people")).text
    assert "Mia M." in client.get(address(lea, "people"), {"whose": "mine"}).text
    client.post(address(lea, "people", number, "point"), {"leader": ""})
    assert "Nobody looks after them yet." in client.get(address(lea, "people")).text
    shared = client.post(address(lea, "people", "sharing"))
    assert "Everybody has a point person now." in client.get(shared.url.partition("#")[0]).text
    held = PointPerson.objects.get(to_at=None)
    Told.objects.create(point=held, fact=1, kind="gift.received", at=clock.now())
    page = client.get(address(lea))
    assert "Mia M. gave for the first time" in page.text
    assert "New" in page.text
    client.post(address(lea, "told"))
    assert Told.objects.get().seen_at is not None
    client.post(address(lea, "letters"), {})
    assert "You get no letter about it." in client.get(address(lea)).text
    client.post(address(lea, "letters"), {"wanted": "1"})
    assert "once a day at most" in client.get(address(lea)).text


def test_the_numbers_have_a_picture_a_table_and_aims(lea: Any, mia: Any) -> None:
    client = member_client(lea.person)
    set_ = client.post(address(lea, "numbers"), {"calls": "20", "members": "1"})
    page = client.get(set_.url)
    assert "0 of 20" in page.text
    assert "The aims of this week hold." in page.text
    assert page.text.count("<svg viewBox=") >= 4
    assert page.text.count("<tr>") == 9
    wrong = client.post(address(lea, "numbers"), {"calls": "many"})
    assert wrong.status_code == 422
    assert 'value="many" aria-invalid="true"' in wrong.text
    assert Aim.objects.count() == 2


def test_rights_open_only_what_they_say(make: Any, cast: Any, lea: Any, mia: Any) -> None:
    leo = leader(make, cast.olga, "welcome", given_name="Leo")
    client, held, number = member_client(leo.person), listed(lea, mia), membership(mia, lea.group)
    assert "Make a call list" not in client.get(address(leo)).text
    for path in (("calls", "new"), ("calls", held.pk)):
        assert client.get(address(leo, *path)).status_code == 403
    assert client.post(address(leo, "calls", held.pk, "next")).status_code == 403
    assert client.post(address(leo, "numbers"), {"calls": "1"}).status_code == 403
    assert (
        client.post(address(leo, "people", number, "point"), {"leader": leo.key.pk}).status_code
        == 302
    )
    caller = leader(make, cast.olga, "call", given_name="Cal")
    refused = member_client(caller.person).post(
        address(leo, "people", number, "point"), {"leader": caller.key.pk}
    )
    assert refused.status_code == 403


def test_members_and_leaders_of_other_teams_find_nothing(
    make: Any, cast: Any, lea: Any, mia: Any
) -> None:
    other = leader(make, cast.olga, given_name="Ida", postcode="00-001")
    held = listed(lea, mia)
    for person in (mia, other.person):
        client = member_client(person)
        for path in ((), ("people",), ("numbers",), ("calls", held.pk), ("calls", "new")):
            assert client.get(address(lea, *path)).status_code == 404, path
        assert client.post(address(lea, "calls", held.pk, "next")).status_code == 404
    own = member_client(other.person).get(address(other, "calls", held.pk))
    assert own.status_code == 404


@pytest.mark.parametrize(
    "asked", ["after=x", "after=-1", "after=99999999999999999999", "whose=%00", "done=x"]
)
def test_odd_addresses_break_nothing(lea: Any, asked: str) -> None:
    assert member_client(lea.person).get(address(lea, "people") + "?" + asked).status_code == 200


@pytest.mark.parametrize("path", [(), ("people",)])
def test_lists_ask_no_more_for_many(make: Any, lea: Any, path: tuple[str, ...]) -> None:
    client = member_client(lea.person)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address(lea, *path)).status_code == 200
        return len(queries)

    few = member(make, "A", phone="+48602000001")
    actions.point(
        group=lea.group, membership=membership(few, lea.group), leader=lea.key.pk, by=lea, at=NOW
    )
    listed(lea, few)
    before = asked()
    for number in range(5):
        more = member(make, f"B{number}", phone=f"+4860200001{number}")
        actions.point(
            group=lea.group,
            membership=membership(more, lea.group),
            leader=lea.key.pk,
            by=lea,
            at=NOW,
        )
        listed(lea, more)
        Told.objects.create(
            point=PointPerson.objects.get(key=key_of(more)), fact=number, kind="post.made", at=NOW
        )
    assert asked() <= before + 1


@pytest.mark.parametrize("language", ["it", "pl", "fr"])
def test_every_page_speaks_four_languages(lea: Any, mia: Any, language: str) -> None:
    client, held = member_client(lea.person), listed(lea, mia)
    client.post(address(lea, "calls", held.pk, "next"))
    for path in ((), ("people",), ("numbers",), ("calls", "new"), ("calls", held.pk)):
        page = client.get(address(lea, *path), {"language": language})
        assert page.status_code == 200
        assert page["Content-Language"] == language


def been(person: Any, by: Any, *, begun: bool = True) -> SignUp:
    """A shift somebody took, and which began an hour ago."""
    now = clock.now()
    span = (now + timedelta(days=2), now + timedelta(days=2, hours=2))
    [one] = volunteering.add_shifts(task=task(by), spans=[span], slots=3, by=by, at=now)
    held = volunteering.take(shift=one, key=key(person), by=by, at=now)
    if begun:
        hour = timedelta(hours=1)
        Shift.objects.filter(pk=one.pk).update(starts_at=now - hour, ends_at=now + hour)
    return held


def test_a_leader_says_who_came_to_their_shifts(lea: Any, mia: Any, cast: Any, make: Any) -> None:
    nia = member(make, "Nia", at=clock.now() - timedelta(hours=70))
    came, missed = been(mia, cast.olga), been(nia, cast.olga)
    been(mia, cast.olga, begun=False)
    client = member_client(lea.person)
    assert address(lea, "shifts") in client.get(address(lea)).text
    page = client.get(address(lea, "shifts"))
    assert page.text.count('name="came" value="1"') == 2
    assert "Mia M." in page.text
    assert key(mia).value not in page.text
    assert client.post(address(lea, "shifts", came.pk), {}).status_code == 422
    told = client.post(address(lea, "shifts", came.pk), {"came": "1"})
    assert "It stands on their record, and counts." in client.get(told.url).text
    client.post(address(lea, "shifts", missed.pk), {"came": "0"})
    assert facts("shift.done") == [came.key_id]
    assert facts("shift.missed") == [missed.key_id]
    came.refresh_from_db()
    assert came.marked_by == f"leader:{lea.person.pk}"
    again = client.post(address(lea, "shifts", came.pk), {"came": "0"})
    assert (again.status_code, "counted, so it stays" in again.text) == (409, True)


def test_no_leader_marks_themselves_strangers_or_without_the_right(
    lea: Any, mia: Any, cast: Any, make: Any
) -> None:
    own, other = been(lea.person, cast.olga), been(make.person(), cast.olga)
    client = member_client(lea.person)
    for held in (own, other):
        assert client.post(address(lea, "shifts", held.pk), {"came": "1"}).status_code == 404
    theirs = been(mia, cast.olga)
    assert member_client(mia).get(address(lea, "shifts")).status_code == 404
    weak = leader(make, cast.olga, "call", at=clock.now(), given_name="Kai")
    weakly = member_client(weak.person)
    assert address(lea, "shifts") not in weakly.get(address(lea)).text
    assert weakly.get(address(lea, "shifts")).status_code == 403
    assert weakly.post(address(lea, "shifts", theirs.pk), {"came": "1"}).status_code == 403
    assert facts("shift.done") == []


def test_many_shifts_ask_no_more_than_two(lea: Any, mia: Any, cast: Any) -> None:
    client, asked = member_client(lea.person), []
    for more in (1, 5):
        for _ in range(more):
            been(mia, cast.olga)
            # They begin at one time here; nobody could have taken two of them.
            Shift.objects.filter(starts_at__lte=clock.now()).update(
                starts_at=clock.now() - timedelta(days=more),
                ends_at=clock.now() - timedelta(hours=20),
            )
        client.get(address(lea, "shifts"))
        with CaptureQueriesContext(connection) as seen:
            client.get(address(lea, "shifts"))
        asked.append(len(seen))
    assert asked[0] == asked[1]


def facts(kind: str) -> list[int]:
    """Whose facts of a kind there are."""
    return list(Fact.objects.filter(kind__name=kind).values_list("key_id", flat=True))
