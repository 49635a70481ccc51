"""Staff look who fits, accept, invite exactly those, and plan many tasks; a member reads which tasks fit them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from muster.activity import queries as activity
from muster.broadcasts import actions as broadcasts
from muster.broadcasts.models import Broadcast
from muster.delivery.models import Selection
from muster.inbox import actions as inbox
from muster.kit import clock
from muster.kit.actors import system
from muster.kit.scope import Scope, entered
from muster.people.actions import consent
from muster.volunteering import actions, suggesting
from muster.volunteering.models import Shift, SignUp, Suggestion
from muster.web.site import tasks_for_you
from tests.domains.broadcasts.sending import deliver
from tests.domains.broadcasts.stages import Stages
from tests.domains.volunteering import crowd
from tests.members import member_client
from tests.web.office.broadcast_pages import words

pytestmark = pytest.mark.django_db


def willing(**more):
    """A volunteer who said yes to invitations by e-mail."""
    person = crowd.volunteer(**more)
    consent.grant(
        key_id=crowd.key_of(person).pk, channel="email", purpose="news", evidence="test",
        by=system("test"),
    )  # fmt: skip
    return person


def decide(client, shift, *people, yes=True):
    told = {
        "shift": shift.pk,
        "who": [one.pk for one in people],
        "decision": "accept" if yes else "decline",
    }
    return client.post(f"/office/tasks/{shift.task_id}/people/decisions/", told, follow=True)


def test_reasons_are_read_and_people_accepted_or_declined(cast, client_for):
    olga, shift = client_for(cast.olga), crowd.shift(slots=2)
    near, far = crowd.volunteer(km=2), crowd.volunteer(km=9)
    address = f"/office/tasks/{shift.task_id}/people/"
    page = olga.get(address)
    assert f"“{shift.task.title}” needs 2 more people" in words(page)
    assert "lives 2 km away, free on Saturday, never asked yet" in words(page)
    assert words(page).index(near.name) < words(page).index(far.name)
    assert "1 person is accepted. Nobody was written to yet." in words(decide(olga, shift, near))
    assert "not suggested for this shift again" in words(decide(olga, shift, far, yes=False))
    assert suggesting.for_shift(shift, by=cast.olga) == []
    rows = Suggestion.objects.order_by("key__person_id")
    assert [(bool(one.accepted_at), bool(one.declined_at)) for one in rows] == [
        (True, False),
        (False, True),
    ]
    assert [one.decided_by for one in rows] == [cast.olga] * 2
    assert not Broadcast.objects.exists()


def test_nobody_unqualified_is_accepted_however_they_were_posted(cast, client_for):
    licence = crowd.skill("driver")
    shift = crowd.shift(crowd.task((licence, True)))
    says = crowd.volunteer()
    crowd.stands(says, licence, "claimed")
    olga = client_for(cast.olga)
    page = olga.get(f"/office/tasks/{shift.task_id}/people/")
    assert "Claims the skill, unproved: 1 more person" in words(page)
    page = olga.get(f"/office/tasks/{shift.task_id}/people/?shift={shift.pk}&wider=unproved")
    assert says.name in words(page)
    assert "Accept those ticked" not in words(page)
    assert f"{says.name} no longer fits this shift" in words(decide(olga, shift, says))
    assert not Suggestion.objects.exists()


def test_widening_is_one_click(cast, client_for):
    shift = crowd.shift(slots=1)
    further = crowd.volunteer(km=25)
    olga = client_for(cast.olga)
    page = olga.get(f"/office/tasks/{shift.task_id}/people/")
    assert "Nobody fits this shift" in words(page)
    assert "10 km further: 1 more person" in words(page)
    page = olga.get(f"/office/tasks/{shift.task_id}/people/?shift={shift.pk}&wider=further")
    assert "lives 25 km away, further than they go" in words(page)
    decide(olga, shift, further)
    assert Suggestion.objects.get().accepted_at is not None


@pytest.fixture
def stages(cast, make):
    return Stages(cast, make, people=3)


def test_exactly_the_accepted_are_invited_and_asked_once_it_was_sent(stages, cast, client_for):
    olga, shift = client_for(cast.olga), crowd.shift(slots=3)
    first, second, never_said_yes, other = (
        willing(km=1), willing(km=2), crowd.volunteer(km=3), willing(km=4)
    )  # fmt: skip
    page = decide(olga, shift, first, second, never_said_yes)
    assert "Invite 2 people" in words(page)
    assert "did not say yes to invitations by e-mail" in words(page)
    olga.post(f"/office/tasks/{shift.task_id}/invitations/")
    made = Broadcast.objects.get(selection__isnull=False)
    assert (made.declared_size, made.selection.size, made.purpose) == (2, 2, "news")
    assert f"/tasks/{shift.task.slug}/" in made.body
    assert "In a message" in words(olga.get(f"/office/tasks/{shift.task_id}/people/"))
    assert actions.follow_invitations(at=clock.now()) == 0

    Broadcast.objects.filter(pk=made.pk).update(plan="at_once")
    made.refresh_from_db()
    # One takes the yes back before it leaves: nothing reaches them, and they were not asked.
    consent.withdraw(
        key_id=crowd.key_of(second).pk, purpose="news", source="test", by=system("test")
    )
    stages.submit(made, by=cast.olga)
    stages.answer(made, cast.bo)
    broadcasts.release(broadcast_id=made.pk, digest=stages.digest(made), by=cast.olga)
    deliver()
    # The inbox looks through what was sent to chosen people, and leaves ours alone.
    assert inbox.settle_chosen(at=clock.now()) == 0
    assert actions.follow_invitations(at=clock.now()) == 1
    assert actions.follow_invitations(at=clock.now()) == 0
    rows = {one.key.person_id: one for one in Suggestion.objects.select_related("key")}
    assert rows[first.pk].asked_at is not None
    assert rows[second.pk].asked_at is None
    assert rows[second.pk].selection is None
    assert Selection.objects.get().settled_at is not None
    facts = activity.timeline([crowd.key_of(first).pk], limit=10, kinds=["task.offered"])
    assert [(one.ref, one.data["title"]) for one in facts] == [(str(shift.task), shift.task.title)]
    page = words(olga.get(f"/office/people/{first.pk}/"))
    assert f"Was asked to help: {shift.task.title}" in page
    # Asked today, so nobody asks again for anything else this week.
    later = crowd.shift(starts=shift.starts_at + timedelta(days=3))
    assert {one.person for one in suggesting.for_shift(later, by=cast.olga)} == {other}


def test_without_anybody_to_write_to_nothing_is_begun(cast, client_for):
    olga, shift = client_for(cast.olga), crowd.shift()
    page = olga.post(f"/office/tasks/{shift.task_id}/invitations/", follow=True)
    assert "Accept somebody first" in words(page)
    assert not Selection.objects.exists()


def test_a_message_that_was_put_away_frees_its_people(cast, client_for):
    olga, shift = client_for(cast.olga), crowd.shift()
    person = willing()
    decide(olga, shift, person)
    olga.post(f"/office/tasks/{shift.task_id}/invitations/")
    made = Broadcast.objects.get()
    assert "An invitation to them is being prepared" in words(
        decide(olga, shift, person, yes=False)
    )
    release = f"/office/tasks/{shift.task_id}/invitations/{made.selection_id}/release/"
    assert "Put that message away first" in words(olga.post(release, follow=True))
    broadcasts.cancel(broadcast_id=made.pk, by=cast.olga)
    assert "Let them be invited anew" in words(olga.get(f"/office/tasks/{shift.task_id}/people/"))
    assert "1 person can be invited anew" in words(olga.post(release, follow=True))
    assert Suggestion.objects.get().selection is None


def test_the_authors_of_other_regions_find_nothing(cast, client_for):
    shift = crowd.shift(crowd.task(region="PL-14"))
    rita = client_for(cast.rita)
    assert rita.get(f"/office/tasks/{shift.task_id}/people/").status_code == 404
    assert decide(rita, shift, crowd.volunteer()).status_code == 404
    other = crowd.shift()
    told = {"shift": shift.pk, "who": ["1"], "decision": "accept"}
    olga = client_for(cast.olga)
    assert olga.post(f"/office/tasks/{other.task_id}/people/decisions/", told).status_code == 404


def test_a_plan_is_shown_and_kept_as_suggestions(cast, client_for):
    licence = crowd.skill("driver")
    people = [crowd.volunteer(km=km) for km in range(3)]
    easy = crowd.shift(slots=2)
    crowd.shift(crowd.task((licence, False)), slots=1)
    olga = client_for(cast.olga)
    page = olga.get("/office/tasks/plan/")
    assert "Plan many tasks" in words(page)
    day = easy.starts_at.date()
    period = {"region": "PL-10", "since": str(day), "until": str(day)}
    page = olga.get("/office/tasks/plan/", period)
    assert "2 of 3 places can be filled" in words(page)
    assert "nobody within reach has the skills" in words(page)
    assert not Suggestion.objects.exists()
    page = olga.post("/office/tasks/plan/suggestions/", period, follow=True)
    assert "2 suggestions are new" in words(page)
    rows = list(Suggestion.objects.all())
    assert {one.shift_id for one in rows} == {easy.pk}
    assert all(one.reasons and one.accepted_at is None for one in rows)
    assert "0 suggestions are new" in words(
        olga.post("/office/tasks/plan/suggestions/", period, follow=True)
    )
    page = olga.get(f"/office/tasks/{easy.task_id}/people/")
    assert words(page).count("In the plan") == 2
    assert len(people) == 3


@pytest.mark.parametrize("until", ["2020-01-01", "2099-01-01", "never", ""])
def test_a_wrong_period_is_told(cast, client_for, until):
    olga = client_for(cast.olga)
    period = {"since": "2026-12-01", "until": until}
    assert olga.get("/office/tasks/plan/", period).status_code == 200
    assert olga.post("/office/tasks/plan/suggestions/", period).status_code == 422


def test_lists_ask_as_much_for_many_as_for_few(cast, client_for):
    olga = client_for(cast.olga)
    counts = []
    for many in (2, 9):
        shift = crowd.shift(slots=9)
        people = [willing(km=number) for number in range(many)]
        decide(olga, shift, *people[: many // 2])
        with CaptureQueriesContext(
            connection,
        ) as told:
            olga.get(f"/office/tasks/{shift.task_id}/people/")
        counts.append(len(told))
        Suggestion.objects.all().delete()
    assert counts[1] <= counts[0]


def test_a_member_reads_tasks_with_reasons_in_their_own_scope(cast):
    person, shift = crowd.volunteer(km=3), crowd.shift(slots=4)
    SignUp.objects.create(
        shift=crowd.shift(starts=shift.starts_at + timedelta(days=9)),
        key=crowd.key_of(person),
        place="in",
        at=clock.now(),
    )
    with entered(Scope(person_id=person.pk)):
        [row] = tasks_for_you.rows(person)
    assert row["title"] == shift.task.title
    assert row["reasons"] == ["3 km from you", "when you are free", "4 more people are needed"]
    assert Shift.objects.count() == 2


def test_one_s_own_page_offers_tasks_that_fit(cast):
    person, shift = crowd.volunteer(km=3), crowd.shift(slots=4)
    page = member_client(person).get("/my/")
    assert shift.task.title in words(page)
    assert "3 km from you · when you are free · 4 more people are needed" in words(page)
