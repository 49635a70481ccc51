"""Reads the world a definition speaks of: a handful of queries, however many people there are."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache

from django.db import connection
from django.utils.translation import get_language

from muster.activity import registry as facts
from muster.audiences import meanings, naming, registry
from muster.audiences.definition import ANY, Definition, Malformed, load
from muster.audiences.definition.conditions import TRAITS
from muster.audiences.models import Audience, Interest, Score
from muster.audiences.scores import loaded
from muster.audiences.world import (
    BROADCAST,
    CHANNEL_OF,
    CLICK,
    KEY_KIND,
    KIND_OF,
    MESSAGE,
    SHIFT,
    Named,
    Saved,
    Tally,
    World,
    named,
)
from muster.kit import clock
from muster.people.actions.record import address_mac
from muster.people.purposes import PURPOSES
from muster.places import queries as places

_DEPTH = 6


def world(
    definitions: Iterable[Definition], *, language: str | None = None, reach: bool = False
) -> World:
    """Gather everything these definitions mention, following the audiences they name.

    ``reach`` also gathers which addresses nothing may go to, for those who count by channel.
    """
    told = list(definitions)
    audiences = _audiences(named(told).audiences)
    names = named([*told, *(saved.definition for saved in audiences.values())])
    interests = _interests(names.interests)
    for saved in interests.values():
        names.add(saved.definition)
    refs = names.refs | {BROADCAST + one for one in names.broadcasts}
    found = naming.told(names, refs)
    spoken = language or get_language() or "en"
    return World(
        now=clock.now(),
        regions={code: one.name_in(spoken) for code, one in found.regions.items()},
        kinds=_declared() | found.kinds,
        refs=found.refs,
        scores=_scores(names.scores),
        broadcasts=_broadcasts(names.broadcasts, found.refs),
        any_broadcast=_any_broadcast() if ANY in names.broadcasts else frozenset(),
        sources=found.sources,
        traits=frozenset(found.traits),
        purposes={name: str(one.title) for name, one in PURPOSES.items()},
        places=_places(names),
        audiences=audiences,
        interests=interests,
        turned=meanings.refs(names.turned),
        suppressed=_Closed() if reach or names.reach else {},
    )


def _audiences(wanted: set[int]) -> dict[int, Saved]:
    found: dict[int, Saved] = {}
    for _level in range(_DEPTH):
        missing = wanted - found.keys()
        if not missing:
            break
        rows = list(
            Audience.objects.kept().filter(id__in=missing).values_list("id", "name", "definition")
        )
        fresh = {number: saved for number, name, raw in rows if (saved := _saved(name, raw))}
        found |= fresh
        wanted = named([saved.definition for saved in fresh.values()]).audiences
    return found


def _interests(wanted: set[int]) -> dict[int, Saved]:
    if not wanted:
        return {}
    rows = Interest.objects.filter(id__in=wanted).values_list("id", "name", "definition")
    return {number: saved for number, name, raw in rows if (saved := _saved(name, raw))}


def _saved(name: str, raw: dict[str, object]) -> Saved | None:
    try:
        return Saved(name, load(raw))
    except Malformed:
        # What cannot be read counts as not there, so whoever names it selects nobody.
        return None


def _declared() -> dict[str, int | None]:
    """Return every kind that may be asked about; without a number, since nobody may have done it yet."""
    return dict.fromkeys([*facts.kinds(), *KIND_OF.values(), MESSAGE, SHIFT, CLICK])


def _scores(wanted: set[int]) -> dict[int, Tally]:
    if not wanted:
        return {}
    rows = Score.objects.filter(id__in=wanted).values_list("id", "name", "lines")
    return {number: Tally(name, loaded(lines)) for number, name, lines in rows}


def _broadcasts(asked: set[str], refs: dict[str, int]) -> dict[str, str]:
    """Return the names of some broadcasts; one that only the log remembers goes by its number."""
    numbers = {int(one) for one in asked if one.isascii() and one.isdigit() and len(one) < 16}
    if not numbers:
        return {}
    remembered = {str(one): f"#{one}" for one in numbers if f"{BROADCAST}{one}" in refs}
    named = registry.broadcast_names(numbers)
    return remembered | {str(number): name for number, name in named.items()}


def _any_broadcast() -> frozenset[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM activity_ref WHERE starts_with(name, %s)", [BROADCAST])
        return frozenset(row[0] for row in cursor.fetchall())


def _places(names: Named) -> dict[tuple[str, str], tuple[float, float]]:
    found = {}
    for country, postcode in names.places:
        if not country or not postcode:
            continue
        located = places.locate(country, postcode)
        if located.latitude is not None and located.longitude is not None:
            found[country, postcode] = (located.latitude, located.longitude)
    return found


class _Closed(Mapping[str, Sequence[int]]):
    """What ``suppressed`` says, read when somebody asks for it: the lake knows by itself and never does."""

    @cached_property
    def _held(self) -> dict[str, list[int]]:
        return suppressed()

    def __getitem__(self, channel: str) -> Sequence[int]:
        return self._held[channel]

    def __iter__(self) -> Iterator[str]:
        return iter(self._held)

    def __len__(self) -> int:
        return len(self._held)


def suppressed() -> dict[str, list[int]]:
    """Return by channel the keys, of those seen from here, whose address nothing may go to."""
    kinds = list(KEY_KIND.values())
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT k.id, k.kind, s.channel FROM people_suppression s"
            " JOIN people_identitykey k ON k.address_mac = s.address_mac WHERE k.kind = ANY(%s)",
            [kinds],
        )
        found: dict[str, list[int]] = {channel: [] for channel in KEY_KIND}
        for number, kind, channel in cursor.fetchall():
            if KEY_KIND.get(channel) == kind:
                found[channel].append(number)
        cursor.execute(
            "SELECT id, kind, value FROM people_identitykey WHERE kind = ANY(%s) AND address_mac IS NULL"
            " AND EXISTS (SELECT FROM people_suppression)",
            [kinds],
        )
        bare = cursor.fetchall()
        if not bare:
            return found
        cursor.execute("SELECT channel, address_mac FROM people_suppression")
        closed = set(cursor.fetchall())
    for number, kind, value in bare:
        if (CHANNEL_OF[kind], _mac(kind, value)) in closed:
            found[CHANNEL_OF[kind]].append(number)
    return found


# A key holds its fingerprint; where nobody made it, the database cannot, so it is made once here.
@lru_cache(maxsize=250_000)
def _mac(kind: str, value: str) -> str:
    return address_mac(kind, value)


MOST_VALUES = 200


def known_values() -> tuple[list[str], list[str], list[str]]:
    """Return the facts, tags and skills, and sources that a definition can name, as far as seen here."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT value FROM people_trait WHERE kind = ANY(%s) AND to_at IS NULL GROUP BY value"
            " ORDER BY count(*) DESC, value LIMIT %s",
            [list(TRAITS), MOST_VALUES],
        )
        traits = sorted((row[0] for row in cursor.fetchall()), key=str.casefold)
        cursor.execute("SELECT name FROM activity_source ORDER BY id DESC LIMIT %s", [MOST_VALUES])
        sources = [row[0] for row in cursor.fetchall()]
        cursor.execute("SELECT name FROM activity_kind")
        kinds = sorted({*_declared(), *(row[0] for row in cursor.fetchall())})
    return kinds, traits, sources
