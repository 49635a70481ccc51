"""What came from where, each gift in exactly one slice; what nobody knows is a slice of its own.

By way of arrival: the asker’s own link, the people the asker brought, other people, our own places, a channel
that the address named, and unknown. Gifts through one’s own link are apart. Cash is no part of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from muster.drives import counting
from muster.drives.models import Drive, Giving, Link

ASKER: Final = "asker"
NETWORK: Final = "network"
PEOPLE: Final = "people"
PLACE: Final = "place"
CHANNEL: Final = "channel"
APART: Final = "apart"
UNKNOWN: Final = "unknown"
ORDER: Final = (ASKER, NETWORK, PEOPLE, PLACE, CHANNEL, APART, UNKNOWN)


@dataclass(slots=True)
class Slice:
    """``name`` is the place or channel where the slice is one of several."""

    sort: str
    name: str = ""
    gifts: int = 0
    minor: int = 0


def of(drive: Drive) -> list[Slice]:
    """Every slice that has anything, unknown always; their money is what came online to this drive."""
    worth = counting.worth([drive.purpose], drive.currency)
    links = {one.pk: one for one in Link.objects.filter(drive=drive)}
    found: dict[tuple[str, str], Slice] = {(UNKNOWN, ""): Slice(UNKNOWN)}
    told = {one.pk: one for one in Giving.objects.filter(drive=drive)}
    for entry, minor in worth.items():
        if minor <= 0:
            continue
        sort, name = _sort(told.get(entry), links)
        one = found.setdefault((sort, name), Slice(sort, name))
        one.gifts += 1
        one.minor += minor
    return sorted(found.values(), key=lambda one: (ORDER.index(one.sort), -one.minor, one.name))


def _sort(giving: Giving | None, links: dict[int, Link]) -> tuple[str, str]:
    if giving is None:
        return UNKNOWN, ""
    if giving.apart:
        return APART, ""
    link = links.get(giving.through_id or 0)
    if link is None:
        return (CHANNEL, giving.channel) if giving.channel not in {"", "relay"} else (UNKNOWN, "")
    if link.kind == Link.Kind.PLACE:
        return PLACE, link.label or link.channel
    if link.kind == Link.Kind.ASKER:
        return ASKER, link.label
    return (NETWORK, "") if _root(link, links).kind == Link.Kind.ASKER else (PEOPLE, "")


def _root(link: Link, links: dict[int, Link]) -> Link:
    for _step in range(len(links)):
        above = links.get(link.parent_id or 0)
        if above is None:
            break
        link = above
    return link
