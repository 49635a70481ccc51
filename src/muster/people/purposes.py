"""What people can say yes or no to: each purpose of writing to them, in their own words.

Tracking would be a purpose of its own; there is none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True, slots=True)
class Purpose:
    """One reason to write: its name, its title and what the person gets."""

    name: str
    title: _StrPromise
    gets: _StrPromise


NEWS: Final = "news"
URGENT: Final = "urgent"
PURPOSES: Final = {
    NEWS: Purpose(NEWS, _("News and invitations"), _("About twice a month, for your region")),
    URGENT: Purpose(URGENT, _("Urgent calls"), _("A few times a year, when every hand counts")),
}
# Not a purpose of writing: nobody is asked for a yes to it, and a no is kept where somebody said so.
CALLS: Final = "calls"
CHANNEL_WORDS: Final = {"email": _("E-mail"), "sms": _("Text message")}


def title(purpose: str) -> str:
    """A purpose in words; one we do not know speaks by its name."""
    if purpose == CALLS:
        return gettext("Telephone calls")
    known = PURPOSES.get(purpose)
    return str(known.title) if known else purpose
