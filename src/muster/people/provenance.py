"""Where something came from, in words: every source name of the log turned into a phrase."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.utils.translation import gettext as _

_PHRASES: Final[dict[str, Callable[[str], str]]] = {
    "sign-up form": lambda _rest: _("sign-up form"),
    "stop link": lambda _rest: _("stop link in a mail"),
    "preference centre": lambda _rest: _("preference centre"),
    "end of a pause": lambda _rest: _("end of a pause"),
    "import": lambda rest: _("file import %(number)s") % {"number": rest},
    "segment": lambda rest: _("events of %(name)s") % {"name": rest},
    "staff": lambda _rest: _("a colleague"),
    "person": lambda _rest: _("the person"),
    "system": lambda _rest: _("Muster itself"),
}


def in_words(source: str) -> str:
    """“import:12” → “file import 12”; a source we have no phrase for speaks by its own name."""
    name, _colon, rest = source.partition(":")
    phrase = _PHRASES.get(name)
    return phrase(rest) if phrase else source
