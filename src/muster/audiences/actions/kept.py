"""What saving an audience, an interest and a score have in common: one at a time, a name once, and not while used."""

from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from muster.accounts.models import Staff
from muster.audiences.definition import Cares
from muster.audiences.models import Audience
from muster.kit.actors import Doer
from muster.kit.errors import Refused

# Any constant of our own: two people who make a circle together are asked one after the other.
_LOCK = 0x6175_6469


class NameMissing(Refused):
    """An audience without a name cannot be found again."""


class NameTaken(Refused):
    """Two audiences of one name would be mistaken for each other."""


class StillUsed(Refused):
    """Something would select nobody if this audience were put away."""


class NothingMeant(Refused):
    """An interest that no deed shows, or a score that counts nothing, would be nobody’s."""


def take_turns() -> None:
    """Let whoever saves at the same moment wait."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def fit_once(raw: str, others: QuerySet[Any], *, missing: str, taken: str) -> str:
    """Return a name that can be found and that no other row bears."""
    name = " ".join(raw.replace("\0", "").split())
    if not name:
        raise NameMissing(missing, field="name")
    if others.filter(name__iexact=name).exists():
        raise NameTaken(taken.format(name=name), field="name")
    return name


def refuse_used(kind: str, field: str, number: int) -> None:
    """Refuse to let go of what an audience names."""
    for audience in Audience.objects.kept().only("name", "definition").order_by("id"):
        if names(audience.definition, kind, field, number):
            interest = _("The audience “{name}” still uses this interest. Change that first.")
            score = _("The audience “{name}” still uses this score. Change that first.")
            words = interest if kind == Cares.IS else score
            raise StillUsed(words.format(name=audience.name))


def names(raw: object, kind: str, field: str, number: int) -> bool:
    """Tell whether a stored definition names something."""
    if isinstance(raw, dict):
        told = raw.get("is") == kind and raw.get(field) == number
        return told or any(names(inner, kind, field, number) for inner in raw.values())
    return isinstance(raw, list) and any(names(inner, kind, field, number) for inner in raw)


def staff_of(by: Doer) -> Staff | None:
    """Return who acts, where it is a member of staff."""
    return by if isinstance(by, Staff) else None
