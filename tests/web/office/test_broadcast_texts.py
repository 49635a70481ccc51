"""Writing a text message: no subject, counted in parts, previewed by the printer that sends it."""

import json
import re
from html import unescape

import pytest
from django.urls import reverse

from muster.broadcasts import actions
from muster.broadcasts.models import Broadcast
from muster.delivery import documents
from tests.domains.broadcasts.stages import Stages
from tests.domains.delivery import texting
from tests.web.office.broadcast_pages import words

pytestmark = pytest.mark.django_db
TEXT = 'Hi {{ first_name | default: "friend" }}, beach clean in Łódzkie on Saturday at 9.'


@pytest.fixture
def stages(cast, make, settings):
    settings.MUSTER_SMS_PRICES = "EUR 44=6.1 48=4.5"
    settings.MUSTER_SMS_SENDER = "+48500100200"
    made = Stages(cast, make, people=0)
    for number in range(4):
        name = "Ana" if number else "Maximiliana-Josephine"
        texting.phone(number=f"+4850010030{number}", region="PL-10", given_name=name, country="PL")
    return made


def at(name, broadcast=None):
    return reverse(f"office:{name}", args=[broadcast.pk] if broadcast else [])


def begun(stages, client):
    """Declared through the door as a text, with its audience."""
    given = {"title": "Text", "declared_text": "four", "declared_size": "4", "channel": "sms"}
    client.post(at("broadcast-new"), given)
    made = Broadcast.objects.get(title="Text")
    assert made.channel == "sms"
    actions.choose_audience(
        broadcast_id=made.pk, audience=stages.audience, by=stages.cast.ana, session_mac="a"
    )
    return made


def saved(client, made, **changes):
    page = client.get(at("broadcast", made))
    form = page.context["form"]
    given = {name: form[name].value() for name in form.fields} | {"body": TEXT} | changes
    return client.post(at("broadcast", made), given)


def test_a_text_is_written_without_a_subject_and_counted(stages, cast, client_for):
    ana = client_for(cast.ana)
    made = begun(stages, ana)
    page = ana.get(at("broadcast", made))
    assert "Subject line" not in words(page)
    assert "Add a picture" not in words(page)
    assert saved(ana, made).status_code == 302
    shown = ana.get(at("broadcast", made))
    said = words(shown)
    assert "Havsvakt: Hi " in said
    assert "Stop? Reply STOP" in said
    assert "Ł ó: not in the cheap alphabet, so a part holds 70 signs instead of 160" in said
    assert "2 parts" in said
    assert "€0.061 a part" in said
    assert "It comes from +48500100200" in said


def test_the_page_counts_with_the_frame_and_the_alphabet_of_the_printer(stages, cast, client_for):
    ana = client_for(cast.ana)
    made = begun(stages, ana)
    saved(ana, made)
    page = ana.get(at("broadcast", made)).content.decode()
    told = {
        name: unescape(value)
        for name, value in re.findall(r'data-([a-z]+)="([^"]*)"', page, re.DOTALL)
    }
    assert told["before"] == "[Training] Havsvakt: "
    assert told["after"] == "\nStop? Reply STOP"
    assert "ä" in told["basic"]
    assert "€" in told["extension"]
    assert json.loads(told["alike"])["’"] == "'"
    assert json.loads(told["examples"])["first_name"] == "Ana"


def test_the_preview_counts_unsaved_words_without_script(stages, cast, client_for):
    ana = client_for(cast.ana)
    made = begun(stages, ana)
    unsaved = {"body": "Havsvakt: come. " * 20, "purpose": "news", "language": "en"}
    said = words(ana.post(at("broadcast-preview", made), unsaved))
    assert "3 parts" in said
    assert "cheap alphabet" not in said
    made.refresh_from_db()
    assert made.body == ""


def test_its_parts_and_price_are_on_the_check_page_and_in_the_seal(stages, cast, client_for):
    ana = client_for(cast.ana)
    made = begun(stages, ana)
    saved(ana, made)
    page = words(ana.get(at("broadcast-check", made)))
    assert "By text message to 4 people" in page
    assert "€0.36 for 8 parts" in page
    assert "between 08:00 and 21:00 where they live" in page
    response = ana.post(at("broadcast-check", made))
    assert response["Location"] == at("broadcast-approve", made)
    sealed = documents.read(made.submissions.get().document)
    assert (sealed.channel, sealed.texts[0].subject, sealed.cost_minor) == ("sms", "", 36)
    page = client_for(cast.bo).get(at("broadcast-approve", made))
    assert "Ana wants to text 4 people" in words(page)
    assert "€0.36 for 8 parts" in words(page)
    assert {one.measure.parts for one in page.context["previews"]} == {2}


def test_the_channel_is_part_of_the_declaration_and_can_be_written_again(stages, cast, client_for):
    ana = client_for(cast.ana)
    made = begun(stages, ana)
    given = {"title": "Text", "declared_text": "four", "declared_size": "4", "channel": "email"}
    ana.post(at("broadcast-declaration", made), given)
    made.refresh_from_db()
    assert made.channel == "email"
    assert made.edits.filter(field="channel", before="sms", after="email").exists()
    bad = ana.post(at("broadcast-declaration", made), given | {"channel": "fax"})
    assert bad.status_code == 422
