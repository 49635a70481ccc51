"""A wait keeps its promise: through later messages, closings, reopenings, and a change of team."""

from datetime import timedelta

import pytest

from muster.audit.models import Entry
from muster.inbox import actions, hours, promises
from muster.inbox.actions import waits
from muster.inbox.hours import Hours
from muster.inbox.models import Resolution, Rules, Team, Topic, Wait
from tests.domains.inbox.samples import NOON, arrive, conversation, later

pytestmark = pytest.mark.django_db
# Noon on a Tuesday; in Warsaw it is two o’clock.
OFFICE = Hours("Europe/Warsaw", hours.OFFICE)


@pytest.fixture(autouse=True)
def _organisation(db):
    from muster.accounts.models import Organisation

    Organisation.objects.create(
        pk=1, name="Havsvakt", mode="training", sender_name="Havsvakt", sender_address="hello@news.example",
        reply_domain="news.example", site_url="http://localhost:8000",
    )  # fmt: skip


def promise(cast, **changed):
    fields = {
        "team": None, "promise_minutes": 240, "resolve_minutes": 480, "hours": OFFICE,
        "by": cast.ada, "at": NOON,
    }  # fmt: skip
    return actions.set_promise(**(fields | changed))


def team(name="Care", **fields):
    return Team.objects.create(name=name, **fields)


def given(thread, team):
    thread.team = team
    waits.move([thread])
    thread.save(update_fields=["team", "due_at"])
    return thread


def answered(thread, cast, *, at, closing=False):
    return actions.answer(
        conversation=thread, text="At the pier.", by=cast.dario, at=at,
        idempotency=f"{at}", closing=closing,
    )  # fmt: skip


def test_the_house_promises_in_its_hours(cast):
    promise(cast)
    thread = conversation(arrive())
    # Three hours are left of Tuesday, one is due on Wednesday.
    assert thread.due_at == NOON + timedelta(hours=20)
    wait = Wait.objects.get()
    assert (wait.promise_minutes, wait.hours["zone"]) == (240, "Europe/Warsaw")


def test_waits_that_run_keep_what_they_were_promised(cast):
    thread = conversation(arrive())
    promise(cast, promise_minutes=10)
    thread.refresh_from_db()
    assert thread.due_at == later(4)
    assert Wait.objects.get().promise_minutes == 240


def test_what_a_team_leaves_open_is_as_the_house_has_it(cast):
    promise(cast, promise_minutes=90)
    own = team(promise_minutes=30)
    held = promises.of(own, Rules.current())
    assert (held.answer_minutes, held.resolve_minutes) == (30, 480)
    assert held.hours == Rules.current().hours
    promise(cast, team=own, promise_minutes=None, resolve_minutes=60, hours=None)
    own.refresh_from_db()
    held = promises.of(own, Rules.current())
    assert (held.answer_minutes, held.resolve_minutes, held.hours) == (90, 60, {})
    promise(
        cast, team=own, promise_minutes=None, resolve_minutes=None, hours=None, as_the_house=True
    )
    own.refresh_from_db()
    assert own.hours is None


def test_a_stricter_team_shortens_and_an_easier_one_changes_nothing():
    thread = conversation(arrive())
    given(thread, team("Strict", promise_minutes=60))
    assert thread.due_at == later(1)
    given(thread, team("Easy", promise_minutes=6000))
    assert thread.due_at == later(1)
    assert Wait.objects.get().promise_minutes == 60


def test_the_team_a_thread_has_already_makes_the_promise(cast):
    own = team(promise_minutes=60)
    thread = conversation(arrive(message_id="<one@mail.example>"))
    given(thread, own)
    answered(thread, cast, at=later(0.5))
    arrive(to=["<one@mail.example>"], at=later(1))
    thread.refresh_from_db()
    assert thread.due_at == later(2)


def test_a_wait_that_was_put_away_unanswered_goes_on_where_it_stood(cast):
    thread = conversation(arrive())
    actions.close(conversation=thread, by=cast.dario, at=later(1))
    again = actions.reopen(conversation=thread, by=cast.dario, at=later(3))
    assert again.due_at == later(4)
    wait = Wait.objects.get()
    assert (wait.asked_at, wait.ended_at, wait.ending) == (NOON, None, "")


def test_reopening_after_an_answer_begins_a_new_one(cast):
    thread = conversation(arrive())
    answered(thread, cast, at=later(1), closing=True)
    again = actions.reopen(conversation=thread, by=cast.dario, at=later(2))
    assert again.due_at == later(6)
    assert Wait.objects.count() == 2


def test_how_long_it_took_is_told_in_the_hours_that_count(cast):
    promise(cast)
    thread = conversation(arrive())
    answered(thread, cast, at=NOON + timedelta(days=1))
    wait = Wait.objects.get()
    # From two to five, and from nine to two.
    assert wait.worked == 8 * 3600
    assert (wait.ended_at - wait.asked_at) == timedelta(days=1)


def test_the_matter_runs_from_the_first_message_until_it_is_closed(cast):
    thread = conversation(arrive())
    answered(thread, cast, at=later(1))
    assert Resolution.objects.get().ended_at is None
    actions.close(conversation=thread, by=cast.dario, at=later(5))
    matter = Resolution.objects.get()
    assert (matter.asked_at, matter.ended_at, matter.worked) == (NOON, later(5), 5 * 3600)
    assert matter.due_at == NOON + timedelta(minutes=7200)


def test_whoever_writes_again_soon_means_the_same_matter(cast):
    thread = conversation(arrive(message_id="<one@mail.example>"))
    answered(thread, cast, at=later(1), closing=True)
    arrive(to=["<one@mail.example>"], at=later(24))
    matter = Resolution.objects.get()
    assert (matter.asked_at, matter.ended_at, matter.reopened) == (NOON, None, 1)


def test_after_a_week_it_is_a_new_matter(cast):
    thread = conversation(arrive(message_id="<one@mail.example>"))
    answered(thread, cast, at=later(1), closing=True)
    arrive(to=["<one@mail.example>"], at=later(24 * 9))
    assert Resolution.objects.count() == 2


def test_every_change_is_in_the_log(cast):
    promise(cast)
    entry = Entry.objects.filter(verb="inbox.promise_set").get()
    assert entry.detail["promise_minutes"] == 240


def test_the_team_that_the_words_choose_makes_the_promise(cast):
    strict = team("Strict", promise_minutes=30)
    Topic.objects.create(name="Parking", words=["park"], team=strict)
    thread = conversation(arrive(text="Where do we park?"))
    assert (thread.team, thread.due_at) == (strict, later(0.5))


def test_handed_to_a_stricter_team_it_is_due_sooner(cast):
    thread = conversation(arrive())
    strict = team("Strict", promise_minutes=30)
    actions.move(conversation=thread, topic=None, team=strict, by=cast.dario, at=later(0.1))
    thread.refresh_from_db()
    assert thread.due_at == later(0.5)
    actions.move(conversation=thread, topic=None, team=None, by=cast.dario, at=later(0.2))
    thread.refresh_from_db()
    assert thread.due_at == later(0.5)
