"""What every engine must answer alike: one small town with somebody on each edge, and who fits each sentence.

The expected names are written by hand. A new kind of condition gets its people and its cases here.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from muster.audiences import definition as d
from muster.audiences.definition import text
from muster.kit.scope import Scope
from tests.domains.audiences.naive import Fact, Key, Row, Trait

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
_MOMENT = timedelta(microseconds=1)
_WEEK = timedelta(days=7)
_CALLS = {"begun": "screen.viewed", "done": "call.logged"}
ODD = 'it\'s "100%" \\o/ ${env:HOME} -- ünï'


def _person(
    *,
    region: str | None = None,
    country: str = "PL",
    language: str = "pl",
    point: tuple[float, float] | None = None,
    came: datetime = NOW - timedelta(days=400),
    erased: bool = False,
    keys: tuple[Key, ...] = (),
    facts: tuple[Fact, ...] = (),
    traits: tuple[Trait, ...] = (),
) -> Row:
    return Row(
        0, region, country, language, point, came, erased, list(keys), list(facts), list(traits)
    )


def _read(at: datetime, ref: str = "/beach", source: str = "segment:web") -> Fact:
    return Fact("page.viewed", at, source, ref)


def _gift(amount: int | None, ago: timedelta = _WEEK, currency: str | None = "EUR") -> Fact:
    return Fact("gift.received", NOW - ago, "import:1", None, amount, currency)


def _tag(value: str, since: datetime = NOW - _WEEK, until: datetime | None = None) -> Trait:
    return Trait("tag", value, since, until)


def _call(what: str, days: int, more: timedelta = timedelta()) -> Fact:
    return Fact(_CALLS[what], NOW - timedelta(days=days) + more, "calls")


def town() -> dict[str, Row]:
    """Return everybody by name, in the order in which they are numbered."""
    return {
        # where
        "lodz": _person(region="PL-10", point=(51.76, 19.47)),
        "paris": _person(region="FR-IDF", country="FR", language="fr", point=(48.86, 2.34)),
        "near": _person(region="PL-14", point=(51.84993, 19.47)),  # 20 cm inside 10 km
        "far": _person(region="PL-14", point=(51.84994, 19.47)),  # 90 cm outside
        "half": _person(country="", language=""),
        "gone": _person(region="PL-10", erased=True, point=(51.76, 19.47)),
        # since when
        "midnight": _person(came=datetime(2026, 11, 13, tzinfo=UTC)),
        "before": _person(came=datetime(2026, 11, 13, tzinfo=UTC) - _MOMENT),
        # traits
        "diver": _person(traits=(_tag("diver", since=NOW),)),
        "soon": _person(traits=(_tag("diver", since=NOW + _MOMENT),)),
        "was": _person(traits=(_tag("diver", until=NOW),)),
        "still": _person(traits=(_tag("diver", until=NOW + _MOMENT),)),
        "Diver": _person(traits=(_tag("Diver"), _tag(ODD), Trait("skill", "diver", NOW - _WEEK))),
        # keys
        "mail": _person(keys=(Key(0, "email", "import:1", consents={"news": "granted"}),)),
        "shut": _person(keys=(Key(0, "email", "", True, {"news": "withdrawn"}),)),
        "both": _person(
            keys=(
                Key(0, "email", "", True, {"news": "granted"}),
                Key(0, "email", "import:1", False, {"urgent": "granted"}),
                Key(0, "phone", "", True, {"news": "pending"}),
            )
        ),
        "phone": _person(keys=(Key(0, "phone", "import:22", consents={"news": "granted"}),)),
        # windows: open at the beginning, closed at this moment
        "edge": _person(facts=(_read(NOW - _WEEK), _read(NOW - _WEEK))),
        "inside": _person(facts=(_read(NOW - _WEEK + _MOMENT), _read(NOW))),
        "later": _person(facts=(_read(NOW + _MOMENT), _read(NOW + _WEEK))),
        "old": _person(facts=(_read(NOW - timedelta(days=3650)), _read(NOW, "/give"))),
        "bare": _person(
            facts=(Fact("page.viewed", NOW, "segment:web"), Fact("search.made", NOW, "s", "beach"))
        ),
        "mixed": _person(facts=(_read(NOW), _read(NOW, "/beach clean"), _read(NOW, ODD))),
        # money
        "ten": _person(facts=(_gift(300), _gift(700))),
        "under": _person(facts=(_gift(999),)),
        "back": _person(facts=(_gift(1000), _gift(-1000))),
        "zloty": _person(facts=(_gift(5000, currency="PLN"),)),
        "huge": _person(facts=(_gift(10**12), _gift(10**12))),
        "untold": _person(facts=(_gift(None, currency=None), _gift(400))),
        "lapsed": _person(facts=(_gift(500, timedelta(days=365)),)),
        "lately": _person(
            facts=(_gift(500, timedelta(days=500)), _gift(1, timedelta(days=365) - _MOMENT))
        ),
        # one thing and then another
        "seven": _person(facts=(_call("begun", 20), _call("done", 13))),
        "eight": _person(facts=(_call("begun", 20), _call("done", 13, _MOMENT))),
        "once": _person(facts=(_call("begun", 13), _call("done", 13))),
        "turned": _person(facts=(_call("done", 20), _call("begun", 19))),
        "again": _person(facts=(_call("begun", 25), _call("begun", 14), _call("done", 13))),
        "ago": _person(facts=(_call("begun", 30), _call("done", 29), _call("begun", 1))),
        # messages
        "written": _person(facts=(Fact("message.accepted", NOW - _WEEK + _MOMENT, "delivery"),)),
        "answered": _person(
            facts=(
                Fact("message.accepted", NOW - _WEEK, "delivery"),
                Fact("reply.received", NOW - _WEEK, "inbox"),
            )
        ),
    }


NEVER = "everybody but "
AUDIENCES = {
    1: text.read("all { lives in region PL-14 }"),
    2: text.read("none { in audience 1 }"),
    3: text.read("all { in audience 4 }"),
}
INTERESTS = {
    1: d.Group(
        "any", (d.Turned("searched", ("beach",), 1, 30), d.Turned("read", ("clean",), 1, 30))
    )
}

# Sentence → who fits; “everybody but …” counts the living.
CASES: dict[str, str] = {
    "everyone": NEVER,
    # where
    "all { lives in region PL-10 }": "lodz",
    "all { lives in region PL-10, FR-IDF }": "lodz paris",
    "none { lives in region PL-10, FR-IDF }": NEVER + "lodz paris",
    "all { lives in region XX-1 }": "",
    "none { lives in region XX-1 }": "",
    "all { lives in country FR }": "paris",
    "none { lives in country FR }": NEVER + "paris",
    "all { reads fr }": "paris",
    "none { reads pl }": "paris half",
    "all { lives within 10 km of 90-001 in PL }": "lodz near",
    "all { lives within 11 km of 90-001 in PL }": "lodz near far",
    "none { lives within 500 km of 90-001 in PL }": NEVER + "lodz near far",
    "all { lives within 1 km of 75001 in FR }": "paris",
    # since when
    "all { joined since 2026-11-13 }": "midnight",
    "none { joined before 2026-11-13 }": "midnight",
    "all { joined before 2026-11-14  joined since 2026-11-12 }": "midnight before",
    # traits
    "all { has tag diver }": "diver still",
    "none { has tag diver }": NEVER + "diver still",
    "all { has tag Diver }": "Diver",
    "all { has skill diver }": "Diver",
    "all { has tag ? }": "",
    # keys
    "all { said yes by email to news }": "mail both",
    "none { said yes by email to news }": NEVER + "mail both",
    "all { said yes by email to urgent }": "both",
    "all { said yes by sms to news }": "phone",
    "all { reachable by email }": "mail both",
    "none { reachable by email }": NEVER + "mail both",
    "all { reachable by sms }": "phone",
    'all { came from "import:22" }': "phone",
    'all { came from "import:1" }': "mail both ten under back zloty huge untold lapsed lately",
    'all { came from "segment:web" }': "edge inside old bare mixed",
    'none { came from "segment:web" }': NEVER + "edge inside old bare mixed",
    # windows
    "all { did page.viewed }": "edge inside old bare mixed",
    "all { did page.viewed within 7 days }": "inside old bare mixed",
    "all { did page.viewed at least 2 times within 7 days }": "inside mixed",
    "all { did page.viewed at least 2 times }": "edge inside old mixed",
    'all { did page.viewed about "/beach" }': "edge inside old mixed",
    'all { did page.viewed about "/beach" at least 2 times }': "edge inside",
    'all { did page.viewed about "/beach" within 3650 days }': "edge inside mixed",
    "all { never did page.viewed }": NEVER + "edge inside old bare mixed",
    "all { did page.viewed fewer than 2 times  did page.viewed }": "bare",
    "all { did page.viewed fewer than 2 times within 7 days  did page.viewed at least 2 times }": "edge old",
    'all { did page.viewed about "/nowhere" }': "",
    "all { did event.tracked }": "",
    "none { did event.tracked }": NEVER,
    "all { never did event.tracked }": NEVER,
    'all { did page.viewed with "clean" }': "mixed",
    'none { did page.viewed with "clean", "/give" }': NEVER + "old mixed",
    'all { did page.viewed about "/beach" with "clean" }': "",
    "all { last did page.viewed more than 7 days ago }": "edge",
    "all { last did page.viewed within 7 days ago }": "inside old bare mixed",
    'all { last did page.viewed about "/beach" more than 7 days ago }': "edge old",
    'none { last did page.viewed with "beach" within 7 days ago }': NEVER + "inside mixed",
    # one thing and then another
    "all { did screen.viewed then call.logged after at most 7 days }": "seven again ago",
    "all { did screen.viewed then call.logged after at most 8 days }": "seven eight again ago",
    "all { did screen.viewed then call.logged after at most 7 days within 30 days }": "seven again",
    "none { did screen.viewed then call.logged after at most 7 days }": NEVER + "seven again ago",
    "all { did call.logged then screen.viewed after at most 1 days }": "turned",
    "all { did screen.viewed then screen.viewed after at most 11 days }": "again",
    "all { did event.tracked then call.logged after at most 7 days }": "",
    # words
    'all { turned to "beach" having read }': "edge inside old mixed",
    'all { turned to "each", "give" having read at least 2 times }': "edge inside old mixed",
    'all { turned to "each", "/give" having read at least 2 times within 7 days }': "inside mixed",
    'all { turned to "beach" having searched }': "bare",
    'none { turned to "beach" having searched }': NEVER + "bare",
    'all { turned to "unheard" having searched }': "",
    "all { cares about interest 1 }": "bare mixed",
    "none { cares about interest 1 }": NEVER + "bare mixed",
    # scores: 2 for a page and 5 for a gift of 7 days; 3 for a search, 1 off for a page, 1 for a gift; never done
    "all { score 1 at least 4 }": "edge inside mixed",
    "all { score 1 at most 4 }": NEVER + "mixed",
    "all { score 2 at least 2 }": "bare ten back huge untold",
    "all { score 3 at least 1 }": "",
    "all { score 3 at most 1 }": NEVER,
    # money
    "all { gave at least 10 EUR }": "ten huge",
    "all { gave at most 10 EUR }": "ten under untold lapsed lately",
    "all { gave at most 9.99 EUR }": "under untold lapsed lately",
    "none { gave at least 0.01 EUR }": NEVER + "ten under huge untold lapsed lately",
    "all { gave at least 10000000000 EUR }": "huge",
    "all { gave at least 50 PLN }": "zloty",
    "all { gave at least 3 EUR within 8 days }": "ten under huge untold",
    "all { gave at least 3 EUR within 7 days }": "",
    "all { last gave more than 365 days ago }": "lapsed",
    "none { last gave more than 365 days ago }": NEVER + "lapsed",
    "all { last gave more than 7 days ago }": "ten under back zloty huge untold lapsed lately",
    "all { did gift.received of at least 5 at most 8 EUR }": "ten lapsed lately",
    "all { did gift.received of at most 3 EUR }": "ten back lately",
    "all { did gift.received of at least 3 EUR at least 2 times }": "ten huge",
    "all { never did gift.received of at least 0.01 EUR }": NEVER
    + "ten under back huge untold lapsed lately",
    "all { sum of gift.received at least 10 EUR }": "ten huge",
    "all { sum of gift.received at most 10 EUR within 8 days }": "ten under untold",
    # messages
    "all { got a message within 7 days }": "written",
    "all { got a message within 8 days }": "written answered",
    "all { got no message within 7 days }": NEVER + "written",
    "all { answered }": "answered",
    "all { answered within 7 days }": "",
    # others
    "all { in audience 1 }": "near far",
    "all { in audience 2  lives in country FR }": "paris",
    "all { in audience 3 }": "",
    # groups
    "any { lives in region PL-10  has tag Diver }": "lodz Diver",
    "none { lives in region PL-10  has tag Diver }": NEVER + "lodz Diver",
    "all { none { lives in region PL-10 } none { did page.viewed } lives in region PL-14 }": "near far",
    "any { none { joined before 2026-11-13 } all { answered  got a message within 8 days } }": "midnight answered",
    "none { none { did page.viewed within 7 days } }": "inside old bare mixed",
    "all { }": "",
    "none { }": "",
}  # fmt: skip
NARROW = Scope(regions=frozenset({"PL-10", "PL-14"}))
# The same sentences for somebody who sees two regions, or nothing.
SCOPED: list[tuple[str, Scope, str]] = [
    ("everyone", NARROW, "lodz near far"),
    ("none { lives in region PL-10 }", NARROW, "near far"),
    ("everyone", Scope.NOBODY, ""),
    ("any { lives in country PL  reads fr }", NARROW, "lodz near far"),
]


def cases() -> list[tuple[str, d.Definition, Scope, str]]:
    """Return every case: its words, the definition, the scope and who fits."""
    told = [(words, Scope.EVERYONE, who) for words, who in CASES.items()] + SCOPED
    found = [(words, text.read(words), scope, who) for words, scope, who in told]
    # What a person could only paste: quotes, a backslash, something that looks like a variable, no plain letters.
    odd = d.Group("all", (d.Has("tag", ODD),)), d.Group("all", (d.Did("page.viewed", ODD),))
    return [
        *found,
        ("an odd tag", odd[0], Scope.EVERYONE, "Diver"),
        ("an odd page", odd[1], Scope.EVERYONE, "mixed"),
    ]


def expected(who: str, rows: dict[str, Row]) -> set[int]:
    """Return the numbers of those a case names."""
    if not who.startswith(NEVER.strip()):
        return {rows[name].id for name in who.split()}
    out = who.removeprefix(NEVER.strip()).split()
    return {row.id for name, row in rows.items() if not row.erased and name not in out}
