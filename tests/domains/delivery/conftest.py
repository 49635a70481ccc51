"""A small world to send in: people who said yes, a document about them, and leave to send it."""

from __future__ import annotations

from typing import Any

import pytest

from muster.accounts.models import Organisation
from muster.approvals.errors import NotCleared
from muster.delivery import actions, documents
from muster.delivery.documents import DocumentBody, Wording
from muster.delivery.liquid import Fields
from muster.delivery.models import Document, Release, Snapshot
from muster.delivery.pump import run_until_idle
from muster.kit.actors import system
from muster.kit.scope import Scope
from tests.make import Make

BY = system("test")


class World:
    """Short words for the long way from people to a release."""

    def __init__(self, make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
        self.make, self.monkeypatch = make, monkeypatch
        self.house(mode="training")

    def house(self, **values: Any) -> Organisation:
        defaults = {
            "name": "Havsvakt",
            "legal_address": "Kaj 1, Łódź",
            "sender_name": "Havsvakt",
            "sender_address": "hello@havsvakt.example",
            "reply_domain": "mail.havsvakt.example",
            "site_url": "https://havsvakt.example",
        }
        return Organisation.objects.update_or_create(pk=1, defaults=defaults | values)[0]

    def people(self, number: int, **fields: Any) -> None:
        self.make.people(number, consent=True, **fields)

    def snapshot(self, **choice: Any) -> Snapshot:
        values = {
            "subject": "broadcast:1",
            "members_sql": "SELECT id FROM people_person",
            "params": (),
            "channel": "email",
            "purpose": "news",
            "fields": Fields(frozenset({"first_name"})),
            "scope": Scope.EVERYONE,
            "by": BY,
        }
        return actions.take_snapshot(**(values | choice))

    def body(self, snapshot: Snapshot, **values: Any) -> DocumentBody:
        house = Organisation.objects.get(pk=1)
        plain = {
            "subject": snapshot.subject,
            "channel": "email",
            "purpose": "news",
            "mode": house.mode,
            "texts": (
                Wording(
                    language="en",
                    subject="Beach clean",
                    text='Hi {{ first_name | default: "friend" }},\n\ncome on **Saturday**.',
                ),
            ),
            "sender_name": house.sender_name,
            "sender_address": house.sender_address,
            "reply_to": "",
            "identity": f"{house.name}, {house.legal_address}",
            "site_url": house.site_url,
            "return_domain": house.reply_domain,
            "snapshot": snapshot.pk,
            "size": snapshot.size,
            "per_region": snapshot.per_region,
            "audience": {},
        }
        return DocumentBody(**(plain | values))

    def document(self, snapshot: Snapshot | None = None, **values: Any) -> Document:
        body = self.body(snapshot or self.snapshot(), **values)
        return documents.seal(subject=body.subject, body=body, by=BY)

    def clearance(self, document: Document) -> int:
        """Leave to send. What approvals demands for it is proved by the tests of approvals."""

        def leave(number: int, *, subject: str, digest: str) -> None:
            if (number, subject, digest) != (document.pk, document.subject, document.digest):
                raise NotCleared("not for this")

        self.monkeypatch.setattr("muster.approvals.queries.valid_clearance", leave)
        return document.pk

    def release(self, document: Document | None = None, **values: Any) -> Release:
        sealed = document or self.document(**values)
        return actions.release(document_id=sealed.pk, clearance_id=self.clearance(sealed), by=BY)


def sent_once(people: int) -> Release:
    """A release that so many people got, for a module that makes it once (``module_db``)."""
    with pytest.MonkeyPatch.context() as patched:
        world = World(Make(), patched)
        world.people(people)
        release = world.release()
        run_until_idle()
    return release


@pytest.fixture
def world(make: Make, monkeypatch: pytest.MonkeyPatch) -> World:
    return World(make, monkeypatch)
