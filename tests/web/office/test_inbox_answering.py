"""Story 2, second half: whoever answered a slip gets the apology, all of them and nobody else, after others agreed."""

from __future__ import annotations

from copy import deepcopy

import pytest
from django.test import Client
from django.urls import reverse

from muster.broadcasts import actions as broadcasts
from muster.broadcasts import queries
from muster.broadcasts.errors import PeopleAreGiven, SelectionTaken
from muster.broadcasts.models import Broadcast
from muster.delivery import tokens
from muster.delivery.models import Outcome, Recipient, Release, Selection
from muster.inbox import actions
from muster.inbox.models import Conversation, InboxMessage, Wait
from muster.kit import clock
from muster.kit.actors import system
from muster.people.actions import consent
from tests.cast import make_cast
from tests.domains.broadcasts.sending import deliver
from tests.domains.broadcasts.stages import Stages
from tests.domains.inbox.samples import arrive, conversation
from tests.make import Make
from tests.web.office.broadcast_pages import words

pytestmark = pytest.mark.django_db
APOLOGY = (
    'Dear {{ first_name | default: "friend" }}, that was a mistake of Havsvakt: our mistake, and we are sorry.'
    " What happened you can read here: [[page]]"
)


def at(name, *args):
    return reverse(f"office:{name}", args=args)


def message_id(recipient):
    return tokens.message_id(tokens.make(tokens.RECIPIENT, recipient.pk), "reply.havsvakt.example")


@pytest.fixture(scope="module")
def once(module_db):
    """It reached sixty; fifty-five answered it, some of them twice. Made once, as it takes its time."""
    stages = Stages(make_cast(), Make(), people=60)
    slip = stages.sending(size=60, title="Only for Łódź")
    deliver()
    found = list(Recipient.objects.filter(snapshot__subject=slip.reference).order_by("pk"))[:55]
    now = clock.now()
    for place, one in enumerate(found):
        arrive(
            to=[message_id(one)], sender=one.address, message_id=f"<r{place}@mail.example>",
            text=f"Who gave you my number {place}?", at=now,
        )  # fmt: skip
    arrive(
        to=[message_id(found[0])], sender=found[0].address, message_id="<again@mail.example>",
        text="And why?", at=now,
    )  # fmt: skip
    return stages, slip, [one.person_id for one in found]


@pytest.fixture
def told(once, db):
    return deepcopy(once)


@pytest.fixture
def stages(told):
    return told[0]


@pytest.fixture
def cast(stages):
    return stages.cast


@pytest.fixture
def slip(told):
    return told[1]


@pytest.fixture
def repliers(told):
    return told[2]


def press(client, step, **changed):
    return client.post(at("inbox-answering"), {"step": step, "text": APOLOGY} | changed)


def to_the_approvers(client, slip):
    response = press(client, "send", about=slip.reference, title="Apology", subject="We are sorry")
    assert response.status_code == 302
    return Broadcast.objects.get(selection__isnull=False)


def sent(stages, made):
    stages.submit(made, by=stages.cast.olga)
    stages.answer(made, stages.cast.bo)
    broadcasts.release(broadcast_id=made.pk, digest=stages.digest(made), by=stages.cast.olga)


def test_the_apology_reaches_exactly_those_who_answered(slip, repliers, stages, cast, client_for):
    olga = client_for(cast.olga)
    page = olga.get(at("broadcast-results", slip.pk))
    assert "Answer everybody who wrote back" in words(page)
    page = press(olga, "write", about=slip.reference)
    assert "One answer for 55 people" in words(page)
    assert "fifty-five people, more than one person may write to alone" in words(page)
    page = press(olga, "look", about=slip.reference)
    assert "Shortest" in words(page)
    assert "Put it to the approvers" in words(page)
    assert not Selection.objects.exists()

    made = to_the_approvers(olga, slip)
    Broadcast.objects.filter(pk=made.pk).update(plan="at_once")
    made.refresh_from_db()
    assert (made.declared_size, made.selection.size, made.subject) == (55, 55, "We are sorry")
    assert "/word/" in made.body
    assert "Whoever wrote 55 conversations" in words(olga.get(at("broadcast-check", made.pk)))
    # One of them says stop meanwhile: whoever said no is written to by nothing.
    gone = repliers[-1]
    key = Recipient.objects.filter(person_id=gone).first().key_id
    consent.withdraw(key_id=key, purpose="news", source="test", by=system("test"))

    assert actions.settle_chosen(at=clock.now()) == 0
    sent(stages, made)
    deliver()
    release = Release.objects.get(subject=made.reference)
    reached = Outcome.objects.filter(release=release, kind="accepted")
    assert set(reached.values_list("recipient__person_id", flat=True)) == set(repliers) - {gone}

    assert actions.settle_chosen(at=clock.now()) == 54
    assert actions.settle_chosen(at=clock.now()) == 0
    assert Selection.objects.get().settled_at is not None
    waiting = Conversation.objects.filter(state="open")
    assert [one.key.person_id for one in waiting] == [gone]
    assert Wait.objects.filter(ending="answered").count() == 54
    told = InboxMessage.objects.filter(direction="out").order_by("pk")
    assert told.count() == 54
    assert all("we are sorry" in one.said and "[[page]]" not in one.said for one in told)
    assert "{{" not in told[0].said
    assert told[0].author == cast.olga


def test_its_link_is_counted_on_the_results_page(slip, repliers, stages, cast, client_for):
    client = Client()
    made = to_the_approvers(client_for(cast.olga), slip)
    Broadcast.objects.filter(pk=made.pk).update(plan="at_once")
    made.refresh_from_db()
    assert client.get(f"/word/{made.page_token}/").status_code == 404
    sent(stages, made)
    deliver()
    for _time in range(3):
        assert "our mistake" in words(client.get(f"/word/{made.page_token}/"))
    page = client_for(cast.olga).get(at("broadcast-results", made.pk))
    assert "It was opened 3 times." in words(page)


def test_who_wrote_again_after_it_was_accepted_waits_anew(slip, repliers, stages, cast, client_for):
    made = to_the_approvers(client_for(cast.olga), slip)
    Broadcast.objects.filter(pk=made.pk).update(plan="at_once")
    made.refresh_from_db()
    sent(stages, made)
    deliver()
    later = clock.now()
    arrival = arrive(
        to=["<r3@mail.example>"], sender=Recipient.objects.order_by("pk")[3].address,
        message_id="<later@mail.example>", text="Thank you, but where do I sign off?", at=later,
    )  # fmt: skip
    actions.settle_chosen(at=clock.now())
    thread = conversation(arrival)
    assert thread.state == "open"
    assert [one.ending for one in thread.waits.order_by("asked_at")] == ["answered", ""]
    assert thread.waits.get(ended_at=None).asked_at == later


def test_it_waits_for_others_and_nothing_leaves_before(slip, repliers, stages, cast, client_for):
    olga = client_for(cast.olga)
    made = to_the_approvers(olga, slip)
    stages.submit(made, by=cast.olga)
    assert queries.state(made).status.value == "submitted"
    assert queries.state(made).round.needed >= 1
    assert deliver() == 0
    assert not InboxMessage.objects.filter(direction="out").exists()
    with pytest.raises(PeopleAreGiven):
        broadcasts.choose_audience(
            broadcast_id=made.pk, audience=stages.audience, by=cast.ana, session_mac="x"
        )
    with pytest.raises(SelectionTaken):
        broadcasts.answer_chosen(
            selection=made.selection, title="Again", declared_text="x", people=1, subject="x",
            body="x", language="en", purpose="news", by=cast.olga, session_mac="x",
        )  # fmt: skip
    # Choosing anew makes a list of its own.
    press(olga, "send", about=slip.reference, subject="Again")
    assert Selection.objects.count() == 2


def test_who_may_not_write_broadcasts_is_told_so_and_nothing_is_made(
    slip, repliers, cast, client_for
):
    page = press(client_for(cast.dario), "send", about=slip.reference)
    assert page.status_code == 422
    assert "Ask somebody who writes broadcasts" in words(page)
    assert not Selection.objects.exists()


def test_each_language_with_words_of_its_own_is_a_message_of_its_own(
    slip, repliers, cast, client_for
):
    from muster.people.models import Person

    Person.objects.filter(pk__in=repliers[:20]).update(language="it")
    response = client_for(cast.olga).post(
        at("inbox-answering"),
        {"step": "send", "about": slip.reference, "text": APOLOGY, "text-it": "Ci dispiace."},
    )
    assert response["Location"] == at("broadcasts")
    made = {one.language: one for one in Broadcast.objects.filter(selection__isnull=False)}
    assert {code: one.selection.size for code, one in made.items()} == {"it": 20, "en": 35}
    assert made["it"].body == "Ci dispiace."


def test_fifty_are_answered_one_by_one_at_once(slip, repliers, cast, client_for):
    some = list(Conversation.objects.order_by("pk")[:3])
    olga = client_for(cast.olga)
    ids = [one.pk for one in some]
    page = olga.post(at("inbox-answering"), {"thread": ids})
    assert "One answer for 3 people" in words(page)
    page = press(olga, "look", thread=ids)
    assert "Answer 3 people" in words(page)
    fields = {"once": page.context["once"], "seen": page.context["seen"], "then": "close"}
    page = press(olga, "send", who=ids, **fields)
    assert "3 people were answered" in words(page)
    assert {one.state for one in Conversation.objects.filter(pk__in=ids)} == {"closed"}
    assert InboxMessage.objects.filter(direction="out").count() == 3


def test_nothing_chosen_and_a_bad_text_are_said_kindly(slip, repliers, cast, client_for):
    olga = client_for(cast.olga)
    assert olga.post(at("inbox-answering"), {}).status_code == 302
    number = Conversation.objects.first().pk
    page = olga.post(
        at("inbox-answering"), {"thread": number, "step": "look", "text": "{{ password }}"}
    )
    assert page.status_code == 422
    assert olga.post(at("inbox-answering"), {"queue": "no such"}).status_code == 404
