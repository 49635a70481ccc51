"""What listening declares at start-up: its facts, and what it hands over or forgets of a person."""

from django.utils.translation import gettext_lazy as _

from muster.activity import registry as activity
from muster.people import registry as people
from muster.people.models import Person

SEEN = "mention.seen"


def declare() -> None:
    """Make our facts readable on a timeline and our rows part of an export and of an erasure."""
    from muster.listening import kept

    activity.declare(SEEN, words=_("Said something in public that names us"))
    kept.start()
    people.register("listening", export=export, forget=_forget)


def export(person: Person) -> dict[str, object]:
    """Return what they said in public that we kept, as far as their handle is known to us."""
    from muster.listening.models import Mention

    theirs = Mention.objects.filter(key__person=person).order_by("at", "id")
    return {
        "mentions": [
            {"network": one.network, "post": one.uri, "at": one.at.isoformat(), "text": one.text}
            for one in theirs
        ]
    }


def _forget(person: Person) -> None:
    from muster.listening.actions.forget import forget

    forget(person)
