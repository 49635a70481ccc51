"""What the ledger tells of one person: to the person page, and to the person themselves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from muster.accounts.models import Staff
from muster.gifts import queries
from muster.gifts.models import Entry, Payment, Pledge
from muster.kit.money import Money
from muster.people.models import Person
from muster.people.summaries import Line

SHOWN: Final = 5


def lines(person: Person, *, by: Staff) -> Sequence[Line]:
    """The sum by currency and the latest entries, for those who may see gifts."""
    if not by.may("gifts.view"):
        return []
    latest = queries.latest(person, limit=SHOWN)
    if not latest:
        return []
    language = get_language() or "en"
    sums = ", ".join(money.words(language) for money in queries.totals(person))
    return [Line(_("Gifts"), sums), *(_line(entry, language) for entry in latest)]


def _line(entry: Entry, language: str) -> Line:
    label = _("Gift: amount") if entry.minor > 0 else _("Gift: paid back")
    money = Money(entry.minor, entry.currency).words(language)
    told = f"{money}, {date_format(entry.at, 'DATE_FORMAT')}"
    text = f"{told}, {entry.purpose}" if entry.purpose else told
    return Line(label, text)


def export(person: Person) -> dict[str, Any]:
    """Every entry of theirs, for the copy a person may ask for."""
    return {
        "entries": [
            {
                "kind": entry.kind,
                "amount": str(Money(entry.minor, entry.currency).amount),
                "currency": entry.currency,
                "at": entry.at.isoformat(),
                "source": entry.source,
                "purpose": entry.purpose,
            }
            for entry in queries.latest(person)
        ],
        "begun": [
            {
                "amount": str(one.money.amount),
                "currency": one.currency,
                "at": one.created_at.isoformat(),
                "state": one.state,
                "email": one.email,
                "name": one.name,
                "shown": one.shown,
                "by_the_link_of": one.relay,
                "purpose": one.purpose,
            }
            for one in Payment.objects.of(person).order_by("id")
        ],
        "promised": [
            {
                "amount": str(one.money.amount),
                "currency": one.currency,
                "at": one.at.isoformat(),
                "purpose": one.purpose,
                "became": one.ending,
            }
            for one in Pledge.objects.of(person).order_by("id")
        ],
    }
