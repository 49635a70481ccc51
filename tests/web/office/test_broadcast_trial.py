"""A test to oneself: the very message, to nobody else, never to be taken for the real one."""

import pytest
from django.urls import reverse

from muster.audit.models import Entry
from muster.broadcasts import actions
from muster.broadcasts.models import Broadcast
from muster.delivery import preview
from muster.delivery.actions import trials
from muster.delivery.models import CaughtMessage, Direct, Outcome
from muster.delivery.pump import run_until_idle
from tests.domains.broadcasts.stages import Stages
from tests.web.office.broadcast_pages import words


def at(name, broadcast):
    return reverse(f"office:{name}", args=[broadcast.pk])


def body_of(rendered):
    """Its text without the stop link, which is the only thing that may differ."""
    return [line for line in rendered.text.splitlines() if "http" not in line]


@pytest.fixture
def stages(cast, make):
    return Stages(cast, make)


@pytest.mark.django_db
def test_it_is_what_a_member_would_get_marked_as_a_test(stages, cast, client_for):
    ana, made = client_for(cast.ana), stages.written()
    shown = ana.get(at("broadcast", made)).context["shown"].rendered
    response = ana.post(at("broadcast-trial", made), follow=True)
    assert "stays here; read it in the outbox" in words(response)
    sent = Direct.objects.get()
    assert (sent.address, sent.subject) == (cast.ana.email, made.reference)
    got = preview.unfold(bytes(sent.raw))
    assert "[Test]" in got.subject
    assert got.subject.endswith("Beach clean in Łódzkie")
    assert body_of(got) == body_of(shown)
    assert Entry.objects.filter(verb="broadcast.tried", subject=made.reference).count() == 1
    assert stages.status(made) == "draft"


@pytest.mark.django_db(transaction=True)
def test_in_training_it_lands_in_the_outbox_and_counts_for_nobody(cast, make):
    stages = Stages(cast, make)
    made = stages.written()
    actions.try_out(broadcast=made, as_person=stages.people[0].pk, by=cast.ana)
    run_until_idle()
    caught = CaughtMessage.objects.get()
    assert (caught.address, "[Test]" in caught.title) == (cast.ana.email, True)
    assert Direct.objects.get().state == Direct.State.DONE
    assert not Outcome.objects.exists()


@pytest.mark.django_db
def test_only_some_an_hour(stages, cast, client_for):
    ana, made = client_for(cast.ana), stages.written()
    for _number in range(trials.PER_HOUR):
        ana.post(at("broadcast-trial", made))
    response = ana.post(at("broadcast-trial", made), {"check": "1"}, follow=True)
    assert "10 tests within an hour" in words(response)
    assert Direct.objects.count() == trials.PER_HOUR
    assert "goes to" in words(client_for(cast.olga).get(at("broadcast-check", made)))


@pytest.mark.django_db
def test_a_text_has_nowhere_to_go_and_says_so(stages, cast, client_for):
    made = stages.written()
    Broadcast.objects.filter(pk=made.pk).update(channel="sms")
    response = client_for(cast.ana).post(at("broadcast-trial", made), follow=True)
    assert "no telephone number" in words(response)
    assert not Direct.objects.exists()


@pytest.mark.django_db
def test_what_was_sent_or_is_empty_is_not_tried(stages, cast, client_for):
    ana = client_for(cast.ana)
    assert ana.post(at("broadcast-trial", stages.sending())).status_code == 302
    ana.post(at("broadcast-trial", stages.declared()))
    assert not Direct.objects.exists()
