"""What people can say yes or no to: each purpose of writing to them, in their own words.

Noting what somebody looks at is a purpose of its own, of which no mail is made.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

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
# What nothing is sent by, and what nothing is sent for.
OTHER_CHANNELS: Final[dict[str, _StrPromise]] = {"phone": _("Phone"), "web": _("This site")}
OTHER_PURPOSES: Final[dict[str, _StrPromise]] = {
    "attention": _("Note what I look at here"),
    CALLS: _("Telephone calls"),
}
# On which of these channels such a word is spoken, whatever address it hangs on.
SPOKEN_ON: Final = {"attention": "web", CALLS: "phone"}


def title(purpose: str) -> str:
    """A purpose in words; one we do not know speaks by its name."""
    known = PURPOSES.get(purpose)
    if known is not None:
        return str(known.title)
    other = OTHER_PURPOSES.get(purpose)
    return str(other) if other is not None else purpose


def channel_words(channel: str) -> str:
    """A channel in words."""
    words = CHANNEL_WORDS.get(channel) or OTHER_CHANNELS.get(channel)
    return channel if words is None else str(words)
