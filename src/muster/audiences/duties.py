"""What audiences owes a person: the interests it derives from what they did, with the reasons.

They are worked out anew each time and kept nowhere, so an erasure has nothing to take away here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from muster.kit import health
from muster.kit.health import Finding
from muster.people import queries as people
from muster.people import registry

if TYPE_CHECKING:
    from muster.audiences.caring import Caring, Deed
    from muster.people.models import Person


def start() -> None:
    """Let a copy of somebody’s data say what we take them to care about, and let whoever checks ask about the lake."""
    registry.register("audiences", export=export, forget=forget)
    health.declare("audiences: lake", lake)


def lake() -> Finding:
    """Say how the lake is. Its large libraries are loaded only when somebody asks."""
    from muster.audiences.lake import upkeep

    return upkeep.health()


def export(person: Person) -> dict[str, Any]:
    """Every interest whose conditions this person fits now, and each deed that shows it."""
    from muster.audiences import caring

    cares, _deeds = caring.of([key.pk for key in people.keys_of(person)])
    return {"interests": [_interest(one) for one in cares]}


def forget(_person: Person) -> None:
    """An interest is nobody’s: what they did goes from the log, and with it every reason."""


def _interest(one: Caring) -> dict[str, Any]:
    return {"interest": one.interest.name, "because": [_deed(deed) for deed in one.deeds]}


def _deed(deed: Deed) -> dict[str, Any]:
    told = {"how": deed.how, "about": deed.ref, "times": deed.times}
    seconds = {"seconds": round(deed.seconds)} if deed.seconds else {}
    return told | seconds | {"last": deed.last.isoformat()}
