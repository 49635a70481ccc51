"""Can a stop-watch tell a known address from an unknown one? Known and unknown in random order, ranked."""

from __future__ import annotations

import math
import random
import re
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from muster.proof.benches.enumerating.strangers import Strangers
from muster.web.site import stamp

if TYPE_CHECKING:
    from muster.accounts.models import Staff

WARM_UP: Final = 20
MARK: Final = 0.55  # what counts as told apart (T12)
# A door above the mark is asked on, to so many times as many: one honest door in twelve is above it by chance,
# and one in five of those that are asked half as often.
_ON: Final = 4
_ON_SLOWLY: Final = 2
# Nineteen of twenty honest or leaking doors fall on this side of so many standard errors.
_NINETEEN: Final = 1.645
_WORDS: Final = "seals sleep on warm stones"


@dataclass(frozen=True, slots=True)
class Door:
    """One public form: where it stands, what a stranger fills in, and what it answers everybody.

    A door that hashes a password takes fifty times as long, and is asked half as often.
    """

    path: str
    of_staff: bool
    fill: Callable[[Strangers, str], Callable[[str], dict[str, str]]]
    says: int
    slow: bool = False

    def first(self, calls: int) -> int:
        """How many known and how many unknown addresses it is asked about at first."""
        return calls // 2 if self.slow else calls

    def most(self, calls: int) -> int:
        """How many of each it is asked about when it is asked on."""
        return self.first(calls) * (_ON_SLOWLY if self.slow else _ON)


@dataclass(frozen=True, slots=True)
class Heard:
    """What a stop-watch learnt at one door: 0.5 is a coin, 1.0 is a list of our people."""

    auc: float
    calls: int
    # The smallest difference that nineteen of twenty runs notice, as a rank and in milliseconds.
    sees: float
    sees_ms: float


@dataclass(slots=True)
class Asking:
    """Known and unknown addresses of one door, in random order, each asked about once."""

    strangers: Strangers
    name: str
    door: Door
    fill: Callable[[str], dict[str, str]]
    chance: random.Random
    planted: float = 0.0
    spent: dict[bool, list[float]] = field(default_factory=lambda: {True: [], False: []})

    def warm_up(self) -> None:
        """Let both kinds of answers be quick."""
        for number in range(WARM_UP):
            kind = "known" if number % 2 else "early"
            self.strangers.post(self.door.path, self.fill(address(kind, number, self.name)))

    def ask(self, numbers: range, done: Callable[[], object]) -> None:
        """Ask about these known ones and as many unknown ones, whose addresses are as long."""
        asked = [(number, held) for number in numbers for held in (True, False)]
        self.chance.shuffle(asked)
        for number, held in asked:
            who = address("known" if held else "blank", number + WARM_UP, self.name)
            status, took = self.strangers.post(self.door.path, self.fill(who))
            if status != self.door.says:
                raise AssertionError(f"{self.door.path} answered {status}, not {self.door.says}")
            self.spent[held].append(took + self.planted * held)
            done()

    @property
    def auc(self) -> float:
        """How well known and unknown are told apart so far."""
        return auc(self.spent[True], self.spent[False])


def address(kind: str, number: int, door: str) -> str:
    """An address that only this door is asked about: each mailbox gets three letters a day at most."""
    return f"{kind}{number}@{door.replace('_', '-')}.example"


def settle(calls: int) -> None:
    """Put people and staff into the installation whose addresses can be asked for."""
    from django.contrib.auth.hashers import make_password

    from muster.accounts.models import Organisation, RoleGrant, Staff
    from muster.kit import clock
    from muster.kit.actors import system
    from muster.people import actions as people
    from muster.people.known import Known

    Organisation.objects.update_or_create(pk=1, defaults={"name": "Coast Friends"})
    known = {
        of_staff: [
            address("known", number, name)
            for name, door in DOORS.items()
            if door.of_staff == of_staff
            for number in range(door.most(calls) + WARM_UP)
        ]
        for of_staff in (True, False)
    }
    records = [Known(keys=[("email", one)]) for one in known[False]]
    people.resolve(known=records, source="bench", by=system("bench"), at=clock.now())
    hashed = make_password(_WORDS)
    made = Staff.objects.bulk_create(
        Staff(email=one, name="Known", password=hashed, every_region=True) for one in known[True]
    )
    RoleGrant.objects.bulk_create(RoleGrant(staff=one, role="viewer") for one in made)
    _open_a_task(made[0])


def _open_a_task(by: Staff) -> None:
    from muster.kit import clock
    from muster.volunteering import actions

    now = clock.now()
    told = actions.Told(title="Beach clean", minutes=120, online=True, slug="clean")
    task = actions.keep_task(task=None, told=told, by=by, at=now)
    begins = now + timedelta(days=7)
    spans = [(begins, begins + timedelta(hours=2))]
    actions.add_shifts(task=task, spans=spans, slots=9, by=by, at=now)
    actions.open_task(task=task, by=by, at=now)


def every_door(
    strangers: Strangers,
    *,
    calls: int,
    seed: int,
    planted: Mapping[str, float],
    done: Callable[[], object],
    heard: Callable[[str, Heard], object],
) -> dict[str, Heard]:
    """Ask at each door; one above the mark is asked on before it is believed."""
    fills = {name: door.fill(strangers, door.path) for name, door in DOORS.items()}
    time.sleep(stamp.FASTEST + 1)
    found = {}
    for name, door in DOORS.items():
        chance = random.Random(f"{seed} {door.path}")
        asking = Asking(strangers, name, door, fills[name], chance, planted.get(name, 0.0))
        found[name] = _at(asking, calls, done)
        heard(name, found[name])
    return found


def _at(asking: Asking, calls: int, done: Callable[[], object]) -> Heard:
    first, most = asking.door.first(calls), asking.door.most(calls)
    asking.warm_up()
    asking.ask(range(first), done)
    if asking.auc > MARK:
        asking.ask(range(first, most), lambda: None)
    sees = MARK + _NINETEEN * math.sqrt((2 * first + 1) / 12) / first
    # Two bell curves so far apart that their ranks differ as much.
    low, _middle, high = statistics.quantiles(asking.spent[False], n=4)
    spread = (high - low) / 1.349
    apart = math.sqrt(2) * statistics.NormalDist().inv_cdf(min(sees, 0.999)) * spread
    return Heard(asking.auc, len(asking.spent[True]), sees, apart)


def auc(known: Sequence[float], unknown: Sequence[float]) -> float:
    """The chance that a known one took longer than an unknown one, or shorter, whichever tells more."""
    ranked = sorted([(spent, 1) for spent in known] + [(spent, 0) for spent in unknown])
    ranks = sum(place for place, (_spent, mine) in enumerate(ranked, start=1) if mine)
    wins = ranks - len(known) * (len(known) + 1) / 2
    share = wins / (len(known) * len(unknown))
    return max(share, 1 - share)


def _public(form: str, **more: str) -> Callable[[Strangers, str], Callable[[str], dict[str, str]]]:
    """A form with its seal, which must be two seconds old when it comes."""

    def opened(_strangers: Strangers, _path: str) -> Callable[[str], dict[str, str]]:
        seal = stamp.make(form)
        return lambda address: {"email": address, "stamp": seal, **more}

    return opened


def _task(strangers: Strangers, path: str) -> Callable[[str], dict[str, str]]:
    """The form of a task, which also says when one would come."""
    page = strangers.get(path.removesuffix("ask/")).text
    found = re.search(r'name="shift" value="([^"]+)"', page)
    return _public("task", postcode="EH1 1YZ", country="GB", shift=found[1] if found else "")(
        strangers, path
    )


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
    "task": Door("/tasks/clean/ask/", of_staff=False, fill=_task, says=302),
    "sign_in": Door("/office/sign-in/", of_staff=True, fill=_office, says=200, slow=True),
    "forgotten": Door("/office/forgotten/", of_staff=True, fill=_office, says=200),
}
