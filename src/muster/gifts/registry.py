"""What gifts tells the rest at start-up: its facts, its lines about a person, its duties to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from muster.activity.registry import declare
from muster.kit import health as checks
from muster.people import stakes
from muster.people.registry import register
from muster.people.summaries import register as offer_lines

if TYPE_CHECKING:
    from muster.people.models import Person


def start() -> None:
    """Called once when the application is ready."""
    from muster.gifts import health, kept, queries, summary

    kept.start()
    checks.declare("gifts-books", health.books)
    checks.declare("gifts-cards", health.cards)
    register("gifts", export=summary.export, forget=_forget)
    offer_lines("gifts", summary.lines)
    stakes.register("gifts", points=2, words=_("gifts were given"), of=queries.givers)
    declare("gift.received", words=_("Gave {amount}"))
    declare("gift.refunded", words=_("Gift: paid back"))
    declare("gift.disputed", words=_("Gift: the bank took {amount} back"))
    declare("pledge.made", words=_("Promised to give {amount}"))


def _forget(person: Person) -> None:
    from muster.gifts import actions

    actions.forget(person)
