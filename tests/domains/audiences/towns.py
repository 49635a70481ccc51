"""Random towns and random definitions, and the way from a town’s rows into the database."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as st

from muster.activity import actions as activity
from muster.activity import registry
from muster.activity.facts import NewFact
from muster.audiences import definition as d
from muster.audiences.models import Score
from muster.kit.scope import Scope
from muster.people.actions import record
from muster.people.models import ConsentEntry, ConsentState, IdentityKey, Person, Suppression, Trait
from muster.people.models import consent as _consent
from muster.people.suppressing import fingerprint
from tests.domains.audiences.naive import Fact, Key, Row, Town
from tests.domains.audiences.naive import Trait as TraitRow

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
REGIONS = ["PL-10", "PL-14", "FR-IDF"]
KINDS = ["page.viewed", "gift.received", "message.accepted", "reply.received", "search.made"]
REFS = ["/beach", "/give", "beach clean"]
BROADCASTS = ["broadcast:1", "broadcast:2", "/beach"]
MAILED = {"message.accepted", "reply.received"}
SOURCES = ["import:1", "segment:web"]
POINTS = {("PL", "90-001"): (51.77, 19.46), ("FR", "75001"): (48.86, 2.34)}
PURPOSES = ["news", "urgent"]
STATES = ["granted", "withdrawn", "pending"]
DAYS = [1, 7, 30, 100]

_moments = st.sampled_from(
    [NOW - timedelta(days=n, hours=h) for n in (0, 2, 7, 10, 40, 75, 130) for h in (0, 1)]
)


# Name, points, days; the third counts what nobody ever did.
SCORES = {
    1: [("page.viewed", 2, 30), ("gift.received", 5, 7)],
    2: [("search.made", 3, 30), ("page.viewed", -1, 30), ("gift.received", 1, 30)],
    3: [("shift.done", 9, 30)],
}


def declare_kinds() -> None:
    for name in KINDS:
        if name not in registry.kinds():
            registry.declare(name, words=name)


@st.composite
def facts(draw: st.DrawFn) -> Fact:
    kind = draw(st.sampled_from(KINDS))
    gift = kind == "gift.received"
    return Fact(
        kind,
        draw(_moments),
        draw(st.sampled_from(SOURCES)),
        ref=draw(st.sampled_from([None, *(BROADCASTS if kind in MAILED else REFS)])),
        amount=draw(st.sampled_from([-500, 300, 1000])) if gift else None,
        currency=draw(st.sampled_from(["EUR", "PLN"])) if gift else None,
    )


traits = st.builds(
    TraitRow,
    st.sampled_from(["tag", "skill"]),
    st.sampled_from(["diver", "cook"]),
    st.just(NOW - timedelta(days=50)),
    st.sampled_from([None, NOW - timedelta(days=1), NOW + timedelta(days=1)]),
)
keys = st.builds(
    Key,
    st.just(0),
    st.sampled_from(["email", "phone", "external"]),
    st.sampled_from(["", *SOURCES]),
    st.booleans(),
    st.dictionaries(st.sampled_from(PURPOSES), st.sampled_from(STATES)),
)
rows = st.builds(
    Row,
    st.just(0),
    st.sampled_from([None, *REGIONS]),
    st.sampled_from(["", "PL", "FR"]),
    st.sampled_from(["", "pl", "fr", "de"]),
    st.sampled_from([None, (51.8, 19.5), (52.2, 21.0), (48.9, 2.3)]),
    _moments,
    st.sampled_from([False, False, False, True]),
    st.lists(keys, max_size=2),
    st.lists(facts(), max_size=5),
    st.lists(traits, max_size=2, unique_by=lambda t: (t.kind, t.value)),
)

_times = st.sampled_from([None, 1, 1, 2])
_days = st.sampled_from([None, *DAYS])
_fact = st.sampled_from([*KINDS, *KINDS, "", "never.declared"])
_ref = st.sampled_from(["", "", *REFS, "/nowhere"])
_words = st.sampled_from([(), ("beach",), ("Beach", "give"), ("each",), ("/giv",), ("nowhere",)])
_narrow = st.sampled_from(["page.viewed", "gift.received", "gift.received", "search.made"])
_few = st.one_of(st.just(()), _words)
_least = st.sampled_from([None, None, 300, 301])
_most = st.sampled_from([None, None, 300, 1000])
_money = st.sampled_from(["EUR", "EUR", "EUR", "PLN", "", "XXX"])
interests = st.lists(
    st.builds(
        d.Turned,
        st.sampled_from(["searched", "read", "gave"]),
        st.sampled_from([("beach",), ("clean", "/give"), ("nowhere",)]),
        st.sampled_from([1, 2]),
        st.sampled_from(DAYS),
    ),
    max_size=2,
).map(lambda items: d.Group("any", tuple(items)))
leaves = st.one_of(
    st.builds(d.Lives, st.sampled_from([(), ("PL-10",), ("FR-IDF", "PL-14"), ("PL-10", "XX-1")])),
    st.builds(d.Country, st.sampled_from(["", "PL", "XX"])),
    st.builds(d.Near, st.just("PL"), st.sampled_from(["90-001", "00-000x"]), st.sampled_from([None, 5, 200])),
    st.builds(d.Has, st.sampled_from(["tag", "skill"]), st.sampled_from(["diver", "cook", "", "king"])),
    st.builds(d.SaidYes, st.sampled_from(d.CHANNELS), st.sampled_from([*PURPOSES, "spam"])),
    st.builds(d.Reachable, st.sampled_from(d.CHANNELS)),
    st.builds(d.Did, _fact, _ref, _times, _days),
    st.builds(d.DidNot, _fact, _ref, _times, _days),
    st.builds(d.Did, _narrow, _ref, _times, _days, _words, _least, _most, _money),
    st.builds(d.DidNot, _narrow, _ref, _times, _days, _words, _least, _most, _money),
    st.builds(
        d.Broadcast, st.sampled_from(["received", "replied", "followed", ""]),
        st.sampled_from(["", "any", "any", "1", "2", "7", "x"]), _days,
    ),
    st.builds(
        d.Scored, st.sampled_from([None, 1, 1, 2, 3, 9]), st.sampled_from(["at_least", "at_most"]),
        st.sampled_from([None, 1, 4, 7]),
    ),
    st.builds(d.Known, st.sampled_from(["region", "country", "language", "place", ""]), st.sampled_from(["has", "lacks"])),
    st.builds(d.LastDid, _fact, st.sampled_from(["more_than", "within"]), _days, _ref, _few),
    st.builds(
        d.Sum, _narrow, st.sampled_from(["at_least", "at_most"]), st.sampled_from([None, 300, 1000]),
        st.sampled_from(["EUR", "PLN", "XXX"]), _days, _ref, _few,
    ),
    st.builds(d.Then, _fact, _ref, _few, _fact, _ref, _few, _days, _days),
    st.builds(d.Then, _narrow, st.just(""), st.just(()), _narrow, st.just(""), _few, st.sampled_from(DAYS), _days),
    st.builds(d.Turned, st.sampled_from(["searched", "read", "gave"]), _words, _times, _days),
    st.builds(d.Cares, st.sampled_from([None, 1, 2, 9])),
    st.builds(
        d.Gave, st.sampled_from(["at_least", "at_most"]), st.sampled_from([None, 300, 1000]),
        st.sampled_from(["EUR", "PLN", "XXX"]), _days,
    ),
    st.builds(d.LastGave, _days),
    st.builds(d.Joined, st.sampled_from(["since", "before"]), st.sampled_from([None, date(2026, 11, 13)])),
    st.builds(d.Messaged, st.sampled_from(["was", "was_not"]), _days),
    st.builds(d.Replied, _days),
    st.builds(d.Member, st.sampled_from([None, 1, 2, 3])),
    st.builds(d.From, st.sampled_from(["", *SOURCES, "import:9"])),
    st.builds(d.Speaks, st.sampled_from(["", "pl", "fr", "de"])),
)  # fmt: skip


def _group(inner: st.SearchStrategy[object]) -> st.SearchStrategy[d.Group]:
    return st.builds(
        d.Group, st.sampled_from(["all", "any", "none"]), st.lists(inner, max_size=3).map(tuple)
    )


definitions = st.one_of(
    _group(leaves),
    _group(leaves),
    _group(st.one_of(leaves, leaves, _group(leaves))),
    st.just(d.Everyone()),
)
scopes = st.sampled_from(
    [Scope.EVERYONE, Scope.EVERYONE, Scope.NOBODY, Scope(regions=frozenset({"PL-10"}))]
)


def town(
    people: list[Row],
    audiences: dict[int, d.Definition],
    interests: dict[int, d.Definition] | None = None,
) -> Town:
    kinds = set(KINDS)
    return Town(
        NOW, people, set(REGIONS), kinds, set(PURPOSES), POINTS, audiences, interests or {}, SCORES
    )


def settle(people: list[Row]) -> None:
    """Write a town’s rows, giving each person and key its number."""
    for number, lines in SCORES.items() if not Score.objects.exists() else ():
        Score.objects.create(
            id=number, name=f"Score {number}", created_at=NOW, changed_at=NOW,
            lines=[{"fact": fact, "points": points, "days": days} for fact, points, days in lines],
        )  # fmt: skip
    said = iter(range(IdentityKey.objects.count() + 1, 10_000))
    for row in people:
        region = row.region
        person = Person.objects.create(
            region_id=region, country=row.country, language=row.language, created_at=row.created_at,
            latitude=row.point and row.point[0], longitude=row.point and row.point[1],
            erased_at=NOW if row.erased else None, given_name="P",
        )  # fmt: skip
        row.id = person.pk
        for key in row.keys:
            _settle_key(person, key, next(said))
        hook = IdentityKey.objects.create(
            kind="handle", value=f"h{person.pk}", person=person, created_at=NOW
        )
        activity.append(
            [
                NewFact(f.kind, hook.pk, f.at, f.source, f.ref, f.amount, f.currency)
                for f in row.facts
            ]
        )
        for t in row.traits:
            Trait.objects.create(
                person=person, kind=t.kind, value=t.value, from_at=t.from_at, to_at=t.to_at
            )
    lost = IdentityKey.objects.create(
        kind="browser",
        value=f"nobody {IdentityKey.objects.count()}",
        person=None,
        created_at=NOW,
        source="import:1",
    )
    activity.append([NewFact(kind, lost.pk, NOW, "import:7") for kind in KINDS])


def _settle_key(person: Person, key: Key, number: int) -> None:
    value = f"a{number}@people.example" if key.kind == "email" else f"+4860000{number:04}"
    made = IdentityKey.objects.create(
        kind=key.kind, value=value, person=person, source=key.source, created_at=NOW,
        address_mac=fingerprint(key.kind, value),
    )  # fmt: skip
    key.id = made.pk
    channel = {"email": "email", "phone": "sms"}.get(key.kind)
    if channel is None:
        key.suppressed, key.consents = False, {}
        return
    if key.suppressed:
        Suppression.objects.create(
            channel=channel,
            address_mac=record.address_mac(key.kind, value),
            reason="bounce",
            at=NOW,
        )
    for purpose, state in key.consents.items():
        assert channel in _consent.CHANNELS
        entry = ConsentEntry.objects.create(
            person=person,
            key=made,
            channel=channel,
            purpose=purpose,
            state=state,
            source="t",
            at=NOW,
            actor="t",
        )
        ConsentState.objects.create(
            key=made, channel=channel, purpose=purpose, state=state, entry=entry, at=NOW
        )
