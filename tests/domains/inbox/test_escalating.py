"""A rung happens once, tells who may see it, and severity brings it forward."""

from datetime import timedelta

import pytest

from muster.activity import queries as activity
from muster.audit.models import Entry
from muster.delivery.models import LetterRow
from muster.inbox import actions, house
from muster.inbox.actions import weighing
from muster.inbox.ladder import Rung, Step
from muster.inbox.models import Conversation, Escalation, Member, Team, Wait
from muster.triage.kinds import Kind
from tests.domains.inbox.samples import NOON, arrive, conversation, later, sent_to

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _organisation(db):
    from muster.accounts.models import Organisation

    Organisation.objects.create(
        pk=1, name="Havsvakt", mode="training", sender_name="Havsvakt", sender_address="hello@news.example",
        reply_domain="news.example", site_url="http://localhost:8000",
    )  # fmt: skip


@pytest.fixture
def thread(make):
    """Ingrid, of PL-10, answered our October letter."""
    _, ours = sent_to(make.person(email="ingrid@people.example"))
    return conversation(
        arrive(to=[ours], sender="ingrid@people.example", message_id="<q@mail.example>")
    )


@pytest.fixture
def care(cast, thread):
    """A team that Rita leads and Dario is in; the thread is theirs."""
    team = Team.objects.create(name="Care")
    Member.objects.create(team=team, staff=cast.rita, leads=True)
    Member.objects.create(team=team, staff=cast.dario)
    thread.team = team
    thread.save(update_fields=["team"])
    return team


def rungs():
    return list(Escalation.objects.order_by("id").values_list("rung", flat=True))


def told(rung):
    return set(Escalation.objects.get(rung=rung).told)


def test_each_rung_is_climbed_at_its_moment_and_once(thread, care, cast):
    assert actions.escalate(at=later(1.9)) == 0
    assert actions.escalate(at=later(2)) == 1
    assert told("assignee") == {cast.dario.pk, cast.rita.pk}
    assert actions.escalate(at=later(2)) == 0
    assert actions.escalate(at=later(5)) == 1
    assert told("lead") == {cast.rita.pk}
    assert actions.escalate(at=later(9)) == 1
    # Everybody who answers for every region.
    assert told("duty") == {cast.olga.pk, cast.dario.pk}
    assert actions.escalate(at=later(200)) == 0
    assert rungs() == ["assignee", "lead", "duty"]


def test_what_nobody_looked_at_climbs_every_rung_that_is_due(thread):
    assert actions.escalate(at=later(30)) == 3


def test_whoever_answers_it_is_told_first(thread, care, cast):
    actions.assign(conversation=thread, to=cast.dario, by=cast.dario, at=later(1))
    actions.escalate(at=later(2))
    assert told("assignee") == {cast.dario.pk}


def test_nobody_is_told_of_a_thread_they_may_not_see(cast, make):
    person = make.person(email="far@people.example", country="FR", postcode="75001")
    _, ours = sent_to(person)
    thread = conversation(arrive(to=[ours], sender="far@people.example"))
    team = Team.objects.create(name="Care")
    Member.objects.create(team=team, staff=cast.rita, leads=True)
    Conversation.objects.filter(pk=thread.pk).update(team=team)
    actions.escalate(at=later(5))
    # Rita leads it and answers for another region: it goes to those who may see it.
    assert told("lead") == {cast.olga.pk, cast.dario.pk}
    assert told("assignee") == set()


def test_what_was_answered_is_never_climbed(thread, cast):
    actions.answer(
        conversation=thread, text="At the pier.", by=cast.dario, at=later(1), idempotency="one"
    )
    assert actions.escalate(at=later(50)) == 0


def test_they_hear_of_it_by_mail_that_names_nobody(thread, care, cast):
    actions.escalate(at=later(2))
    letters = {one.address: one for one in LetterRow.objects.all()}
    assert set(letters) == {cast.dario.email, cast.rita.email}
    said = str(letters[cast.dario.email].context)
    assert f"/office/inbox/{thread.pk}/" in said
    assert "ingrid" not in said.casefold()


def test_many_in_one_run_are_one_letter_each(cast, make):
    for number in range(12):
        arrive(sender=f"s{number}@people.example", message_id=f"<{number}@mail.example>")
    assert actions.escalate(at=later(5)) == 24
    letters = LetterRow.objects.filter(address=cast.dario.email)
    assert [one.context["n"] for one in letters] == [12]
    assert len(letters[0].context["first"]) == 10


def test_letters_end_and_alarms_do_not(cast):
    for number in range(9):
        arrive(sender=f"s{number}@people.example", message_id=f"<{number}@mail.example>")
        Wait.objects.update(look_at=later(4 + number))
        actions.escalate(at=later(4 + number))
    assert LetterRow.objects.filter(address=cast.dario.email).count() == 6
    thread = conversation(arrive(sender="loud@people.example", message_id="<l@mail.example>"))
    pressing(thread, reach=200_000, kind=Kind.COMPLAINT, channel="mastodon")
    actions.escalate(at=later(0.1))
    assert LetterRow.objects.filter(address=cast.dario.email).count() == 7


def pressing(thread, **changed):
    Conversation.objects.filter(pk=thread.pk).update(**changed)
    Wait.objects.filter(conversation=thread).update(look_at=NOON)


def test_an_alarm_is_told_at_once(thread, care, cast):
    pressing(thread, reach=200_000, kind=Kind.COMPLAINT, channel="bluesky")
    assert actions.escalate(at=later(0.01)) == 2
    thread.refresh_from_db()
    assert thread.severity == 3
    assert thread.due_at == NOON + timedelta(minutes=30)
    assert set(rungs()) == {"lead", "duty"}


def test_what_pressed_once_is_not_put_off_again(thread):
    pressing(thread, reach=200_000)
    actions.escalate(at=later(0.1))
    thread.refresh_from_db()
    assert (thread.severity, thread.due_at) == (2, later(1))
    pressing(thread, reach=0)
    actions.escalate(at=later(0.2))
    thread.refresh_from_db()
    assert (thread.severity, thread.due_at) == (0, later(1))


def test_silence_weighs_by_itself(thread):
    actions.escalate(at=later(9))
    thread.refresh_from_db()
    assert thread.severity == 0
    actions.escalate(at=later(25))
    thread.refresh_from_db()
    assert (thread.severity, thread.severity_why) == (0, [["silence", 1]])
    actions.escalate(at=later(73))
    thread.refresh_from_db()
    assert (thread.severity, thread.severity_why) == (1, [["silence", 3]])


def test_two_contacts_on_two_channels_press_in_both(thread, make):
    other = Conversation.objects.create(
        key=thread.key, proven=True, channel="sms", state="quiet", opened_at=NOON, last_at=NOON,
        address="+48500000001", reach=5000,
    )  # fmt: skip
    from muster.inbox.actions import waits

    other.messages.create(direction="in", said="Hello?", at=later(1))
    waits.begin(other, at=later(1))
    weighing.weigh(other, at=later(1), spread=True)
    other.save()
    assert other.severity_why == [["reach", 5000], ["contacts", 2, 0]]
    actions.escalate(at=later(1))
    thread.refresh_from_db()
    assert thread.severity == other.severity == 1
    assert thread.severity_why == other.severity_why


def test_a_claim_counts_and_is_told_apart(thread, make):
    arrive(sender="ingrid@people.example", subject="Other", message_id="<claim@mail.example>")
    actions.escalate(at=NOON)
    thread.refresh_from_db()
    assert thread.severity_why == [["contacts", 2, 1]]


def test_an_ordinary_first_message_costs_one_query_to_weigh(django_assert_num_queries):
    thread = conversation(arrive())
    with django_assert_num_queries(1):
        from muster.inbox import pressing as known

        known.evidence(thread)


def test_it_is_in_the_log_and_on_the_timeline(thread):
    actions.escalate(at=later(2))
    entry = Entry.objects.get(verb="conversation.escalated")
    assert entry.detail["rung"] == "assignee"
    kinds = [fact.kind for fact in activity.timeline([thread.key_id], limit=9)]
    assert "reply.escalated" in kinds


def test_the_house_may_build_another_ladder(thread, cast):
    actions.set_ladder(
        steps=[Step(Rung.ASSIGNEE, None), Step(Rung.LEAD, None), Step(Rung.DUTY, 25)],
        factors=[100, 50, 25, 10], by=cast.ada, at=NOON,
    )  # fmt: skip
    Wait.objects.update(look_at=NOON)
    assert actions.escalate(at=later(1)) == 1
    assert rungs() == ["duty"]


def test_whoever_was_told_finds_it_on_today_until_it_is_answered(thread, care, cast):
    actions.escalate(at=later(5))
    assert house.escalated(by=cast.rita) == [thread]
    assert house.escalated(by=cast.vera) == []
    actions.answer(
        conversation=thread, text="At the pier.", by=cast.dario, at=later(6), idempotency="one"
    )
    assert house.escalated(by=cast.rita) == []
