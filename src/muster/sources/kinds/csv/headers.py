"""Which column means what: headings in, a field for every column out.

No column is ever lost: what means nothing to us is “extra” and stays with the row under its own
heading, a second column of the same name under a numbered one.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from muster.sources.values import folded

from .aliases import ALIASES, MANY, SYSTEMS

EXTRA = "extra"
LEFT_OUT = "none"
KEY_FIELDS = frozenset({"email", "phone", "external", "handle"})
EMAIL_LIKE = re.compile(r"^\S+@\S+\.\S+$")

# Some exports use a common word for something else; their other headings give them away.
PROFILES: tuple[tuple[frozenset[str], dict[str, str]], ...] = (
    (
        frozenset({"receipt id", "lineitem id"}),
        {"mobile": EXTRA, "payment date": EXTRA, "amount": "gift_amount", "date": "gift_date"},
    ),
    (frozenset({"outcome", "date"}), {"date": "call_at"}),
    (frozenset({"call outcome", "date"}), {"date": "call_at"}),
    (frozenset({"yob"}), {"dob": "birth_day"}),
    (frozenset({"leid", "euid"}), {"leid": EXTRA, "status": "consent_email"}),
    (frozenset({"akid"}), {"user id": EXTRA}),
    (frozenset({"nationbuilder id"}), {"created at": EXTRA, "external id": "external"}),
)
# A call needs its day and its end; else these words mean something of the sender’s own.
OF_A_CALL = frozenset({"call_at", "call_outcome", "call_direction", "call_minutes", "call_topic"})
NEEDS_AMOUNT = frozenset({"gift_date", "gift_currency", "gift_id", "gift_refund"})


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its place, its label (unique in the file) and the field it fills."""

    index: int
    label: str
    field: str

    @property
    def system(self) -> str:
        """Whose identity numbers these are, if that is known."""
        return SYSTEMS.get(folded(self.label), "")


@cache
def _lookup() -> dict[str, tuple[str, int]]:
    return {
        alias: (field, rank)
        for field, aliases in ALIASES.items()
        for rank, alias in enumerate(aliases)
    }


def labels(headings: Sequence[str]) -> list[str]:
    """Unique labels: a repeated heading gets a number, an empty one its place."""
    seen: Counter[str] = Counter()
    given: set[str] = set()
    result = []
    for index, heading in enumerate(headings, start=1):
        name = heading.strip() or f"Column {index}"
        seen[name] += 1
        label = name if seen[name] == 1 else f"{name} ({seen[name]})"
        while label in given:
            seen[name] += 1
            label = f"{name} ({seen[name]})"
        given.add(label)
        result.append(label)
    return result


def map_columns(headings: Sequence[str]) -> list[Column]:
    """The field of every column, judged by its heading and its neighbours."""
    fields = _best(_wanted(headings))
    return [
        Column(index, label, field)
        for index, (label, field) in enumerate(zip(labels(headings), fields, strict=True))
    ]


def _wanted(headings: Sequence[str]) -> list[tuple[str, int]]:
    """What each heading asks for, with its rank among the names of that field."""
    names = [folded(heading) for heading in headings]
    present = set(names)
    special: dict[str, str] = {}
    for marks, overrides in PROFILES:
        if marks <= present:
            special |= overrides
    lookup = _lookup()
    wanted = [
        (special[name], -1) if name in special else lookup.get(name, (EXTRA, 0)) for name in names
    ]
    if not {"call_at", "call_outcome"} <= {field for field, _ in wanted}:
        wanted = [(EXTRA, 0) if field in OF_A_CALL else (field, rank) for field, rank in wanted]
    if not any(field == "gift_amount" for field, _ in wanted):
        wanted = [(EXTRA, 0) if field in NEEDS_AMOUNT else (field, rank) for field, rank in wanted]
    return wanted


def _best(wanted: list[tuple[str, int]]) -> list[str]:
    """One column per field, the best named first; fields in MANY may have several."""
    best: dict[str, int] = {}
    for index, (field, rank) in enumerate(wanted):
        if field not in best or rank < wanted[best[field]][1]:
            best[field] = index
    return [
        field if field in MANY or best[field] == index else EXTRA
        for index, (field, _rank) in enumerate(wanted)
    ]


def looks_headless(cells: Sequence[str]) -> bool:
    """A first row that holds an address is a person already, not a heading."""
    return any(EMAIL_LIKE.match(cell.strip()) for cell in cells)


def map_headless(rows: Iterable[Sequence[str]], width: int) -> list[Column]:
    """Without headings only addresses speak for themselves; staff name the other columns."""
    hits: Counter[int] = Counter()
    for cells in rows:
        hits.update(i for i, cell in enumerate(cells[:width]) if EMAIL_LIKE.match(cell.strip()))
    email = hits.most_common(1)[0][0] if hits else -1
    return [Column(i, f"Column {i + 1}", "email" if i == email else EXTRA) for i in range(width)]


def with_choices(columns: Sequence[Column], chosen: dict[int, str]) -> list[Column]:
    """The map after staff changed it; an unknown field leaves the column as it was."""
    known = {*ALIASES, EXTRA, LEFT_OUT}
    return [
        Column(c.index, c.label, chosen[c.index]) if chosen.get(c.index) in known else c
        for c in columns
    ]
