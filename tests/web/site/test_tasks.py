"""The public pages of tasks: found by anybody, taken by whoever came in by their mailbox, given back with one press."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from muster.activity.models import Fact
from muster.delivery.models import LetterRow
from muster.groups import actions as groups
from muster.kit import clock
from muster.kit.actors import system
from muster.people import actions as people
from muster.volunteering import actions, links, series
from muster.volunteering.models import Away, Free, Readiness, Shift, SignUp, Standing
from muster.web.site import stamp
from tests.client import CheckingClient
from tests.domains.volunteering.helpers import key, skill, task
from tests.members import member_client

if TYPE_CHECKING:
    from datetime import datetime

    from muster.volunteering.models import Task
    from tests.cast import Cast
    from tests.make import Make

pytestmark = pytest.mark.django_db
ME = system("test")


def soon(task: Task, cast: Cast, *, days: int = 3, slots: int = 2) -> Shift:
    """A shift some days from now, by the real clock, since pages look at it."""
    starts: datetime = clock.now().replace(minute=0, second=0, microsecond=0) + timedelta(days=days)
    span: series.Span = (starts, starts + timedelta(hours=2))
    return actions.add_shifts(task=task, spans=[span], slots=slots, by=cast.olga, at=clock.now())[0]


def take(shift: Shift, person: Any) -> SignUp:
    return actions.take(shift=shift, key=key(person), by=ME, at=clock.now(), wait=True)


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def test_tasks_stand_by_time_and_distance_for_everybody(cast: Cast) -> None:
    far = task(cast.olga, title="Far away", postcode="00-001")
    near, online = (
        task(cast.olga, title="Right here"),
        task(cast.olga, title="From home", postcode="", online=True),
    )
    for one in (far, near, online):
        soon(one, cast)
    page = CheckingClient().get("/tasks/", {"postcode": "90-002", "country": "PL"})
    assert "Right here" in text(page)
    assert "From home" in text(page)
    assert "Far away" not in text(page)
    assert "Far away" in text(CheckingClient().get("/tasks/"))
    bad = CheckingClient().get("/tasks/", {"postcode": "9", "country": "PL"})
    assert "is not a postcode" in text(bad)


def test_none_near_offers_what_is_online(cast: Cast) -> None:
    soon(task(cast.olga, title="From home", postcode="", online=True), cast)
    page = text(CheckingClient().get("/tasks/", {"postcode": "75001", "country": "FR"}))
    assert "Nothing near there now" in page
    assert "From home" in page


def test_filters_are_links_that_narrow_the_list(cast: Cast, make: Make) -> None:
    short = task(cast.olga, title="Short one", minutes=30, access=("step_free",))
    soon(short, cast, days=2)
    soon(task(cast.olga, title="Long one"), cast, days=20)
    full = soon(task(cast.olga, title="Full one", minutes=30), cast, slots=1)
    take(full, make.person())
    client = CheckingClient()
    for query, there, gone in (
        ("hour=1", "Short one", "Long one"),
        ("week=1", "Short one", "Long one"),
        ("access=step_free", "Short one", "Full one"),
        ("free=1", "Short one", "Full one"),
    ):
        page = text(client.get(f"/tasks/?{query}"))
        assert there in page, query
        assert gone not in page, query
    assert "Short one" not in text(client.get("/tasks/?online=1"))


def test_words_find_tasks_without_marks_and_only_a_yes_writes_them_down(
    cast: Cast, make: Make
) -> None:
    soon(task(cast.olga, title="Zupa w Łodzi", about="Gotujemy dla sąsiadów"), cast)
    soon(task(cast.olga, title="Beach clean"), cast)
    ann = make.person()
    client = member_client(ann)
    page = text(client.get("/tasks/", {"q": "LODZI sasiadow"}))
    assert "Zupa w Łodzi" in page
    assert "Beach clean" not in page
    assert "?q=LODZI+sasiadow&amp;week=1" in page
    assert not Fact.objects.filter(kind__name="search.made").exists()
    none = text(CheckingClient().get("/tasks/", {"q": "ski\x00 <b>"}))
    assert "No task tells of “ski &lt;b&gt;”" in none
    client.post("/my/noting/", {"yes": "1"})
    client.get("/tasks/", {"q": "Soup"})
    assert Fact.objects.get(kind__name="search.made").ref.name == "soup"


def test_what_is_of_ones_team_stands_first(cast: Cast, make: Make) -> None:
    soon(task(cast.olga, title="Anybody’s"), cast, days=2)
    team = groups.keep_topic(
        slug="dunes", name="Dunes", about="The dunes", language="en", by=cast.olga, at=clock.now()
    )
    soon(task(cast.olga, title="Our own", group=team), cast, days=9)
    ann = make.person()
    plain = text(member_client(ann).get("/tasks/"))
    assert plain.index("Anybody’s") < plain.index("Our own")
    assert "Of your team" not in plain
    groups.join(group=team, key=key(ann), by=ME, at=clock.now())
    page = text(member_client(ann).get("/tasks/"))
    assert page.rindex("Our own") < page.rindex("Of your team") < page.rindex("Anybody’s")


def test_the_list_asks_as_much_for_ten_tasks_as_for_one(cast: Cast, make: Make) -> None:
    aid = skill(cast.olga)
    client = member_client(make.person())
    soon(task(cast.olga, needs=((aid, False),)), cast)
    client.get("/tasks/")
    with CaptureQueriesContext(
        connection,
    ) as one:
        client.get("/tasks/")
    for number in range(9):
        soon(task(cast.olga, title=f"Task {number}", needs=((aid, False),)), cast)
    with CaptureQueriesContext(connection) as ten:
        client.get("/tasks/")
    assert len(ten) == len(one)


def test_a_member_takes_a_place_by_one_button(cast: Cast, make: Make) -> None:
    clean = task(cast.olga)
    one, ann = soon(clean, cast), make.person()
    client = member_client(ann)
    page = text(client.get(f"/tasks/{clean.slug}/"))
    assert f'value="{one.pk}"' in page
    assert "checked" not in page
    nothing = client.post(f"/tasks/{clean.slug}/place/", {})
    assert (nothing.status_code, "Choose a time first." in text(nothing)) == (422, True)
    done = client.post(f"/tasks/{clean.slug}/place/", {"shift": one.pk, "friend": "1"}, follow=True)
    assert "You are in." in text(done)
    assert SignUp.objects.get().how == "friend"
    again = client.post(f"/tasks/{clean.slug}/place/", {"shift": one.pk})
    assert (again.status_code, "already" in text(again)) == (409, True)


def test_a_place_that_was_just_taken_is_said_so_and_others_are_offered(
    cast: Cast, make: Make
) -> None:
    clean = task(cast.olga)
    one, other = soon(clean, cast, slots=1), soon(clean, cast, days=5)
    client = member_client(make.person())
    take(one, make.person())
    gone = client.post(f"/tasks/{clean.slug}/place/", {"shift": one.pk})
    assert gone.status_code == 409
    assert "was just taken" in text(gone)
    assert f'value="{other.pk}"' in text(gone)
    assert f'value="{one.pk}-wait"' in text(gone)
    waits = client.post(f"/tasks/{clean.slug}/place/", {"shift": f"{one.pk}-wait"}, follow=True)
    assert "number 1 in the line" in text(waits)


def test_a_lacking_skill_is_named_with_where_to_tell_of_it(cast: Cast, make: Make) -> None:
    aid = skill(cast.olga)
    clean = task(cast.olga, needs=((aid, False),))
    one, ann = soon(clean, cast), make.person()
    client = member_client(ann)
    assert "This needs: First aid" in text(client.get(f"/tasks/{clean.slug}/"))
    refused = client.post(f"/tasks/{clean.slug}/place/", {"shift": one.pk})
    assert (refused.status_code, SignUp.objects.count()) == (422, 0)
    client.post("/my/ready/skills/", {"skill": aid.slug})
    assert client.post(f"/tasks/{clean.slug}/place/", {"shift": one.pk}).status_code == 302


def seal() -> str:
    """The seal of a form somebody has read for a while."""
    from unittest.mock import patch

    past = clock.db_now() - timedelta(seconds=30)
    with patch.object(stamp.clock, "db_now", lambda: past):
        return stamp.make("task")


def ask(slug: str, **said: str) -> Any:
    form = {"email": "new@people.example", "postcode": "90-001", "country": "PL", "stamp": seal()}
    return CheckingClient().post(f"/tasks/{slug}/ask/", form | said)


def test_a_known_visitor_is_mailed_a_link_back_to_the_time(cast: Cast, make: Make) -> None:
    clean = task(cast.olga)
    one, ann = soon(clean, cast), make.person()
    answer = ask(clean.slug, email=key(ann).value, shift=str(one.pk))
    assert answer.status_code == 302
    letter = LetterRow.objects.get(kind="portal")
    assert f"next=/tasks/{clean.slug}/%3Fshift%3D{one.pk}" in letter.context["url"]
    assert not SignUp.objects.exists()


def test_a_new_visitor_is_asked_to_join_and_led_back(cast: Cast) -> None:
    clean = task(cast.olga)
    one = soon(clean, cast)
    answer = ask(clean.slug, shift=str(one.pk))
    assert answer.url == "/my/in/sent/"
    url = LetterRow.objects.get(kind="confirm").context["url"]
    path = url.partition("//")[2].partition("/")[2]
    client = CheckingClient()
    assert "Is this your mailbox?" in text(client.get(f"/{path}"))
    joined = client.post(f"/{path}", follow=True)
    assert f'href="/tasks/{clean.slug}/?shift={one.pk}"' in text(joined)
    back = text(client.get(f"/tasks/{clean.slug}/?shift={one.pk}"))
    assert f'value="{one.pk}" checked' in back


def test_a_visitor_chooses_a_time_and_writes_a_postcode_that_is_one(cast: Cast) -> None:
    clean = task(cast.olga)
    one = soon(clean, cast)
    answer = ask(clean.slug)
    assert (answer.status_code, "Choose a time first." in text(answer)) == (422, True)
    answer = ask(clean.slug, shift=str(one.pk), postcode="1")
    assert (answer.status_code, "is not a postcode" in text(answer)) == (422, True)
    assert not LetterRow.objects.exists()


def test_my_shifts_confirm_offer_keep_and_leave(cast: Cast, make: Make) -> None:
    ann = make.person()
    one = take(soon(task(cast.olga), cast), ann)
    client = member_client(ann)
    base = f"/my/shifts/{one.pk}"
    assert "Not confirmed yet" in text(client.get("/my/shifts/"))
    assert "we count on you" in text(client.post(f"{base}/confirmation/", follow=True))
    assert "On offer to others" in text(client.post(f"{base}/offer/", follow=True))
    assert "Your place is yours." in text(client.post(f"{base}/keeping/", follow=True))
    assert client.post(f"{base}/keeping/").status_code == 404
    assert "You are in no shift now." in text(client.post(f"{base}/leaving/", follow=True))
    assert "given up already" in text(client.post(f"{base}/leaving/"))


def test_my_shifts_ask_as_much_for_ten_as_for_two(cast: Cast, make: Make) -> None:
    ann, clean = make.person(), task(cast.olga)
    client = member_client(ann)
    for days in (2, 3):
        take(soon(clean, cast, days=days), ann)
    client.get("/my/shifts/")
    with CaptureQueriesContext(connection) as two:
        client.get("/my/shifts/")
    for days in range(4, 12):
        take(soon(clean, cast, days=days), ann)
    with CaptureQueriesContext(connection) as ten:
        client.get("/my/shifts/")
    assert len(ten) == len(two)


def test_nobody_touches_the_place_of_somebody_else(cast: Cast, make: Make) -> None:
    one = take(soon(task(cast.olga), cast), make.person())
    client = member_client(make.person())
    for act in ("confirmation", "leaving", "offer", "keeping"):
        assert client.post(f"/my/shifts/{one.pk}/{act}/").status_code == 404
    one.refresh_from_db()
    assert (one.confirmed_at, one.left_at) == (None, None)


def test_the_link_of_a_reminder_acts_only_by_its_buttons(cast: Cast, make: Make) -> None:
    one = take(soon(task(cast.olga), cast), make.person())
    client, there = CheckingClient(), f"/shift/{links.make(one)}/"
    assert "Confirm: I come" in text(client.get(there))
    one.refresh_from_db()
    assert one.confirmed_at is None
    assert "we count on you" in text(client.post(there, follow=True))
    assert "no place in this shift any more" in text(client.post(f"{there}leaving/", follow=True))
    assert client.post(there).status_code == 409


def test_an_old_link_asks_for_a_new_one(cast: Cast, make: Make) -> None:
    one = take(soon(task(cast.olga), cast), make.person())
    token = links.make(one, on=clock.db_now().date() - timedelta(days=31))
    client = CheckingClient()
    old = client.get(f"/shift/{token}/")
    assert (old.status_code, "Mail me a new link" in text(old)) == (410, True)
    assert client.post(f"/shift/{token}/renewal/").status_code == 302
    assert LetterRow.objects.filter(kind="shift-link").exists()
    assert client.get("/shift/not-a-token/").status_code == 404
    Shift.objects.filter(pk=one.shift_id).update(
        starts_at=clock.now() - timedelta(hours=3), ends_at=clock.now() - timedelta(hours=1)
    )
    over = client.get(f"/shift/{token}/")
    assert (over.status_code, "This shift is over." in text(over)) == (410, True)
    assert "Mail me a new link" not in text(over)


def test_a_calendar_has_every_shift_with_a_name_that_stays(cast: Cast, make: Make) -> None:
    ann = make.person()
    clean = task(cast.olga)
    one = take(soon(clean, cast), ann)
    off = take(soon(clean, cast, days=8), ann)
    actions.call_off(shift=off.shift, reason="Storm", by=cast.olga, at=clock.now())
    client = member_client(ann)
    client.post("/my/calendar/")
    page = text(client.get("/my/shifts/"))
    address = page.partition('aria-label="Address of your calendar" value="')[2].partition('"')[0]
    there = "/calendar/" + address.rpartition("/")[2]
    answer = CheckingClient().get(there)
    assert answer["Content-Type"].startswith("text/calendar")
    found = Calendar.from_ical(answer.content)
    events = {str(event["uid"]).partition("@")[0]: event for event in found.walk("VEVENT")}
    assert set(events) == {f"shift-{one.shift_id}", f"shift-{off.shift_id}"}
    first, second = events[f"shift-{one.shift_id}"], events[f"shift-{off.shift_id}"]
    assert (first["status"], first["sequence"]) == ("CONFIRMED", 0)
    assert (second["status"], second["sequence"]) == ("CANCELLED", 1)
    assert first["dtstart"].dt == one.shift.starts_at
    assert first["dtstart"].params["TZID"] == "Europe/Warsaw"
    assert [str(zone["tzid"]) for zone in found.walk("VTIMEZONE")] == ["Europe/Warsaw"]
    client.post("/my/calendar/", {"anew": "1"})
    assert CheckingClient().get(there).status_code == 404
    file = Calendar.from_ical(CheckingClient().get(f"/shift/{links.make(one)}/file.ics").content)
    assert len(file.walk("VEVENT")) == 1


def test_how_somebody_is_ready_to_help(cast: Cast, make: Make) -> None:
    ann = make.person()
    client = member_client(ann)
    told = {
        "ways": ["drive", "phone"],
        "max_km": "35",
        "hours_month": "6",
        "languages": ["pl"],
        "access": ["seated"],
    }
    assert "We suggest what fits." in text(client.post("/my/ready/", told, follow=True))
    kept = Readiness.objects.get()
    assert (kept.ways, kept.max_km, kept.access, kept.key) == (
        ["phone", "drive"],
        35,
        ["seated"],
        key(ann),
    )
    assert client.post("/my/ready/", told | {"max_km": "-1"}).status_code == 422
    assert client.post("/my/ready/", told | {"ways": ["fly"]}).status_code == 422
    client.post("/my/ready/free/", {"weekday": "5", "starts": "10:00", "ends": "14:30"})
    free = Free.objects.get()
    assert (free.weekday, free.start_minute, free.end_minute) == (5, 600, 870)
    wrong = client.post("/my/ready/free/", {"weekday": "5", "starts": "10:00", "ends": "09:00"})
    assert (wrong.status_code, "must end after it starts" in text(wrong)) == (422, True)
    client.post("/my/ready/away/", {"first": "2026-12-20", "last": "2027-01-03"})
    assert Away.objects.get().first.isoformat() == "2026-12-20"
    back = client.post("/my/ready/away/", {"first": "2026-12-20", "last": "2026-12-19"})
    assert (back.status_code, "must not be before" in text(back)) == (422, True)
    other = member_client(make.person())
    assert other.post(f"/my/ready/free/{free.pk}/removal/").status_code == 404
    client.post(f"/my/ready/free/{free.pk}/removal/")
    client.post(f"/my/ready/away/{Away.objects.get().pk}/removal/")
    assert not Free.objects.exists()
    assert not Away.objects.exists()


def test_skills_are_claimed_and_given_up_and_what_staff_said_stays(cast: Cast, make: Make) -> None:
    ann = make.person()
    aid, boat, cook = (
        skill(cast.olga),
        skill(cast.olga, "Boat licence", needs_proof=True),
        skill(cast.olga, "Cook"),
    )
    people.hold_trait(person_id=ann.pk, kind="skill", value=cook.slug, by=system("import"))
    client = member_client(ann)
    client.post("/my/ready/skills/", {"skill": [aid.slug, boat.slug]})
    assert set(Standing.objects.filter(ended_at=None).values_list("skill", flat=True)) == {
        aid.pk,
        boat.pk,
    }
    assert not ann.traits.filter(kind="skill", value=cook.slug, to_at=None).exists()
    actions.prove(
        skill=boat, key=key(ann), evidence="seen", until=None, by=cast.olga, at=clock.now()
    )
    client.post("/my/ready/skills/", {})
    assert list(Standing.objects.filter(ended_at=None).values_list("state", flat=True)) == [
        "proved"
    ]


def test_pages_speak_four_languages(cast: Cast, make: Make) -> None:
    clean = task(cast.olga)
    soon(clean, cast)
    for language in ("it", "pl", "fr"):
        for there in ("/tasks/", f"/tasks/{clean.slug}/"):
            page = CheckingClient().get(f"{there}?language={language}")
            assert page["Content-Language"] == language


def test_drafts_stand_nowhere_and_what_ended_says_so(cast: Cast) -> None:
    told = actions.Told(title="Later", minutes=5, online=True)
    draft = actions.keep_task(task=None, told=told, by=cast.olga, at=clock.now())
    assert CheckingClient().get(f"/tasks/{draft.slug}/").status_code == 404
    clean = task(cast.olga)
    actions.end_task(task=clean, reason="All done", by=cast.olga, at=clock.now())
    assert "This task has ended" in text(CheckingClient().get(f"/tasks/{clean.slug}/"))
