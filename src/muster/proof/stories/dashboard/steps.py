"""Every step that was played, as the record should tell it, and what the record tells: person by person, exactly."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from muster.activity import queries as activity
from muster.people.models import IdentityKey

# What is compared. Letters and messages that reach somebody stand on their record besides.
KINDS: Final = (
    "person.joined", "address.confirmed", "group.joined", "page.viewed", "search.made", "call.logged",
    "gift.received", "post.made", "shift.joined", "shift.done", "shift.missed", "task.offered",
)  # fmt: skip
# Nobody does more in six weeks; were the record cut here, the counts would differ.
_MOST: Final = 5_000


class Step(NamedTuple):
    """Somebody did something: their number as a person, the kind of fact, and what it was about."""

    person: int
    kind: str
    ref: str = ""


@dataclass(slots=True)
class Played:
    """All steps so far."""

    steps: dict[int, Counter[tuple[str, str]]] = field(default_factory=lambda: defaultdict(Counter))

    def add(self, steps: Iterable[Step]) -> None:
        """Note what was just done."""
        for person, kind, ref in steps:
            self.steps[person][kind, ref] += 1

    @property
    def count(self) -> int:
        """How many steps there were."""
        return sum(each.total() for each in self.steps.values())

    def by_kind(self) -> dict[str, int]:
        """How many of each kind."""
        found: Counter[str] = Counter()
        for each in self.steps.values():
            for (kind, _ref), times in each.items():
                found[kind] += times
        return dict(sorted(found.items()))


@dataclass(frozen=True, slots=True)
class Compared:
    """People whose record tells exactly what they did, and how many steps were found in all."""

    people: int
    exact: int
    found: int
    # Some of those of whom it does not, in words.
    wrong: list[str]


def compare(played: Played, people: Sequence[int]) -> Compared:
    """Read everybody’s timeline as a page does, and hold it beside what was played."""
    keys: dict[int, list[int]] = defaultdict(list)
    rows = IdentityKey.objects.filter(person__in=people).order_by("id")
    for key, person in rows.values_list("id", "person_id"):
        keys[person or 0].append(key)
    exact, found, wrong = 0, 0, []
    for person in people:
        facts = activity.timeline(keys[person], limit=_MOST, kinds=KINDS)
        told = Counter((fact.kind, fact.ref or "") for fact in facts)
        wanted = played.steps.get(person, Counter())
        found += (told & wanted).total()
        if told == wanted:
            exact += 1
        else:
            wrong.append(f"person {person}: missing {wanted - told}, besides {told - wanted}")
    return Compared(len(people), exact, found, wrong[:10])
