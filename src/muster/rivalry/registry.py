"""What rivalry declares at start-up: what it hands over or forgets of a person, and how long it keeps it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from muster.kit import retention
from muster.people import registry as people
from muster.people.models import Person
from muster.rivalry.models import Relay


def declare() -> None:
    """Make known that we hold who brought whom, and no more, of anybody."""
    people.register("rivalry", export=export, forget=_forget)
    retention.declare(
        retention.Holding(
            "rivalry.relays",
            _("Who brought whom, while a season lasts"),
            _("Made anew from what happened with each count; it goes when its season is over"),
            covers=("rivalry.Relay",),
        )
    )


def export(person: Person) -> dict[str, object]:
    """Return what we hold of a person: whom they brought, by when."""
    relays = Relay.objects.filter(key__person=person).order_by("at", "pk")
    return {"brought": [{"at": one.at.isoformat()} for one in relays]}


def _forget(person: Person) -> None:
    # Counting brings large libraries along, which a sending process has no use for.
    from muster.rivalry.actions.forget import forget

    forget(person)
