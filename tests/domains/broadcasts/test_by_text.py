"""A broadcast by text on its way to the approvers: no subject line, and its cost in the document."""

from django.db import transaction

from muster.broadcasts.models import Broadcast
from muster.delivery import documents
from muster.kit.scope import entered
from tests.domains.delivery import texting


def test_what_is_approved_says_what_it_costs(stages, cast, settings) -> None:
    settings.MUSTER_SMS_PRICES, settings.MUSTER_SMS_BUDGET = "EUR 44=4", 100
    settings.MUSTER_SMS_SENDER = texting.SENDER
    texting.phones(4, country="PL", postcode="90-001", region="PL-10")
    made = stages.written()
    text = {"channel": "sms", "subject": "{{ left over", "body": "Beach clean in Łódzkie"}
    Broadcast.objects.filter(pk=made.pk).update(**text)
    made.refresh_from_db()
    with transaction.atomic(), entered(cast.ana.scope):
        asked = stages.submit(made)
    body = documents.read(asked.document)
    assert (body.channel, body.texts[0].subject, body.sms_sender) == ("sms", "", texting.SENDER)
    assert (body.size, body.cost_minor, body.currency, body.cost_cap_minor) == (4, 16, "EUR", 100)
    assert body.extra["parts"] == 4
    assert body.not_after_hours == 4
