"""Teams, members and deeds for tests of rivalry. A season begins on Monday, 5 October 2026, in Warsaw."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from muster.activity.facts import Position
    from muster.groups.models import Group, Membership
    from muster.people.models import IdentityKey
    from muster.rivalry.models import Season

MONDAY = date(2026, 10, 5)
ZONE = "Europe/Warsaw"
# Noon on the first Monday.
NOON = datetime(2026, 10, 5, 10, tzinfo=UTC)


def moment(*, week: int = 0, day: int = 0, minutes: float = 0) -> datetime:
    """Noon of a day of a week, weeks counted from zero."""
    return NOON + timedelta(weeks=week, days=day, minutes=minutes)


def season(**known: Any) -> Season:
    """A season of eight weeks with the usual rules."""
    from muster.rivalry.actions import USUAL
    from muster.rivalry.models import Rule, Season

    made = Season.objects.create(
        **{"first": MONDAY, "weeks": 8, "zone": ZONE, "made_at": NOON, "joins_seen_at": NOON}
        | known
    )
    Rule.objects.bulk_create(
        Rule(season=made, kind=one.kind, points=one.points, cap=one.cap) for one in USUAL
    )
    return made


def team(region: str = "PL-10", *, name: str = "") -> Group:
    """The team of a region, open for a long time."""
    from muster.groups.models import Group

    return Group.objects.create(
        slug=f"team-{region.lower()}", name=name or f"Team {region}", kind="region", region_id=region,
        opened_at=NOON - timedelta(days=700),
    )  # fmt: skip


def key(value: str, *, person: int | None = None) -> IdentityKey:
    """An address, of a new person where none is named."""
    from muster.people.models import IdentityKey, Person

    whose = person or Person.objects.create(given_name=value, created_at=NOON).pk
    return IdentityKey.objects.create(
        kind="email", value=f"{value}@people.example", person_id=whose, created_at=NOON
    )


def joins(
    group: Group, key: IdentityKey, *, at: datetime | None = None, until: datetime | None = None
) -> Membership:
    """A member, of old unless told otherwise."""
    from muster.groups.models import Membership

    return Membership.objects.create(
        group=group, key=key, how="asked", joined_at=at or NOON - timedelta(days=200), left_at=until,
        left_why="asked" if until else "",
    )  # fmt: skip


def members(group: Group, many: int, *, at: datetime | None = None) -> list[IdentityKey]:
    """So many people who have been members for long, in three statements."""
    from muster.groups.models import Membership
    from muster.people.models import IdentityKey, Person

    names = [f"{group.slug}-{one}" for one in range(many)]
    people = Person.objects.bulk_create(Person(given_name=one, created_at=NOON) for one in names)
    found = IdentityKey.objects.bulk_create(
        IdentityKey(kind="email", value=f"{name}@people.example", person=person, created_at=NOON)
        for name, person in zip(names, people, strict=True)
    )
    Membership.objects.bulk_create(
        Membership(group=group, key=one, how="asked", joined_at=at or NOON - timedelta(days=200))
        for one in found
    )
    return found


def did(key: IdentityKey, kind: str, at: datetime, *, ref: str | None = None, **data: Any) -> None:
    """Something that happened, told at once."""
    from muster.activity import actions, registry
    from muster.activity.facts import NewFact

    if kind not in registry.kinds():
        registry.declare(kind, words=kind)
    money = {"amount": 1000, "currency": "EUR"} if kind == "gift.received" else {}
    actions.append(
        [
            NewFact(
                kind=kind, key_id=key.pk, at=at, source="test", ref=ref, data=data or None, **money
            )
        ]
    )


def everything() -> Position:
    """The last place in the log, this very transaction included."""
    from django.db import connection

    from muster.activity.facts import Position

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT xid::text::bigint, id FROM activity_fact ORDER BY xid DESC, id DESC LIMIT 1"
        )
        row = cursor.fetchone()
    return Position(*row) if row else Position(0, 0)


def count(season: Season, *, at: datetime | None = None) -> None:
    """Count the whole season as the log stands."""
    from muster.rivalry import actions

    actions.count_season(season=season, at=at or moment(week=8), upto=everything())


def rows() -> tuple[list[Any], list[Any]]:
    """Everything that was counted, without numbers of rows."""
    from muster.rivalry.models import Part, Score

    parts = (
        "week", "group", "kind", "people", "deeds", "points", "late", "late_points", "twice",
        "twice_points", "circle", "circle_points",
    )  # fmt: skip
    scores = ("week", "group", "heads", "active", "points")
    return (
        list(Part.objects.order_by("week", "group", "kind").values_list(*parts)),
        list(Score.objects.order_by("week", "group").values_list(*scores)),
    )


def points_of(group: Group, *, week: int = 0) -> float:
    """What a team came to in a week."""
    from muster.rivalry.models import Score

    found = Score.objects.filter(group=group, week=MONDAY + timedelta(weeks=week)).first()
    return found.points / 100 if found else 0


def part(group: Group, kind: str, *, week: int = 0) -> Any:
    """What a score came from."""
    from muster.rivalry.models import Part

    return Part.objects.get(group=group, kind=kind, week=MONDAY + timedelta(weeks=week))


def close_weeks(season: Season, weeks: Sequence[int]) -> None:
    """Let some Mondays pass."""
    from muster.rivalry import actions

    for week in weeks:
        at = moment(week=week)
        count(season, at=at)
        actions.turn(season=season, at=at)


REGIONS = (
    "PL-02", "PL-04", "PL-06", "PL-08", "PL-10", "PL-12", "PL-14", "PL-16", "PL-18", "PL-20", "PL-22", "PL-24",
)  # fmt: skip


def playing(*, teams: int = 10, heads: int = 6, weeks: int = 6) -> tuple[Season, list[Group]]:
    """Teams that have played for some weeks and play now; the later in the list, the more they did."""
    from muster.activity import actions as activity
    from muster.activity.facts import NewFact
    from muster.kit import clock
    from muster.rivalry import actions
    from muster.rivalry import weeks as calendar

    now = clock.now()
    this = calendar.monday(now, ZONE)
    played = season(first=this - timedelta(weeks=weeks), weeks=weeks + 6, made_at=now)
    found, facts = [], []

    def posted(who: IdentityKey, at: datetime) -> NewFact:
        return NewFact(kind="post.made", key_id=who.pk, at=at, source="test")

    for at, region in enumerate(REGIONS[:teams]):
        group = team(region, name=f"Team {at}")
        group.opened_at = now - timedelta(days=700)
        group.save()
        found.append(group)
        everybody = members(group, heads, at=now - timedelta(days=300))
        for who in everybody[: at * heads // teams + 1]:
            for back in range(1, weeks + 1):
                when = calendar.begins(this - timedelta(weeks=back), ZONE) + timedelta(hours=30)
                facts += [posted(who, when + timedelta(hours=hour)) for hour in range(1 + at % 3)]
            facts.append(posted(who, calendar.begins(this, ZONE)))
    activity.append(facts)
    for back in range(weeks, -1, -1):
        at = calendar.begins(this - timedelta(weeks=back), ZONE) + timedelta(minutes=1)
        count(played, at=at)
        actions.turn(season=played, at=at)
    count(played, at=now)
    return played, found
