"""The personal values a text may use, where each comes from, and what it is called in words.

A value is read once, when the recipients are frozen (S7), and never longer than ``LONGEST``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

LONGEST: Final = 200


@dataclass(frozen=True, slots=True)
class Field:
    """A name staff may write between braces; ``sql`` reads it beside ``person`` and ``region``."""

    name: str
    words: str | _StrPromise
    sql: str
    example: str


FIELDS: Final[dict[str, Field]] = {
    field.name: field
    for field in (
        Field("first_name", _("First name"), "person.given_name", "Ana"),
        Field("last_name", _("Last name"), "person.family_name", "Kowalska"),
        Field("postcode", _("Postcode"), "person.postcode", "90-001"),
        Field(
            "region",
            _("Region"),
            "coalesce(region.names ->> person.language, region.name)",
            "Łódzkie",
        ),
        Field("country", _("Country code"), "person.country", "PL"),
    )
}
NAMES: Final = frozenset(FIELDS)


def examples() -> dict[str, str]:
    """An invented person's values, for a preview before there are recipients."""
    return {field.name: field.example for field in FIELDS.values()}
