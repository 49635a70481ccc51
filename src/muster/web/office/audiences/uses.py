"""What uses an audience: broadcasts, other audiences, and whatever else higher rungs tell of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from muster.audiences import registry, using

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.utils.functional import _StrPromise

    from muster.audiences.registry import Use

_NOUNS: Final[dict[str, _StrPromise]] = {
    "broadcast": gettext_lazy("Broadcast"),
    "audience": gettext_lazy("Audience"),
    "journey": gettext_lazy("Journey"),
}


@dataclass(frozen=True, slots=True)
class UseLine:
    """One use: what kind of thing it is, its name, and its page where there is one."""

    noun: str
    words: str
    href: str


def lines(audience_ids: Collection[int]) -> dict[int, list[UseLine]]:
    """Return the uses of some audiences, those by other audiences last."""
    above, beside = registry.uses(audience_ids), using.named_by(audience_ids)
    return {number: [_line(one) for one in above[number] + beside[number]] for number in above}


def _line(use: Use) -> UseLine:
    # “broadcast:12” is the page “office:broadcast” of number 12.
    noun, _colon, number = use.subject.partition(":")
    try:
        href = reverse(f"office:{noun}", args=[number])
    except NoReverseMatch:
        href = ""
    return UseLine(str(_NOUNS.get(noun, _("Other"))), use.words, href)
