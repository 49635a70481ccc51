"""Tasks for staff: where people are missing, who comes, and what people can do."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from muster.activity.queries import timeline
from muster.audit.models import Entry
from muster.delivery.models import LetterRow
from muster.groups import actions as groups
from muster.kit import clock
from muster.kit.actors import system
from muster.people.actions import edit
from muster.rivalry.actions import begin_season
from muster.rivalry.models import Recount
from muster.volunteering import actions, queries
from muster.volunteering.models import Shift, SignUp, Skill, Standing, Task
from muster.web.words import span
from tests.domains.volunteering.helpers import key, skill, task

if TYPE_CHECKING:
    from tests.cast import Cast
    from tests.make import Make

pytestmark = pytest.mark.django_db
ME = system("test")


def soon(task: Task, cast: Cast, *, days: int = 3, slots: int = 2) -> Shift:
    starts = clock.now().replace(minute=0, second=0, microsecond=0) + timedelta(days=days)
    spans = [(starts, starts + timedelta(hours=2))]
    return actions.add_shifts(task=task, spans=spans, slots=slots, by=cast.olga, at=clock.now())[0]


def take(shift: Shift, person: Any) -> SignUp:
    return actions.take(shift=shift, key=key(person), by=ME, at=clock.now(), wait=True)


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def begin(shift: Shift) -> None:
    """Let it have begun."""
    now = clock.now()
    Shift.objects.filter(pk=shift.pk).update(
        starts_at=now - timedelta(hours=1), ends_at=now + timedelta(hours=1)
    )


def test_gaps_stand_by_soonest_with_how_many_are_missing(
    cast: Cast, make: Make, client_for: Any
) -> None:
    later, first = task(cast.olga, title="Later one"), task(cast.olga, title="First one")
    soon(later, cast, days=9)
    take(soon(first, cast, slots=3), make.person())
    full = soon(task(cast.olga, title="Full one"), cast, slots=1)
    take(full, make.person())
    page = text(client_for(cast.olga).get("/office/tasks/"))
    assert "2 shifts are short of people" in page
    gaps = page.partition("Short of people")[2].partition("All tasks")[0]
    assert gaps.index("First one") < gaps.index("Later one")
    assert "Full one" not in gaps
    assert "1 of 3" in gaps
    assert "Map of Poland" in page
    assert "Łódzkie" in page or "Łódź" in page


def test_the_list_asks_as_much_for_ten_as_for_one(cast: Cast, client_for: Any) -> None:
    client = client_for(cast.olga)
    soon(task(cast.olga), cast)
    client.get("/office/tasks/")
    with CaptureQueriesContext(connection) as one:
        client.get("/office/tasks/")
    for number in range(9):
        soon(task(cast.olga, title=f"Task {number}"), cast)
    with CaptureQueriesContext(connection) as ten:
        client.get("/office/tasks/")
    assert len(ten) == len(one)


def test_a_shift_with_twenty_people_asks_as_much_as_one_with_two(
    cast: Cast, make: Make, client_for: Any
) -> None:
    one = soon(task(cast.olga), cast, slots=30)
    there = f"/office/tasks/{one.task_id}/shifts/{one.pk}/"
    client = client_for(cast.olga)
    take(one, make.person())
    client.get(there)
    with CaptureQueriesContext(connection) as few:
        client.get(there)
    for _ in range(19):
        take(one, make.person())
    with CaptureQueriesContext(connection) as many:
        client.get(there)
    assert len(many) == len(few)


def test_a_task_is_of_a_team_whose_members_see_it_first(cast: Cast, client_for: Any) -> None:
    named = {"about": "", "language": "en", "by": cast.olga, "at": clock.now()}
    dunes = groups.keep_topic(slug="dunes", name="Dunes", **named)
    gone = groups.close_group(
        group=groups.keep_topic(slug="gone", name="Gone", **named), by=cast.olga, at=clock.now()
    )
    soon(task(cast.olga, title="Anybody’s", group=None), cast, days=1)
    client, told = client_for(cast.olga), {"title": "Ours", "minutes": "9", "country": "PL"}
    told |= {"postcode": "90-001"}
    for wrong in (str(gone.pk), "0", "x"):
        assert client.post("/office/tasks/new/", told | {"group": wrong}).status_code == 422
    client.post("/office/tasks/new/", told | {"group": str(dunes.pk)})
    ours = Task.objects.get(title="Ours")
    assert ours.group == dunes
    actions.open_task(task=ours, by=cast.olga, at=clock.now())
    mine = soon(ours, cast, days=5)
    assert queries.next_of_group(dunes, at=clock.now()) == mine
    # A team that closed since is kept until somebody chooses another.
    groups.close_group(group=dunes, by=cast.olga, at=clock.now())
    page = text(client.get(f"/office/tasks/{ours.pk}/change/"))
    assert f'<option value="{dunes.pk}" selected' in page
    client.post(f"/office/tasks/{ours.pk}/change/", told | {"group": ""})
    ours.refresh_from_db()
    assert ours.group is None


def test_today_says_how_many_shifts_are_short(cast: Cast, client_for: Any) -> None:
    clean = task(cast.olga)
    soon(clean, cast, days=20)
    assert "short of people" not in text(client_for(cast.olga).get("/office/"))
    soon(clean, cast)
    age = timedelta(days=49)
    Task.objects.update(opened_at=clock.now() - age)
    today = text(client_for(cast.olga).get("/office/"))
    assert "1 shift is short of people within 7 days" in today
    # It lies ahead, so nothing has waited since the task was opened.
    assert "The first begins in 2 days: Beach clean" in today
    assert span(age) not in today.partition("<main")[2].partition("</main")[0]
    assert "short of people" not in text(client_for(cast.vera).get("/office/"))


def test_a_task_is_made_opened_and_given_shifts(cast: Cast, client_for: Any) -> None:
    aid = skill(cast.olga)
    client = client_for(cast.olga)
    told = {
        "title": "Beach clean",
        "minutes": "90",
        "country": "PL",
        "postcode": "90-001",
        "needs": [aid.slug],
        "access": ["seated"],
    }
    answer = client.post("/office/tasks/new/", told, follow=True)
    made = Task.objects.get()
    assert (made.region_id, made.state, made.needs.get().skill, made.access) == (
        "PL-10",
        "draft",
        aid,
        ["seated"],
    )
    assert "Open it for everybody" in text(answer)
    client.post(f"/office/tasks/{made.pk}/opening/")
    made.refresh_from_db()
    assert made.state == "open"
    shifts = {"day": "2027-03-20", "starts": "10:00", "ends": "12:00", "slots": "4", "weeks": "3"}
    assert "3 shifts are added." in text(
        client.post(f"/office/tasks/{made.pk}/shifts/", shifts, follow=True)
    )
    assert [one.starts_at.hour for one in made.shifts.order_by("starts_at")] == [9, 9, 8]
    wrong = client.post(f"/office/tasks/{made.pk}/shifts/", shifts | {"weeks": "99"})
    assert wrong.status_code == 422
    changed = client.post(
        f"/office/tasks/{made.pk}/change/", told | {"title": "Dune clean", "needs": []}, follow=True
    )
    made.refresh_from_db()
    assert (made.title, made.needs.count()) == ("Dune clean", 0)
    assert "Dune clean" in text(changed)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"postcode": ""}, "Write the postcode of the place"),
        ({"postcode": "1"}, "is not a postcode"),
        ({"title": " "}, "This field is required"),
        ({"country": "FR", "postcode": "75001"}, "Choose a place in a region that is yours"),
    ],
)
def test_a_task_that_cannot_be_kept_says_what_to_mend(
    cast: Cast, client_for: Any, change: dict[str, str], words: str
) -> None:
    told = {"title": "Beach clean", "minutes": "90", "country": "PL", "postcode": "90-001"}
    answer = client_for(cast.rita).post("/office/tasks/new/", told | change)
    assert (answer.status_code, words in text(answer)) == (422, True)
    assert not Task.objects.exists()


def test_staff_confirm_free_offer_and_mark(cast: Cast, make: Make, client_for: Any) -> None:
    one = soon(task(cast.olga), cast, slots=3)
    came, missed, gone = (take(one, make.person()) for _ in range(3))
    waits = take(one, make.person())
    client, base = client_for(cast.olga), f"/office/tasks/{one.task_id}/shifts/{one.pk}/"
    client.post(f"{base}people/{came.pk}/confirmation/")
    client.post(f"{base}people/{gone.pk}/leaving/")
    for row in (came, gone, waits):
        row.refresh_from_db()
    assert (bool(came.confirmed_at), bool(gone.left_at), waits.is_in) == (True, True, True)
    assert client.post(f"{base}people/{came.pk}/anything/").status_code == 404
    early = client.post(f"{base}people/{came.pk}/done/", follow=True)
    assert "has not begun yet" in text(early)
    begin(one)
    client.post(f"{base}people/{came.pk}/done/")
    client.post(f"{base}people/{missed.pk}/missed/")
    page = text(client.get(base))
    assert page.count("Was there</span>") == 1
    assert page.count("Did not come</span>") == 1
    assert "counted, so it stays" in text(
        client.post(f"{base}people/{came.pk}/missed/", follow=True)
    )


def test_a_wrong_mark_is_corrected_with_a_reason(cast: Cast, make: Make, client_for: Any) -> None:
    one, today = soon(task(cast.olga), cast), clock.now()
    monday = today.date() - timedelta(days=today.weekday())
    season = begin_season(first=monday, weeks=4, by=cast.olga, at=today)
    Recount.objects.all().delete()
    sign_up, other = take(one, make.person()), take(one, make.person())
    begin(one)
    client, base = client_for(cast.olga), f"/office/tasks/{one.task_id}/shifts/{one.pk}/"
    there = f"{base}people/{sign_up.pk}/correction/"
    assert "Mark it first." in text(client.post(there, {"reason": "A slip"}, follow=True))
    client.post(f"{base}people/{sign_up.pk}/done/")
    client.post(f"{base}people/{other.pk}/done/")
    assert "Correct it" in text(client.get(base))
    assert "Write why it is corrected." in text(client.post(there, {"reason": " "}, follow=True))
    page = text(client.post(there, {"reason": "She was ill"}, follow=True))
    assert page.count("Did not come</span>") == 1
    told = timeline(
        [sign_up.key_id], limit=9, kinds=["shift.done", "shift.missed", "shift.corrected"]
    )
    assert sorted(fact.kind for fact in told) == ["shift.corrected", "shift.missed"]
    # What was said of somebody else stays.
    assert [fact.kind for fact in timeline([other.key_id], limit=9, kinds=["shift.done"])] == [
        "shift.done"
    ]
    entry = Entry.objects.get(verb="shift.corrected")
    assert (entry.actor, entry.detail["why"]) == (cast.olga.actor, "She was ill")
    assert Recount.objects.filter(season=season, why="corrected", done_at=None).exists()
    client.post(there, {"reason": "She came after all"})
    sign_up.refresh_from_db()
    assert (bool(sign_up.done_at), sign_up.missed_at) == (True, None)
    told = timeline([sign_up.key_id], limit=9, kinds=["shift.done", "shift.missed"])
    assert [fact.kind for fact in told] == ["shift.done"]


def test_somebody_is_put_in_by_their_address(cast: Cast, make: Make, client_for: Any) -> None:
    one = soon(task(cast.olga), cast, slots=1)
    base = f"/office/tasks/{one.task_id}/shifts/{one.pk}/"
    ann, far = make.person(), make.person()
    edit(person=far, fields={"country": "FR", "postcode": "75001"}, by=ME)
    client = client_for(cast.rita)
    assert "They are in." in text(
        client.post(f"{base}people/", {"email": key(ann).value}, follow=True)
    )
    assert "Nobody in your regions" in text(
        client.post(f"{base}people/", {"email": key(far).value}, follow=True)
    )
    assert SignUp.objects.get().how == "staff"
    everywhere = client_for(cast.olga).post(
        f"{base}people/", {"email": key(far).value}, follow=True
    )
    assert "They are on the waiting list." in text(everywhere)
    assert "Somebody from another region" in text(client.get(base))
    assert key(far).value not in text(client.get(base))


def test_calling_off_asks_why_and_tells_everybody(cast: Cast, make: Make, client_for: Any) -> None:
    one = soon(task(cast.olga), cast)
    take(one, make.person())
    client, base = client_for(cast.olga), f"/office/tasks/{one.task_id}/shifts/{one.pk}/"
    assert "Write why." in text(client.post(f"{base}calling-off/", {"reason": ""}, follow=True))
    client.post(f"{base}slots/", {"slots": "7"})
    assert "in digits" in text(client.post(f"{base}slots/", {"slots": "many"}, follow=True))
    page = text(client.post(f"{base}calling-off/", {"reason": "A storm"}, follow=True))
    assert "A storm" in page
    assert LetterRow.objects.get(kind="shift-called-off").context["reason"] == "A storm"
    one.refresh_from_db()
    assert one.slots == 7


def test_what_is_of_another_region_is_not_there(cast: Cast, client_for: Any) -> None:
    paris = task(cast.olga, country="FR", postcode="75001")
    other = soon(task(cast.olga), cast)
    client = client_for(cast.rita)
    assert client.get(f"/office/tasks/{paris.pk}/").status_code == 404
    assert client.get(f"/office/tasks/{paris.pk}/shifts/{other.pk}/").status_code == 404
    assert (
        client_for(cast.olga).get(f"/office/tasks/{paris.pk}/shifts/{other.pk}/").status_code == 404
    )


def test_skills_words_proof_and_doubt(cast: Cast, make: Make, client_for: Any) -> None:
    client = client_for(cast.olga)
    client.post(
        "/office/tasks/skills/new/",
        {"en": "Boat licence", "it": "Patente nautica", "needs_proof": "on", "months": "12"},
    )
    boat = Skill.objects.get()
    assert (boat.slug, boat.name_in("it"), boat.months) == ("boat-licence", "Patente nautica", 12)
    assert client.post("/office/tasks/skills/new/", {"en": "Boat licence"}).status_code == 422
    ann = make.person()
    actions.claim(skill=boat, key=key(ann), by=ME, at=clock.now())
    assert "Waits for a proof" in text(client.get("/office/tasks/skills/"))
    base = f"/office/tasks/skills/of/{ann.pk}/"
    assert "says so themselves" in text(client.get(base))
    client.post(
        f"{base}proof/", {"skill": boat.pk, "evidence": "paper seen", "until": "2031-01-02"}
    )
    held = Standing.objects.get(ended_at=None)
    assert (held.state, held.until.isoformat(), held.by) == (
        "proved",
        "2031-01-02",
        cast.olga.actor,
    )
    assert "as it stands on the paper" in text(
        client.post(
            f"{base}proof/", {"skill": boat.pk, "evidence": "x", "until": "soon"}, follow=True
        )
    )
    person_page = text(client.get(f"/office/people/{ann.pk}/"))
    assert "Boat licence (proved)" in person_page
    assert "Write why." in text(client.post(f"{base}doubt/", {"skill": boat.pk}, follow=True))
    assert "counts no longer" in text(
        client.post(f"{base}doubt/", {"skill": boat.pk, "reason": "forged"}, follow=True)
    )
    client.post(f"/office/tasks/skills/{boat.pk}/", {"en": "Skipper"})
    client.post(f"/office/tasks/skills/{boat.pk}/retirement/")
    boat.refresh_from_db()
    assert (boat.name_in("en"), boat.needs_proof, bool(boat.retired_at)) == ("Skipper", False, True)


def test_the_next_shift_stands_on_the_person_page(cast: Cast, make: Make, client_for: Any) -> None:
    ann = make.person()
    take(soon(task(cast.olga), cast), ann)
    page = text(client_for(cast.olga).get(f"/office/people/{ann.pk}/"))
    assert "Next shift" in page
    assert "Signed up for a shift: Beach clean" in page


def test_a_task_ends_with_a_reason(cast: Cast, make: Make, client_for: Any) -> None:
    clean = task(cast.olga)
    take(soon(clean, cast), make.person())
    client = client_for(cast.olga)
    assert "Write why." in text(client.post(f"/office/tasks/{clean.pk}/ending/", {}, follow=True))
    page = text(
        client.post(f"/office/tasks/{clean.pk}/ending/", {"reason": "All clean"}, follow=True)
    )
    assert "Why it ended" in page
    assert LetterRow.objects.filter(kind="shift-called-off").count() == 1
