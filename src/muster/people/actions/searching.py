"""The search for records that may be of one person: every night, and when somebody asks for it.

It replaces the queue of pairs. It never touches a record, unless the organisation chose that the
surest pairs join by themselves; every such join is an edge like any other, and can be undone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from django.db import connection, transaction

from muster.activity import queries as activity
from muster.audit import actions as audit
from muster.kit import clock
from muster.kit.actors import Doer
from muster.kit.errors import Refused
from muster.people import faces, queries, stakes
from muster.people.actions import joins
from muster.people.models import (
    ConsentState,
    IdentityKey,
    KeptApart,
    MatchPolicy,
    MergeEdge,
    Person,
    PossibleMatch,
)

if TYPE_CHECKING:
    from muster.people.linking import Pair

# More records than this that are all surely one look like a shared address or a broken source.
MOST_AT_ONCE: Final = 3
BY_ITSELF: Final = "by itself"
_KEPT: Final = 20_000
_AT_ONCE: Final = 2_000
_RECENT: Final = timedelta(days=30)
_LOCK: Final = 0x4D617463


class Found(NamedTuple):
    """How many pairs wait now, and how many joined by themselves."""

    waiting: int
    joined: int


def find_matches(*, by: Doer, at: datetime | None = None) -> Found:
    """Compare everybody with everybody who is at all like them, and put the pairs in the queue."""
    from muster.people import linking

    moment = at or clock.now()
    with transaction.atomic():
        if not _alone():
            return Found(PossibleMatch.objects.count(), 0)
        table = faces.table()
        pairs = linking.find(table)[:_KEPT]
        apart = _apart(moment)
        digests = faces.digests({number for pair in pairs for number in (pair.one, pair.other)})
        told = {
            (pair.one, pair.other): faces.digest(digests[pair.one], digests[pair.other])
            for pair in pairs
            if pair.one in digests and pair.other in digests
        }
        new = [
            pair
            for pair in pairs
            if (names := (pair.one, pair.other)) in told and apart.get(names) != told[names]
        ]
        joined = _join_the_surest(new, by=by, at=moment) if queries.joins_by_itself() else set()
        left = [pair for pair in new if (pair.one, pair.other) not in joined]
        _replace(left, told, moment)
        audit.record(
            by=by, verb="people.compared", subject="people", records=table.num_rows,
            waiting=len(left), joined=len(joined),
        )  # fmt: skip
    return Found(len(left), len(joined))


@transaction.atomic
def ask_for_search(*, by: Doer) -> None:
    """Let a worker compare everybody now; one search at a time is enough."""
    from muster.people import tasks

    audit.record(by=by, verb="people.search_asked", subject="people")
    transaction.on_commit(tasks.search_soon)


@transaction.atomic
def choose_auto_join(*, auto_join: bool, by: Doer) -> None:
    """Let the surest pairs join by themselves, or never again."""
    MatchPolicy.objects.update_or_create(
        id=1, defaults={"auto_join": auto_join, "actor": by.actor, "at": clock.now()}
    )
    audit.record(by=by, verb="people.match_policy", subject="people", auto_join=auto_join)


def _alone() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
        return bool(cursor.fetchone()[0])


def _apart(moment: datetime) -> dict[tuple[int, int], str]:
    """The pairs somebody keeps apart, with what both said when they did."""
    rows = KeptApart.objects.exclude(until__lte=moment)
    return {
        (one, other): digest
        for one, other, digest in rows.values_list("one_id", "other_id", "digest")
    }


def _join_the_surest(pairs: Sequence[Pair], *, by: Doer, at: datetime) -> set[tuple[int, int]]:
    """Join what a machine may; what is refused, or hangs together unclearly, waits for a colleague."""
    from muster.people import linking

    parted = _parted()
    itself = [
        pair
        for pair in pairs
        if linking.may_join_itself(pair) and (pair.one, pair.other) not in parted
    ]
    groups = linking.group((pair.one, pair.other) for pair in itself)
    sizes = Counter(groups.values())
    edges = Counter(groups[pair.one] for pair in itself)
    done = set()
    for pair in sorted(itself, key=lambda pair: (pair.one, pair.other)):
        size = sizes[groups[pair.one]]
        # Everybody in a group must be surely the same as everybody else in it.
        if size > MOST_AT_ONCE or edges[groups[pair.one]] < size * (size - 1) // 2:
            continue
        with suppress(Refused), transaction.atomic():
            _join(pair, by=by, at=at)
        if Person.objects.filter(id__in=[pair.one, pair.other], joined_into__isnull=False).exists():
            done.add((pair.one, pair.other))
    return done


def _parted() -> set[tuple[int, int]]:
    """Whoever parted two records said that no machine should have joined them."""
    rows = MergeEdge.objects.exclude(undone_at=None).values_list("from_person", "into_person")
    return {(min(row), max(row)) for row in rows}


def _join(pair: Pair, *, by: Doer, at: datetime) -> None:
    keep, other = Person.objects.get(id=pair.one), Person.objects.get(id=pair.other)
    joins.join_people(
        keep=keep, other=other, by=by, rule=BY_ITSELF, certainty=round(pair.score, 6), at=at
    )


def _replace(pairs: Sequence[Pair], told: Mapping[tuple[int, int], str], moment: datetime) -> None:
    PossibleMatch.objects.all().delete()
    for start in range(0, len(pairs), _AT_ONCE):
        some = pairs[start : start + _AT_ONCE]
        at_stake = _stakes(some, moment)
        PossibleMatch.objects.bulk_create(
            [
                PossibleMatch(
                    one_id=pair.one, other_id=pair.other, score=pair.score, weights=_weights(pair),
                    digest=told[pair.one, pair.other], found_at=moment,
                    stakes=at_stake[pair.one, pair.other],
                    stake=sum(_points(name) for name in at_stake[pair.one, pair.other]),
                )
                for pair in some
            ]
        )  # fmt: skip


def _weights(pair: Pair) -> list[dict[str, object]]:
    rows = [
        {"field": name, "step": step, "bits": pair.weights[name]}
        for name, step in pair.steps.items()
    ]
    return sorted(rows, key=lambda row: -abs(float(str(row["bits"]))))


def _points(name: str) -> int:
    stake = stakes.registered().get(name)
    return stake.points if stake else stakes.POINTS[name]


def _stakes(pairs: Sequence[Pair], moment: datetime) -> dict[tuple[int, int], list[str]]:
    """What would go wrong with each pair, most harmful first."""
    people = {number for pair in pairs for number in (pair.one, pair.other)}
    holders = {name: set(stake.of(people)) for name, stake in stakes.registered().items()}
    holders[stakes.RECENT] = _lately(people, moment)
    answers = _answers(people)
    found = {}
    for pair in pairs:
        names = [name for name, held in holders.items() if {pair.one, pair.other} & held]
        if _differ(answers.get(pair.one, {}), answers.get(pair.other, {})):
            names.append(stakes.CONSENT)
        found[pair.one, pair.other] = sorted(names, key=lambda name: (-_points(name), name))
    return found


def _answers(people: Collection[int]) -> dict[int, dict[tuple[str, str], set[str]]]:
    said: dict[int, dict[tuple[str, str], set[str]]] = {}
    rows = ConsentState.objects.filter(key__person__in=people)
    for number, channel, purpose, state in rows.values_list(
        "key__person_id", "channel", "purpose", "state"
    ):
        said.setdefault(number, {}).setdefault((channel, purpose), set()).add(state)
    return said


def _differ(
    one: Mapping[tuple[str, str], set[str]], other: Mapping[tuple[str, str], set[str]]
) -> bool:
    """Whether one said no, or not now, where the other said yes."""
    no = {"withdrawn", "paused"}
    return any(
        (one[asked] & no and "granted" in other[asked])
        or (other[asked] & no and "granted" in one[asked])
        for asked in one.keys() & other.keys()
    )


def _lately(people: Collection[int], moment: datetime) -> set[int]:
    keys = dict(IdentityKey.objects.filter(person__in=people).values_list("id", "person_id"))
    heard = activity.heard_since(list(keys), since=moment - _RECENT)
    return {owner for key in heard if (owner := keys[key]) is not None}
