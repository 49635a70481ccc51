"""What pre-flight asks of the words themselves: pictures somebody can do without, and who or where it is about.

Each finding is its level, its code, what is wrong, and what to do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, Literal

from django.utils.translation import gettext as _

from muster.delivery import markup, places_named, queries
from muster.delivery.documents import DocumentBody, Wording
from muster.kit.text import fold

Say = tuple[Literal["block", "advice"], str, str, str]
# A picture from elsewhere, or one written by hand and wrong; it would be printed as it stands.
_NOT_OURS: Final = re.compile(r"!\[[^\]\n]*\]\([^)\n]*\)")
# Everybody reads the name of their own region there.
_REGION: Final = re.compile(r"\{\{\s*region\b")
_WORD: Final = re.compile(r"\w+")
_ENOUGH_WORDS: Final = 20


def look(body: DocumentBody, wording: Wording) -> Iterator[Say]:
    """Everything about one language of a message."""
    yield from _pictures(body, wording)
    yield from _named(body, wording)


def _pictures(body: DocumentBody, wording: Wording) -> Iterator[Say]:
    shown = markup.pictures(wording.text)
    if shown and body.channel != "email":
        yield _block(
            "picture",
            _("A text message cannot show a picture."),
            _("Take the picture out."),
        )
        return
    for said, name in shown:
        yield from _picture(said, name)
    if len(_NOT_OURS.findall(wording.text)) > len(shown):
        yield _block(
            "picture",
            _("A picture is not one of ours, so it would be printed as it is written."),
            _("Add the picture with “Add a picture”; mail shows no picture from elsewhere."),
        )
    left = _NOT_OURS.sub("", wording.text).split()
    if shown and len(left) < _ENOUGH_WORDS:
        yield (
            "advice",
            "picture",
            _("Almost everything is in the picture; many mail programs show none at first."),
            _("Say the same in words."),
        )


def _picture(said: str, name: str) -> Iterator[Say]:
    if not said:
        yield _block(
            "alt",
            _("A picture does not say what it shows."),
            _("Write it between the brackets: ![what it shows](picture:…)"),
        )
    elif "{{" in said or "{%" in said:
        yield _block(
            "alt",
            _("A personal value stands in the words of a picture."),
            _("Say what the picture shows; it is the same for everybody."),
        )
    if queries.picture(name) is None:
        yield _block(
            "picture",
            _("There is no picture “%(name)s”.") % {"name": name},
            _("Add it again, or take it out."),
        )


def _named(body: DocumentBody, wording: Wording) -> Iterator[Say]:
    """Who reads it alone, forwarded or late, must see whom or which place it is about."""
    if body.channel == "sms":
        return  # Its printer writes the sender’s name before a text that does not hold it.
    text = f"{wording.subject}\n{wording.text}"
    names = {body.sender_name, body.identity.partition(",")[0]}
    whole, known = _plain(text), [_plain(name) for name in names]
    told = any(name.strip() and name in whole for name in known) or _REGION.search(text)
    if told or places_named.in_text(text):
        return
    yield _block(
        "named",
        _("The words name neither a place nor who we are."),
        _("Write “%(name)s” or the place in them, so that it cannot be taken for another’s.")
        % {"name": body.sender_name or body.identity.partition(",")[0]},
    )


def _plain(text: str) -> str:
    """The words alone, each between blanks, so that no name is found inside another word."""
    return f" {' '.join(_WORD.findall(fold(text)))} "


def _block(code: str, words: str, remedy: str) -> Say:
    return "block", code, words, remedy
