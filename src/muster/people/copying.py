"""Lays out the copy of one person’s data as files: one JSON file, and a sheet for each table.

It only rearranges what the domains handed out; it reads nothing and decides nothing.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from muster.kit import sheets

# What columns are called where the name in the data says too little; the others speak for themselves.
HEADINGS: Mapping[str, str | Promise] = {
    "at": _("When"),
    "about": _("About"),
    "evidence": _("How we know"),
    "extra": _("Other cells"),
    "given_name": _("Given name"),
    "family_name": _("Family name"),
    "since": _("Known since"),
    "from": _("From"),
    "to": _("Until"),
    "of": _("Belongs to row"),
    "what": _("What happened"),
    "wording": _("Words you saw"),
}

# In the sheets alone, which a person reads; the document keeps true and false.
YES, NO = pgettext_lazy("cell of a sheet", "yes"), pgettext_lazy("cell of a sheet", "no")


@dataclass(slots=True)
class Sheet:
    """One table: its name, its columns in the order they were met, and its rows."""

    name: str
    columns: dict[str, None] = field(default_factory=dict)
    rows: list[dict[str, Any]] = field(default_factory=list)

    @property
    def head(self) -> list[str]:
        return [heading(name) for name in self.columns]

    def cells(self) -> list[list[object]]:
        return [[row.get(name) for name in self.columns] for row in self.rows]


def as_json(everything: Mapping[str, Any]) -> str:
    """The whole copy as one document, for another system to read."""
    return json.dumps(everything, ensure_ascii=False, indent=2, default=str)


def as_zip(everything: Mapping[str, Any]) -> bytes:
    """The document and every sheet, in one file."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("everything.json", as_json(everything))
        for sheet in tables(everything):
            archive.writestr(f"{sheet.name}.csv", sheets.whole(sheet.head, sheet.cells()))
    return packed.getvalue()


def tables(everything: Mapping[str, Any]) -> list[Sheet]:
    """A sheet for each table of each domain; a list inside a row becomes a sheet of its own."""
    found: dict[str, Sheet] = {}
    for domain, held in everything.items():
        loose = {}
        for part, value in held.items():
            if _is_table(value):
                _fill(found, f"{domain}-{part}", value, of=None)
            elif isinstance(value, Mapping):
                _fill(found, f"{domain}-{part}", [value], of=None)
            else:
                loose[part] = value
        if loose:
            _fill(found, domain, [loose], of=None)
    return list(found.values())


def heading(name: str) -> str:
    """What stands over a column: “opened_at” reads “Opened at”."""
    said = [str(HEADINGS.get(part, part.replace("_", " "))) for part in name.split(".")]
    words = " ".join(part for part in said if part)
    return words[:1].upper() + words[1:]


def _fill(
    found: dict[str, Sheet], name: str, rows: Sequence[Mapping[str, Any]], *, of: int | None
) -> None:
    sheet = found.setdefault(name, Sheet(name))
    for row in rows:
        number = len(sheet.rows) + 1
        flat: dict[str, Any] = {} if of is None else {"of": of}
        for part, value in _flat(row):
            if _is_table(value):
                _fill(found, f"{name}-{part}", value, of=number)
            else:
                flat[part] = _cell(part, value, row)
        sheet.columns |= dict.fromkeys(flat)
        sheet.rows.append(flat)


def _flat(row: Mapping[str, Any], before: str = "") -> list[tuple[str, Any]]:
    """The parts of a row, those of a part within it under “part.inner”."""
    parts: list[tuple[str, Any]] = []
    for name, value in row.items():
        if isinstance(value, Mapping):
            parts += _flat(value, f"{before}{name}.")
        else:
            parts.append((f"{before}{name}", value))
    return parts


def _is_table(value: Any) -> bool:
    return (
        isinstance(value, list | tuple)
        and bool(value)
        and all(isinstance(one, Mapping) for one in value)
    )


def _cell(name: str, value: Any, row: Mapping[str, Any]) -> object:
    if isinstance(value, list | tuple):
        return "; ".join(str(one) for one in value)
    if isinstance(value, bool):
        return str(YES if value else NO)
    if isinstance(value, str) and ("phone" in name or row.get("kind") == "phone"):
        return sheets.Telephone(value)
    return value
