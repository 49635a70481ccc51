"""Finding people by whatever somebody has at hand: a name, an address, a number, an id elsewhere.

Ranges in byte order instead of LIKE: only these may use an index under row-level security.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from django.db import connection
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from muster.kit.found import Hit
from muster.kit.text import fold
from muster.people.models import IdentityKey, Person, PersonQuerySet
from muster.places.countries import COUNTRIES

if TYPE_CHECKING:
    from muster.people.access import Reader

SHOWN: Final = 8
# Fewer digits than these begin half of all numbers.
FEWEST_DIGITS: Final = 4
_LAST: Final = "\U0010ffff"
_SPACING: Final = str.maketrans("", "", " -().\xa0/")

# Which systems number people or give them names, jumping from one to the next along the index.
_SYSTEMS: Final = """
WITH RECURSIVE known(system, n) AS (
  (SELECT split_part(value, ':', 1), 1 FROM people_identitykey WHERE kind = %(kind)s
   ORDER BY value LIMIT 1)
  UNION ALL
  SELECT (SELECT split_part(value, ':', 1) FROM people_identitykey
          WHERE kind = %(kind)s AND value >= known.system || ';' ORDER BY value LIMIT 1), n + 1
  FROM known WHERE system IS NOT NULL AND n < 60
)
SELECT system FROM known WHERE system IS NOT NULL
"""


def search(text: str, *, by: Reader, limit: int = SHOWN) -> list[Hit]:
    """People within the reader’s scope; what looks like an address or number is taken for one first."""
    visible = Person.objects.visible_to(by.scope).living().select_related("region")
    names = [
        _hit(person, _("By name"))
        for person in visible.filter(named(text)).order_by("sort_key", "id")[:limit]
    ]
    keys = [_hit(key.person, _by_key(key)) for key in _keys(text, visible, limit) if key.person]
    is_address = any(sign in "@:+" or sign.isdigit() for sign in text)
    found: dict[int, Hit] = {}
    for hit in [*keys, *names] if is_address else [*names, *keys]:
        found.setdefault(hit.number, hit)
    return list(found.values())[:limit]


def fitting(text: str) -> Q:
    """People whose name, address, number or id begins like this."""
    return named(text) | Q(id__in=IdentityKey.objects.filter(_known_by(text)).values("person_id"))


def named(text: str) -> Q:
    """People whose name, spoken or as in a list, begins like this; marks and capitals apart."""
    name = fold(text)
    return begins("sort_key", name) | begins("given_key", name)


def begins(field: str, *prefixes: str) -> Q:
    """A column of byte order that begins with one of these; with none of them, nothing."""
    asked = Q(pk__in=[])
    for prefix in filter(None, prefixes):
        asked |= Q(**{f"{field}__gte": prefix, f"{field}__lt": prefix + _LAST})
    return asked


def numbers(text: str) -> list[str]:
    """How a stored telephone number may begin that somebody writes like this, at home or abroad."""
    digits = text.strip().translate(_SPACING)
    bare = digits.removeprefix("+")
    if not (bare.isascii() and bare.isdecimal()) or len(bare) < FEWEST_DIGITS:
        return []
    if digits.startswith("+"):
        return [digits]
    if bare.startswith("00"):
        return ["+" + bare[2:]]
    # Italy keeps the zero of a landline abroad, most countries do not.
    home = {f"+{country.calling_code}" for country in COUNTRIES.values()}
    shapes = {bare, bare.removeprefix("0")}
    return sorted({code + shape for code in home for shape in shapes} | {f"+{bare}"})


def _keys(text: str, visible: PersonQuerySet, limit: int) -> Iterable[IdentityKey]:
    rows = IdentityKey.objects.filter(_known_by(text), person__in=visible)
    return rows.select_related("person__region").order_by("kind", "value")[:limit]


def _known_by(text: str) -> Q:
    bare = text.strip().casefold()
    if not bare:
        return Q(pk__in=[])
    asked = Q(kind="phone") & begins("value", *numbers(bare))
    if " " in bare:
        return asked
    asked |= Q(kind="email") & begins("value", bare)
    asked |= Q(kind="handle") & begins("value", *_of_systems("handle", bare.lstrip("@")))
    # An id is asked for whole: half of one is somebody else’s.
    return asked | Q(kind="external", value__in=_of_systems("external", text.strip()))


def _of_systems(kind: str, bare: str) -> list[str]:
    system, colon, rest = bare.partition(":")
    if colon:
        return [f"{system.casefold()}:{rest}"]
    return [f"{system}:{bare}" for system in _systems(kind)]


def _systems(kind: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(_SYSTEMS, {"kind": kind})
        return [system for (system,) in cursor.fetchall()]


def _hit(person: Person, reason: str) -> Hit:
    language = translation.get_language() or "en"
    place = person.region.name_in(language) if person.region else _("no region")
    return Hit(person.id, person.name, reason, detail=place)


def _by_key(key: IdentityKey) -> str:
    words = {
        "email": _("By e-mail: %(value)s"),
        "phone": _("By telephone: %(value)s"),
        "handle": _("By public name: %(value)s"),
        "external": _("By number in another system: %(value)s"),
    }
    return words[key.kind] % {"value": key.value}
