"""What staff ask the house, and the same by another hand: who of a region may drive, and whose licence was seen."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from muster.audiences import queries as audiences
from muster.audiences.definition import load
from muster.kit.scope import Scope
from muster.people.models import IdentityKey, Person, Trait
from muster.proof.stories.dashboard.volunteers import DRIVING
from muster.volunteering.models import Skill, Standing

if TYPE_CHECKING:
    from muster.proof.stories.desks import House


def drivers(house: House, regions: Sequence[str]) -> dict[str, Any]:
    """The builder’s own page for the region with most people, and the same question for each of them all."""
    by_hand = _drivers_by_hand()
    largest = max(regions, key=lambda code: (by_hand[code], code))
    _number, counted = house.olga.save_audience("Drivers", json.dumps(_sentence(largest)))
    each = {code: audiences.count(load(_sentence(code)), Scope.EVERYONE) for code in regions}
    return {
        "drivers_region": largest,
        "drivers_counted": counted,
        "drivers_by_hand": by_hand[largest],
        "drivers_everywhere": sum(each.values()),
        "drivers_differ": sorted(code for code in regions if each[code] != by_hand[code]),
    }


def unqualified(people: Sequence[int]) -> int:
    """How many of these have no licence that somebody of ours has seen, read row by row."""
    skill = Skill.objects.get(slug=DRIVING)
    proved = Standing.objects.filter(skill=skill, state="proved", ended_at=None)
    keys = set(proved.values_list("key_id", flat=True))
    owners = set(IdentityKey.objects.filter(pk__in=keys).values_list("person_id", flat=True))
    return len(set(people) - owners)


def _sentence(region: str) -> dict[str, Any]:
    lives = {"is": "lives", "regions": [region]}
    return {"all": [lives, {"is": "has", "trait": "skill", "value": DRIVING}]}


def _drivers_by_hand() -> Counter[str]:
    """One after the other, as with pencil and paper."""
    drive = set(
        Trait.objects.filter(kind="skill", value=DRIVING, to_at=None).values_list(
            "person_id", flat=True
        )
    )
    found: Counter[str] = Counter()
    for number, region in Person.objects.living().values_list("id", "region_id"):
        if number in drive and region:
            found[region] += 1
    return found
