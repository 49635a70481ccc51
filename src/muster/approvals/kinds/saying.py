"""Putting what was and what would be into lines for people."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from muster.approvals.registry import Line, State


def differing(labels: Mapping[str, str | Promise], before: State, after: State) -> list[Line]:
    """One line for each named part that would be different."""
    return [
        Line(str(label), plain(before.get(part)), plain(after.get(part)))
        for part, label in labels.items()
        if part in after and before.get(part) != after[part]
    ]


def plain(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(str(one) for one in value) or "–"
    return str(value) if value not in {None, ""} else "–"
