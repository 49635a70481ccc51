"""What the page of possible duplicates shows: two records side by side, where they differ, and why we ask."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from muster.people import faces, pairs, queries, stakes, summaries
from muster.people.actions.matches import BY_MATCH
from muster.people.actions.searching import BY_ITSELF
from muster.people.purposes import channel_words, title
from muster.web import words

if TYPE_CHECKING:
    from muster.accounts.models import Staff
    from muster.people.models import Person, PossibleMatch

NEXT: Final = 20
LATELY: Final = 5
FIELD_WORDS: Final = {
    "given": gettext_lazy("Given name"),
    "family": gettext_lazy("Family name"),
    "birth": gettext_lazy("Date of birth"),
    "postcode": gettext_lazy("Postcode"),
    "place": gettext_lazy("Region"),
    "street": gettext_lazy("Street"),
    "email": gettext_lazy("E-mail"),
    "phone": gettext_lazy("Telephone"),
    "number": gettext_lazy("Number"),
}
STEP_WORDS: Final = {
    "same": gettext_lazy("the very same"),
    "alike": gettext_lazy("nearly the same"),
    "near": gettext_lazy("not far apart"),
    "year": gettext_lazy("the same year"),
    "other": gettext_lazy("different"),
}
STATE_WORDS: Final = {
    "granted": gettext_lazy("yes"),
    "withdrawn": gettext_lazy("no"),
    "pending": gettext_lazy("not answered"),
    "paused": gettext_lazy("not for now"),
}


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two records: which button keeps it, and what it says where the other says otherwise."""

    name: str
    person: Person
    key: str
    lines: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Weight:
    """What one field said, and how much it counted."""

    field: str
    step: str
    words: str
    bits: str


def queue(staff: Staff) -> dict[str, Any]:
    """The first pair that waits, and what comes after it."""
    waiting = pairs.waiting(staff.scope).select_related("one", "other")
    first = waiting.first()
    if first is not None:
        return one(first, staff)
    return _around(staff, None) | {"title": _("No two records look like one person")}


def count_words(count: int) -> str:
    """How many pairs wait, in a sentence."""
    said = ngettext(
        "%(n)s pair of records may be one person", "%(n)s pairs of records may be one person", count
    )
    return said % {"n": words.number(count)}


def one(match: PossibleMatch, staff: Staff) -> dict[str, Any]:
    """The page of one pair."""
    one_lines, other_lines = _lines(match.one, staff), _lines(match.other, staff)
    labels = list(dict.fromkeys([*one_lines, *other_lines]))
    differs = [label for label in labels if one_lines.get(label) != other_lines.get(label)]
    return _around(staff, match) | {
        "match": match,
        "title": _sure(match.score),
        "at_stake": stakes.in_words(match.stakes),
        "seen": faces.of_pair(match.one_id, match.other_id),
        "sides": [
            Side("one", match.one, "1", _differing(differs, one_lines)),
            Side("other", match.other, "2", _differing(differs, other_lines)),
        ],
        "alike": [label for label in labels if label not in differs],
        "weights": [_weight(row) for row in match.weights],
    }


def _around(staff: Staff, match: PossibleMatch | None) -> dict[str, Any]:
    """What every state of the page has: the queue, and what was decided lately."""
    waiting = pairs.waiting(staff.scope)
    rest = waiting.select_related("one", "other")
    if match is not None:
        rest = rest.exclude(pk=match.pk)
    count = waiting.count()
    return {
        "count": count,
        "count_words": count_words(count) if count else "",
        "rest": [(one, _sure(one.score)) for one in rest[:NEXT]],
        "apart": pairs.set_aside(staff.scope, limit=LATELY),
        "joined": [
            (edge, person, reverse("office:person-partings", args=[person.id, edge.id]))
            for edge, person in pairs.joined(staff.scope, rules=(BY_MATCH, BY_ITSELF), limit=LATELY)
        ],
    }


def _lines(person: Person, staff: Staff) -> dict[str, str]:
    """All that one record says, by what it is about."""
    lines = {
        _("Given name"): person.given_name,
        _("Family name"): person.family_name,
        _("Country"): person.country,
        _("Postcode"): person.postcode,
        _("Language"): person.language,
    }
    for kind, label in (
        ("email", _("E-mail")),
        ("phone", _("Telephone")),
        ("handle", _("Public name")),
    ):
        held = [key.value for key in queries.keys_of(person) if key.kind == kind]
        lines[label] = ", ".join(held)
    for state in queries.states_of(person):
        channel = channel_words(state.channel)
        lines[f"{channel}, {title(state.purpose)}"] = str(STATE_WORDS[state.state])
    tags = [trait.value for trait in queries.traits_of(person) if trait.kind == "tag"]
    lines[_("Tags")] = ", ".join(tags)
    for told in summaries.of(person, by=staff).values():
        for line in told[:1]:
            lines[str(line.label)] = line.text
    lines[_("With us since")] = words.day(person.created_at)
    return {label: value for label, value in lines.items() if value}


def _differing(labels: Sequence[str], lines: dict[str, str]) -> list[tuple[str, str]]:
    return [(label, lines.get(label, "")) for label in labels]


def _sure(score: float) -> str:
    if score >= 0.99:
        return _("All but certainly one person")
    if score >= 0.9:
        return _("Very likely one person")
    if score >= 0.5:
        return _("Likely one person")
    return _("Perhaps one person")


def _weight(row: dict[str, Any]) -> Weight:
    bits = float(row["bits"])
    return Weight(
        field=str(FIELD_WORDS.get(row["field"], row["field"])),
        step=str(STEP_WORDS.get(row["step"], row["step"])),
        words=_weighs(bits),
        bits=f"{bits:+.1f}".replace("-", "−"),
    )


def _weighs(bits: float) -> str:
    if bits >= 8:
        return _("speaks strongly for it")
    if bits >= 3:
        return _("speaks for it")
    if bits >= 0:
        return _("says little")
    if bits > -3:
        return _("speaks a little against it")
    return _("speaks against it")
