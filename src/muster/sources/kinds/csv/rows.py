"""One row to one entry: keys, fields, tags, yes and no, a gift, and everything else kept as it came.

Pure: it knows what the columns mean and what staff chose, and nothing of who is known already.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

from muster.kit.money import Money
from muster.kit.text import clean
from muster.people.keys import Key, normalise
from muster.places import postcodes
from muster.sources import values
from muster.sources.kinds.calls import rows as calls
from muster.sources.kinds.calls.rows import Call

from .headers import EXTRA, KEY_FIELDS, LEFT_OUT, Column
from .reader import Row

FIELDS = ("given_name", "family_name", "postcode", "country", "language")
CURRENCIES = {"US": "USD", "GB": "GBP", "PL": "PLN", "FR": "EUR", "IT": "EUR"}
TAKEN = KEY_FIELDS | {*FIELDS, LEFT_OUT, "tags", "full_name"}
ANSWERS = frozenset({"consent_email", "consent_sms", "consent_at", "stopped_at"})
NAMESPACED = frozenset({"external", "handle"})
SIGNS = {"€": "EUR", "£": "GBP", "zł": "PLN", "$": "USD"}
NAME_LIMIT = 120
KEPT_LIMIT = 2_000
TAG_LIMIT = 60

# No label is one of these, since every column has some label.
KEY, FIELD = None, ""

Cells = list[tuple[Column, str]]
Values = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Gift:
    """Money this row says was given; `ids` are the other system’s own numbers for it;
    without any, `nth` tells equal gifts of one file apart."""

    money: Money
    at: datetime
    ids: tuple[str, ...]
    nth: int = 1


@dataclass(frozen=True, slots=True)
class Refund:
    """Money this row says went back, and the day and numbers of the gift it was."""

    money: Money
    at: datetime
    of: datetime
    ids: tuple[str, ...]


@dataclass(slots=True)
class Entry:
    """What one row says. A `problem` refuses it; a `caution` was left out and the rest taken."""

    line: int
    keys: list[Key] = field(default_factory=list)
    fields: dict[str, str] = field(default_factory=dict)
    tags: list[str] = field(default_factory=list)
    answers: dict[str, bool] = field(default_factory=dict)
    answered_at: datetime | None = None
    gift: Gift | None = None
    refund: Refund | None = None
    call: Call | None = None
    extra: dict[str, str] = field(default_factory=dict)
    problem: str = ""
    caution: str = ""
    detail: str = ""

    def beware(self, code: str, detail: str) -> None:
        """Note the first thing that could not be taken."""
        if not self.caution:
            self.caution, self.detail = code, detail[:80]


def _role(column: Column) -> str | None:
    if column.field in KEY_FIELDS:
        return KEY
    if column.field in TAKEN:
        return FIELD
    return column.label if column.field == EXTRA else column.field


@dataclass(frozen=True, slots=True)
class Rules:
    """What staff chose and the file showed: the map, the default country, how days are written."""

    columns: tuple[Column, ...]
    country: str
    source: str
    day_first: bool = True
    currency: str = ""
    tags: tuple[str, ...] = ()
    width: int = 0
    # Whether being in this file is itself a “no” to e-mail, as of the day it was brought.
    says_no: bool = False
    # What each column is to us: a key, a field, or the label its cells are kept under.
    roles: tuple[str | None, ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "roles", tuple(_role(column) for column in self.columns))

    def of(self, *fields: str) -> Iterator[Column]:
        """The columns that fill one of these fields."""
        return (column for column in self.columns if column.field in fields)

    @property
    def has_key(self) -> bool:
        """Whether anybody can be recognised by this file."""
        return any(self.of(*KEY_FIELDS))


def entry(row: Row, rules: Rules) -> Entry:
    """Read a row by the rules. It never raises: what is wrong is said in the entry."""
    made = Entry(row.line)
    if row.problem:
        made.problem, made.detail = row.problem, row.detail
        return made
    keys, kept, by_field = _sorted_out(row, rules)
    country = _country(made, by_field, rules) if "country" in by_field else rules.country
    _keys(made, keys, country, rules)
    _fields(made, by_field, country)
    if not by_field.keys().isdisjoint(ANSWERS):
        _answers(made, by_field, rules)
    if rules.says_no:
        made.answers["email"], made.answered_at = False, None
    made.tags = [*rules.tags, *[t for raw in by_field.get("tags", ()) for t in _tags(raw)]]
    if "gift_amount" in by_field:
        _gift(made, by_field, country, rules)
    if "call_outcome" in by_field or "call_at" in by_field:
        made.call, made.problem, made.detail = calls.told(by_field, rules.day_first)
    # Every cell that did not become a field stays with the row, under its own heading.
    for label, text in kept:
        made.extra[label] = text[:KEPT_LIMIT]
    if not made.keys and not made.problem:
        made.problem = "bad_keys" if made.caution.startswith("bad_") and made.detail else "no_key"
    return made


def _sorted_out(row: Row, rules: Rules) -> tuple[Cells, list[tuple[str, str]], Values]:
    """One pass over the cells: addresses and ids, what is kept as it came, and all by field."""
    keys: Cells = []
    kept: list[tuple[str, str]] = []
    by_field: Values = {}
    for column, role, cell in zip(rules.columns, rules.roles, row.cells, strict=False):
        text = cell.strip()
        if not text:
            continue
        field_ = column.field
        if role is None:
            keys.append((column, text))
            continue
        if role != FIELD:
            kept.append((role, text))
            if field_ == EXTRA:
                continue
        if field_ in by_field:
            by_field[field_].append(text)
        else:
            by_field[field_] = [text]
    return keys, kept, by_field


def _country(made: Entry, by_field: Values, rules: Rules) -> str:
    for raw in by_field.get("country", ()):
        try:
            code = values.country(raw)
        except values.Unreadable:
            made.beware("bad_country", raw)
        else:
            made.fields["country"] = code
            return code
    return rules.country


def _keys(made: Entry, cells: Cells, country: str, rules: Rules) -> None:
    for column, text in cells:
        raw = f"{column.system or rules.source}:{text}" if column.field in NAMESPACED else text
        try:
            key = Key(column.field, normalise(column.field, raw, country))
        except ValueError:
            made.beware("bad_email" if column.field == "email" else "bad_phone", text)
            made.extra[column.label] = text[:KEPT_LIMIT]
        else:
            if key not in made.keys:
                made.keys.append(key)


def _fields(made: Entry, by_field: Values, country: str) -> None:
    given = by_field["given_name"][0] if "given_name" in by_field else ""
    family = by_field["family_name"][0] if "family_name" in by_field else ""
    if not given and not family and "full_name" in by_field:
        given, family = values.names(by_field["full_name"][0])
    for name, text in (("given_name", given), ("family_name", family)):
        if text and (tidy := _name(text)):
            made.fields[name] = tidy
    for raw in by_field.get("language", ()):
        code = raw.strip().lower().replace("_", "-").split("-")[0]
        if code in values.LANGUAGES:
            made.fields["language"] = code
    for raw in by_field.get("postcode", ()):
        _postcode(made, raw, country)


@lru_cache(maxsize=20_000)
def _name(text: str) -> str:
    return clean(text)[:NAME_LIMIT]


def _postcode(made: Entry, raw: str, country: str) -> None:
    try:
        made.fields["postcode"] = _postcode_of(country, raw)
    except ValueError:
        made.beware("bad_postcode", raw)
        made.extra["postcode"] = raw[:KEPT_LIMIT]
    else:
        made.fields.setdefault("country", country)


@lru_cache(maxsize=20_000)
def _postcode_of(country: str, raw: str) -> str:
    return postcodes.normalise(country, values.postcode(raw, country))


def _answers(made: Entry, by_field: Values, rules: Rules) -> None:
    """A no is always heard. A yes is only noted; whether it counts is for staff and the ledger."""
    for channel in ("email", "sms"):
        for raw in by_field.get(f"consent_{channel}", ()):
            said = values.yes_or_no(raw)
            if said is not None:
                made.answers[channel] = said and made.answers.get(channel, True)
    for raw in by_field.get("consent_at", ()):
        made.answered_at = _moment(raw, rules)
    for raw in by_field.get("stopped_at", ()):
        made.answers["email"] = False
        made.answered_at = _moment(raw, rules)


def _moment(raw: str, rules: Rules) -> datetime | None:
    try:
        return values.moment(raw, day_comes_first=rules.day_first)
    except values.Unreadable:
        return None


@lru_cache(maxsize=5_000)
def _tags(raw: str) -> tuple[str, ...]:
    return tuple(tag for item in values.many(raw) if (tag := clean(item)[:TAG_LIMIT]))


def _gift(made: Entry, by_field: Values, country: str, rules: Rules) -> None:
    raw, day = by_field["gift_amount"][0], by_field.get("gift_date", [""])[0]
    refunded = by_field.get("gift_refund", ())
    if refunded:
        made.beware("refunded", raw)
    if not values.is_amount(raw):
        made.beware("bad_amount", raw)
        return
    at = _moment(day, rules)
    if at is None:
        made.beware("bad_date", day)
        return
    currency = _currency(by_field.get("gift_currency", [""])[0], raw, country, rules)
    ids = tuple(by_field.get("gift_id", ()))
    try:
        money = Money.parse(raw, currency)
    except ValueError:
        made.beware("bad_amount", raw)
        return
    if refunded:
        when = next((when for one in refunded if (when := _moment(one, rules))), at)
        made.refund = Refund(money, when, at, ids)
    elif money.minor:
        made.gift = Gift(money, at, ids)
    else:
        made.beware("bad_amount", raw)


def _currency(told: str, amount: str, country: str, rules: Rules) -> str:
    code = told.strip().upper()
    if len(code) == 3 and code.isascii() and code.isalpha():
        return code
    signed = next((currency for sign, currency in SIGNS.items() if sign in amount), "")
    return signed or rules.currency or CURRENCIES.get(country, "EUR")


def sample(rows: Sequence[Row], column: Column, count: int = 3) -> list[str]:
    """The first different values of a column, to show beside its meaning."""
    cells = (row.cells[column.index].strip() for row in rows if column.index < len(row.cells))
    return list(dict.fromkeys(cell[:60] for cell in cells if cell))[:count]
