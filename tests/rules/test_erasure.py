"""Every model that knows a person decides, field by field, what stays when that person is erased.

``keep``: names nobody once the keys are gone. ``scrub``: blanked, the row stays for the sums. ``forget``:
the row goes. A new model or field without a decision fails here.
"""

import pytest
from django.apps import apps
from django.db import models

from muster.kit.actors import system
from tests.make import Make

FORGET, KEEP = "forget", "keep"
Decision = str | dict[str, str]
# A word decides for the whole row; a table names the fields that are scrubbed and keeps the rest.
DECISIONS: dict[str, Decision] = {
    "activity.Fact": {"data": "scrub"},
    "people.Trait": FORGET,
    "people.Note": FORGET,
    "people.FieldValue": FORGET,
    "people.IdentityKey": FORGET,
    "people.IdentityClaim": FORGET,
    "people.ConsentEntry": FORGET,
    "people.ConsentState": FORGET,
    "people.PossibleMatch": FORGET,
    "people.KeptApart": FORGET,
    "people.Suppression": KEEP,
    "people.SignUp": FORGET,
    "people.MailToken": FORGET,
    "people.MemberSession": FORGET,
    "people.Person": dict.fromkeys(("given_name", "family_name", "sort_key", "given_key", "postcode", "language", "latitude", "longitude"), "scrub"),
    "delivery.Recipient": {"address": "scrub", "merge": "scrub", "merge_digest": "scrub"},
    "delivery.Direct": dict.fromkeys(("address", "raw", "return_path", "detail", "returned_words"), "scrub"),
    "delivery.LetterRow": dict.fromkeys(("address", "context", "detail", "returned_words"), "scrub"),
    "delivery.Outcome": {"detail": "scrub"},
    "delivery.CaughtMessage": FORGET,
    "delivery.Receipt": {"detail": "scrub"},
    "delivery.EarlyReceipt": KEEP,
    "delivery.ContactSlot": FORGET,
    "delivery.Seed": KEEP,
    "inbox.Conversation": dict.fromkeys(("address", "name", "subject", "preview", "find_key", "sent_ref", "reach", "severity_why"), "scrub"),
    "inbox.InboxMessage": dict.fromkeys(("said", "text", "html", "sender", "message_id", "references", "headers"), "scrub"),
    "inbox.Sorting": {"words": "scrub"},
    "inbox.Dialogue": {"reason": "scrub"},
    "inbox.Proposal": dict.fromkeys(("said", "reason"), "scrub"),
    "delivery.Selected": FORGET,
    "inbox.Case": dict.fromkeys(("title", "outcome"), "scrub"),
    "triage.Correction": FORGET,
    "listening.Mention": FORGET,
    "listening.Source": KEEP,
    "inbox.Arrival": {"message_id": "scrub", "sealed": "scrub"},
    "gifts.Entry": {"key": "scrub", "about": "scrub"},
    "gifts.Payment": dict.fromkeys(
        ("key", "email", "name", "shown", "receipt", "relay", "page", "session", "network", "failure"), "scrub"
    ),
    # Numbers and amounts; whose they are stands in the payment alone.
    "gifts.Report": KEEP,
    "gifts.Pledge": {"key": "scrub", "name": "scrub"},
    "groups.Membership": FORGET,
    "groups.Leadership": FORGET,
    "groups.Mention": FORGET,
    "groups.PointPerson": FORGET,
    "groups.Telling": FORGET,
    # On the list of another whom they called, only the caller goes.
    "groups.CallTarget": FORGET,
    "groups.Thread": {"key": "scrub", "title": "scrub"},
    "groups.Post": dict.fromkeys(("key", "shown_as", "text", "links"), "scrub"),
    "groups.Report": {"key": "scrub", "reason": "scrub"},
    "drives.Link": {"key": "scrub", "label": "scrub"},
    "drives.Giving": {"name": "scrub"},
    "rivalry.Relay": FORGET,
    "volunteering.Standing": FORGET,
    "volunteering.Readiness": FORGET,
    "volunteering.Free": FORGET,
    "volunteering.Away": FORGET,
    "volunteering.Feed": FORGET,
    "volunteering.SignUp": FORGET,
    "volunteering.Suggestion": FORGET,
    "sources.ImportRow": {
        "person_number": "scrub", "code": "scrub", "detail": "scrub", "extra": "scrub",
    },
    "sources.ImportChange": FORGET,
}  # fmt: skip
BY_VALUE = {
    "person_id", "person_number", "key_id", "recipient_id", "address", "sender_mac", "address_mac", "said",
}  # fmt: skip


def _knows_a_person(model: type[models.Model]) -> bool:
    return model.__name__ == "Person" or any(
        field.name in BY_VALUE
        or (
            field.is_relation
            and field.related_model
            and field.related_model.__name__ in {"Person", "IdentityKey"}
        )
        for field in model._meta.concrete_fields
    )


def _linked() -> dict[str, type[models.Model]]:
    ours = (model for model in apps.get_models() if model.__module__.startswith("muster."))
    return {model._meta.label: model for model in ours if _knows_a_person(model)}


def test_every_model_that_knows_a_person_has_decided() -> None:
    undecided = sorted(_linked().keys() - DECISIONS.keys())
    assert undecided == [], "say in DECISIONS what becomes of it, and make forget() do so"


def test_every_decision_is_about_something() -> None:
    wrong = [
        f"{label}.{field}"
        for label, decision in DECISIONS.items()
        if isinstance(decision, dict)
        for field in decision
        if field not in {one.name for one in apps.get_model(label)._meta.concrete_fields}
    ]
    assert wrong == []


def test_every_domain_with_a_person_exports_and_forgets() -> None:
    from muster.people import registry

    domains = {label.partition(".")[0] for label in DECISIONS} - {
        "activity",
        "triage",
    }  # both stand below people; who calls them forgets
    assert domains <= set(registry.duties())


@pytest.mark.django_db
def test_a_forgotten_person_is_gone_where_rows_are_forgotten(make: Make) -> None:
    from muster.people import actions

    person = make.person(consent=True, tags=("diver",))
    actions.forget_person(person=person, by=system("test"))
    person.refresh_from_db()
    scrubbed = DECISIONS["people.Person"]
    assert isinstance(scrubbed, dict)
    assert {name for name in scrubbed if getattr(person, name)} == set()
    for label in (
        "people.Trait",
        "people.Note",
        "people.FieldValue",
        "people.IdentityKey",
        "people.ConsentEntry",
    ):
        assert not apps.get_model(label)._default_manager.filter(person_id=person.pk).exists(), (
            label
        )
