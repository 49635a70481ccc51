"""Marks around the values of a sentence, so that one translated text serves a mail and a page alike.

Two private-use characters open a mark and one closes it; none can survive in a value.
"""

import re
from dataclasses import dataclass

VALUE = "\ue000"
EMPTY = "\ue001"
_END = "\ue002"
_ANY = re.compile(f"[{VALUE}{EMPTY}{_END}]")
_MARKED = re.compile(f"([{VALUE}{EMPTY}])([^{_END}]*){_END}")


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a sentence: plain "text", a "value" in it, or an "empty" place not chosen yet."""

    text: str
    kind: str = "text"


def marked(text: str, mark: str = VALUE) -> str:
    """Put marks around a value, taking out any that somebody wrote into it."""
    return f"{mark}{_ANY.sub('', text)}{_END}"


def plain(text: str) -> str:
    """Return the text without marks."""
    return _ANY.sub("", text)


def parts(text: str) -> list[Part]:
    """Cut a marked text into its parts."""
    found, at = [], 0
    for one in _MARKED.finditer(text):
        if one.start() > at:
            found.append(Part(text[at : one.start()]))
        found.append(Part(one[2], "value" if one[1] == VALUE else "empty"))
        at = one.end()
    return [*found, Part(text[at:])] if at < len(text) else found
