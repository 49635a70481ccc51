"""Can a stop-watch tell a known address from an unknown one? Known and unknown in random order, ranked."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from muster.proof.benches.enumerating.strangers import Strangers

WARM_UP: Final = 20
_WORDS: Final = "seals sleep on warm stones"


@dataclass(frozen=True, slots=True)
class Known:
    """Addresses we hold: of people, and of staff."""

    people: tuple[str, ...]
    staff: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Door:
    """One public form: where it stands, what a stranger fills in, and what it answers everybody."""

    path: str
    of_staff: bool
    fill: Callable[[Strangers, str], Callable[[str], dict[str, str]]]
    says: int


def settle(number: int) -> Known:
    """Put people and staff into the installation whose addresses can be asked for."""
    from django.contrib.auth.hashers import make_password

    from muster.accounts.models import Organisation, RoleGrant, Staff
    from muster.kit import clock
    from muster.kit.actors import system
    from muster.people import actions as people
    from muster.people.known import Known as Record

    Organisation.objects.update_or_create(pk=1, defaults={"name": "Coast Friends"})
    addresses = [f"known{one}@people.example" for one in range(number + WARM_UP)]
    records = [Record(keys=[("email", one)]) for one in addresses]
    people.resolve(known=records, source="bench", by=system("bench"), at=clock.now())
    hashed = make_password(_WORDS)
    names = [f"known{one}@house.example" for one in range(number + WARM_UP)]
    made = Staff.objects.bulk_create(
        Staff(email=one, name="Known", password=hashed, every_region=True) for one in names
    )
    RoleGrant.objects.bulk_create(RoleGrant(staff=one, role="viewer") for one in made)
    return Known(tuple(addresses), tuple(names))


def every_door(
    strangers: Strangers, known: Known, *, seed: int, done: Callable[[], object]
) -> dict[str, float]:
    """How well a classifier does at each door: 0.5 is a coin, 1.0 is a list of our people."""
    return {
        name: _told_apart(
            strangers, door, known.staff if door.of_staff else known.people, seed, done
        )
        for name, door in DOORS.items()
    }


def auc(known: Sequence[float], unknown: Sequence[float]) -> float:
    """The chance that a known one took longer than an unknown one, or shorter, whichever tells more."""
    ranked = sorted([(spent, 1) for spent in known] + [(spent, 0) for spent in unknown])
    ranks = sum(place for place, (_spent, mine) in enumerate(ranked, start=1) if mine)
    wins = ranks - len(known) * (len(known) + 1) / 2
    share = wins / (len(known) * len(unknown))
    return max(share, 1 - share)


def _told_apart(
    strangers: Strangers, door: Door, known: Sequence[str], seed: int, done: Callable[[], object]
) -> float:
    fill = door.fill(strangers, door.path)
    host = known[0].partition("@")[2]
    asked = [(one, True) for one in known[WARM_UP:]]
    # As long as a known one, so that nothing differs but whether we hold it.
    asked += [(one.replace("known", "blank"), False) for one, _held in asked]
    random.Random(f"{seed} {door.path}").shuffle(asked)
    for number, one in enumerate(known[:WARM_UP]):
        strangers.post(door.path, fill(one if number % 2 else f"early{number}@{host}"))
    spent: dict[bool, list[float]] = {True: [], False: []}
    for address, held in asked:
        status, took = strangers.post(door.path, fill(address))
        if status != door.says:
            raise AssertionError(f"{door.path} answered {status} where {door.says} was due")
        spent[held].append(took)
        done()
    return auc(spent[True], spent[False])


def _public(form: str, **more: str) -> Callable[[Strangers, str], Callable[[str], dict[str, str]]]:
    """A form with its seal, which must be two seconds old."""

    def opened(_strangers: Strangers, _path: str) -> Callable[[str], dict[str, str]]:
        from muster.web.site import stamp

        seal = stamp.make(form)
        time.sleep(stamp.FASTEST + 1)
        return lambda address: {"email": address, "stamp": seal, **more}

    return opened


def _office(strangers: Strangers, path: str) -> Callable[[str], dict[str, str]]:
    """A form behind the check of one’s own cookie."""
    page = strangers.get(path).text
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    token = found[1] if found else ""
    return lambda address: {
        "csrfmiddlewaretoken": token,
        "email": address,
        "password": "not the word",
    }


DOORS: Final = {
    "sign_up": Door(
        "/", of_staff=False, fill=_public("join", postcode="EH1 1YZ", country="GB"), says=302
    ),
    "ask": Door(
        "/ask/", of_staff=False, fill=_public("ask", words="When?", answer_by="email"), says=302
    ),
    "preferences": Door("/preferences/", of_staff=False, fill=_public("email"), says=302),
    "portal": Door("/my/in/", of_staff=False, fill=_public("email"), says=302),
    "sign_in": Door("/office/sign-in/", of_staff=True, fill=_office, says=200),
    "forgotten": Door("/office/forgotten/", of_staff=True, fill=_office, says=200),
}
