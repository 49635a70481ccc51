"""A case as Markdown, to be taken along: title, timeline, figures, lesson. What others wrote stays text."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Final

from django.utils.translation import gettext as _

from muster.crisis.library import Case

_SIGNS: Final = re.compile(r"([\\`*_\[\]<>|])")
_LEADING: Final = re.compile(r"^(\s*)([#>+-]|\d+[.)])", re.MULTILINE)


def of(case: Case) -> str:
    """Return the whole case; the same case gives the same file."""
    parts = [f"# {plain(case.title)}", _about(case)]
    if case.what:
        parts.append(plain(case.what))
    parts.append(f"## {_('What happened')}")
    parts += [_line(one.when, one.who, one.words, one.text) for one in case.timeline]
    if case.outcome:
        heading = _("Why it was a false alarm") if case.false_alarm else _("What was done")
        parts += [f"## {heading}", plain(case.outcome)]
    if case.figures:
        rows = "\n".join(f"| {plain(name)} | {plain(value)} |" for name, value in case.figures)
        parts += [f"## {_('In figures')}", f"| {_('What')} | {_('How much')} |\n|---|---|\n{rows}"]
    if case.lesson:
        parts += [f"## {_('What was learned')}", plain(case.lesson)]
    return "\n\n".join(part for part in parts if part) + "\n"


def plain(text: str) -> str:
    """Return text in which no sign means anything to Markdown."""
    escaped = _SIGNS.sub(r"\\\1", text.replace("\r\n", "\n"))
    return _LEADING.sub(r"\1\\\2", escaped)


def _about(case: Case) -> str:
    if case.closed_at is not None:
        return _("Closed %(moment)s") % {"moment": _moment(case.closed_at)}
    return case.when


def _line(when: datetime | str, who: str, words: str, text: str) -> str:
    at = _moment(when) if isinstance(when, datetime) else when
    told = f"- **{plain(at)}** " + " ".join(plain(one) for one in (who, words) if one)
    quoted = "\n".join(f"  > {line}" for line in plain(text).splitlines())
    return f"{told}\n\n{quoted}" if quoted else told


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
