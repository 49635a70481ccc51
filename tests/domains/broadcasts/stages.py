"""Brings a broadcast to a stage through the real actions, so that a test begins where its story does."""

from muster.accounts.models import Organisation
from muster.approvals import queries as approvals
from muster.audiences import actions as audiences
from muster.audiences.definition import Group, Lives
from muster.broadcasts import actions, queries
from muster.kit import clock
from muster.kit.scope import entered

LODZ = Group("all", (Lives(("PL-10",)),))
BOTH = Group("any", (Lives(("PL-10",)), Lives(("FR-IDF",))))
WORDS = {
    "subject": "Beach clean in Łódzkie",
    "body": 'Hello {{ first_name | default: "friend" }},\n\nwe clean the beach on Saturday at nine. Gloves and soup from us.',
}


class Stages:
    # When and in which steps the next one leaves, besides “by hand, all at once”.
    timing: dict[str, object] = {}

    def __init__(self, cast, make, people=4):
        self.cast = cast
        house, _made = Organisation.objects.update_or_create(
            pk=1,
            defaults={
                "name": "Havsvakt",
                "legal_address": "Pier 1, Malmö",
                "sender_name": "Havsvakt",
                "sender_address": "post@havsvakt.example",
                "reply_domain": "reply.havsvakt.example",
                "site_url": "http://localhost:8000",
                "mode": "training",
            },
        )
        self.house = house
        self.people = make.people(people, consent=True, region="PL-10")
        self.audience = audiences.create(name="Beach cleaners", definition=LODZ, by=cast.olga)

    def declared(self, *, by=None, size=4, title="Beach clean"):
        return actions.declare(
            title=title,
            declared_text="volunteers in Łódzkie",
            declared_size=size,
            by=by or self.cast.ana,
            session_mac="authors",
        )

    def written(self, **declaration):
        by = declaration.get("by") or self.cast.ana
        made = self.declared(**declaration)
        actions.choose_audience(
            broadcast_id=made.pk, audience=self.audience, by=by, session_mac="authors"
        )
        actions.edit(
            broadcast_id=made.pk,
            changes=WORDS | {"plan": "at_once"} | self.timing,
            by=by,
            session_mac="authors",
        )
        made.refresh_from_db()
        return made

    def submitted(self, **declaration):
        made = self.written(**declaration)
        self.submit(made, by=declaration.get("by"))
        return made

    def approved(self, **declaration):
        made = self.submitted(**declaration)
        self.answer(made, self.cast.bo)
        return made

    def sending(self, **declaration):
        made = self.approved(**declaration)
        actions.release(broadcast_id=made.pk, digest=self.digest(made), by=self.cast.olga)
        return made

    def halted(self, **declaration):
        made = self.sending(**declaration)
        actions.halt(broadcast=made, by=self.cast.vera, reason="Wrong day")
        return made

    def submit(self, broadcast, *, by=None):
        by = by or self.cast.ana
        with entered(by.scope):
            return actions.submit(broadcast_id=broadcast.pk, by=by, session_mac="authors")

    def answer(self, broadcast, by, kind="approve", *, digest=None, **changes):
        fields = {"authenticated_at": clock.db_now(), "session_mac": by.name, "reason": ""}
        return actions.decide(
            broadcast_id=broadcast.pk,
            digest=digest or self.digest(broadcast),
            kind=kind,
            by=by,
            **(fields | changes),
        )

    def digest(self, broadcast):
        return approvals.current(broadcast.reference).digest

    def status(self, broadcast):
        broadcast.refresh_from_db()
        return queries.state(broadcast).status.value
