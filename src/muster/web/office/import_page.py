"""What the page of one import says: one sentence first, then the numbers that add up to the file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, ngettext_lazy

from muster.kit import clock
from muster.kit.money import Money
from muster.sources import queries
from muster.sources.actions.running import preview_digest
from muster.sources.kinds.csv import problems, words
from muster.sources.kinds.csv.encoding import Encoding
from muster.sources.models import Import
from muster.sources.models.imports import KEPT_FOR
from muster.web.office.import_forms import ChoicesForm
from muster.web.words import number

NO = ngettext_lazy(
    "%(count)s row says no; that is written down for every purpose.",
    "%(count)s rows say no; that is written down for every purpose.",
    "n",
)
YES = ngettext_lazy(
    "%(count)s row says yes in the words below.",
    "%(count)s rows say yes in the words below.",
    "n",
)
HELD = ngettext_lazy(
    "%(count)s row meets an earlier no, or an address of somebody else; that stays as it is.",
    "%(count)s rows meet an earlier no, or an address of somebody else; that stays as it is.",
    "n",
)
PART = ngettext_lazy(
    "%(count)s row is taken without a part that cannot be read.",
    "%(count)s rows are taken without a part that cannot be read.",
    "n",
)
GIFTS = ngettext_lazy(
    "%(count)s gift was counted for the first time.",
    "%(count)s gifts were counted for the first time.",
    "n",
)


CALLS = ngettext_lazy(
    "%(count)s call was written down for the first time.",
    "%(count)s calls were written down for the first time.",
    "n",
)
TWICE = ngettext_lazy(
    "%(count)s heading stands more than once; each further column is kept apart under a number.",
    "%(count)s headings stand more than once; each further column is kept apart under a number.",
    "n",
)


@dataclass(frozen=True, slots=True)
class Number:
    """One number of the row of numbers."""

    label: str
    value: int
    note: str = ""


def context(made: Import, form: ChoicesForm) -> dict[str, Any]:
    """Everything the template of one import reads."""
    counts = made.foreseen if made.state == "examined" else made.counts
    wrong = queries.wrong_rows(made)
    return {
        "title": _title(made),
        "intro": _intro(made),
        "made": made,
        "form": form,
        "numbers": _numbers(made, counts),
        "gifts": _gifts(made),
        "notes": _notes(made, counts),
        "wrong": wrong,
        "takes": max(made.rows - int(counts.get("refused", 0)), 0),
        "wrong_more": max(int(counts.get("refused", 0)) - len(wrong), 0),
        "seen": preview_digest(made) if made.state == "examined" else "",
        "encoding": Encoding(made.reading["encoding"], made.reading["why"])
        if made.reading
        else None,
        "delimiter": words.DELIMITERS.get(made.reading.get("delimiter", ""), ""),
        "waiting": made.state in {"uploaded", "running", "undoing"},
        "undo_until": _undo_until(made),
        "problem": problems.in_words(made.problem, made.problem_detail) if made.problem else "",
    }


def _title(made: Import) -> str:
    if made.state == "examined":
        return _foreseen(made)
    if made.state == "done":
        return _done(made)
    sentences = {
        "uploaded": _("Reading the file; nothing is saved yet"),
        "unreadable": _("This file cannot be used as it is"),
        "running": _("Taking in %(done)s of %(all)s rows"),
        "undoing": _("Taking this import back"),
        "undone": _("This import was taken back"),
    }
    told = {"done": number(_taken(made)), "all": number(made.rows)}
    return sentences[made.state] % told


def _foreseen(made: Import) -> str:
    new, changed = (int(made.foreseen.get(name, 0)) for name in ("new", "changed"))
    if new and changed:
        told = {"new": _people(new), "changed": number(changed)}
        return _("Confirming adds %(new)s and changes %(changed)s") % told
    if new:
        return _("Confirming adds %(new)s") % {"new": _people(new)}
    if changed:
        return _("Confirming changes %(changed)s") % {"changed": _people(changed)}
    return _("Confirming would change nobody")


def _done(made: Import) -> str:
    new, changed = (int(made.counts.get(name, 0)) for name in ("new", "changed"))
    if not new and not changed:
        return _("This list changed nobody")
    told = {"new": _people(new), "changed": number(changed)}
    return _("Added %(new)s and changed %(changed)s") % told


def _people(count: int) -> str:
    return ngettext("%(count)s person", "%(count)s people", count) % {"count": number(count)}


def _intro(made: Import) -> str:
    file = _("%(file)s from %(source)s") % {"file": made.filename, "source": made.source.name}
    if made.state in {"uploaded", "unreadable", "examined"}:
        return file + ". " + _("Nobody has been changed.")
    return file + "."


def _taken(made: Import) -> int:
    return sum(int(made.counts.get(name, 0)) for name in ("new", "changed", "same", "refused"))


def _numbers(made: Import, counts: dict[str, int]) -> list[Number]:
    if not counts:
        return []
    return [
        Number(_("New"), counts.get("new", 0)),
        Number(_("Changed"), counts.get("changed", 0)),
        Number(_("Unchanged"), counts.get("same", 0)),
        Number(_("Refused"), counts.get("refused", 0), _of_all(made)),
    ]


def _of_all(made: Import) -> str:
    return ngettext("of %(count)s row", "of %(count)s rows", made.rows) % {
        "count": number(made.rows)
    }


def _gifts(made: Import) -> list[Money]:
    return [
        Money(int(minor), name.partition(":")[2])
        for name, minor in sorted(made.foreseen.items())
        if name.startswith("gift:")
    ]


def _notes(made: Import, counts: dict[str, int]) -> list[str]:
    """What else is worth knowing before confirming, each with its count of rows."""
    seen = made.foreseen
    told = (
        (NO, seen.get("consent:withdrawn", 0)),
        (YES, seen.get("consent:granted", 0)),
        (HELD, seen.get("held", 0)),
        (PART, seen.get("cautions", 0)),
        (GIFTS, counts.get("gifts", 0) if made.counts else 0),
        (CALLS, counts.get("calls", 0) if made.counts else 0),
        (TWICE, made.reading.get("repeated", 0)),
    )
    return [words_ % {"count": number(count), "n": count} for words_, count in told if count]


def _undo_until(made: Import) -> Any:
    if made.state not in {"running", "done"} or made.confirmed_at is None:
        return None
    until = made.confirmed_at + KEPT_FOR
    return until if until > clock.now() else None
