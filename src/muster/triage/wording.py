"""Messages as they are compared: names, links and numbers as marks, one case.

What is learnt from holds nobody’s address.
"""

import html
import re
import unicodedata
from typing import Final

# As much of a message as decides what it is; somebody who writes ten pages says it on the first.
LONGEST: Final = 2_000
_MARKS: Final = (
    (re.compile(r"https?://\S+|www\.\S+", re.IGNORECASE), " zlinkz "),
    (re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+"), " zmailz "),
    (re.compile(r"@\w+"), " znamez "),
    (re.compile(r"\+?\d[\d\s().-]{6,}\d"), " zphonez "),
    (re.compile(r"\d+"), "0"),
)
_SPACE: Final = re.compile(r"\s+")
_WORD: Final = re.compile(r"\w+")


def plain(text: str) -> str:
    """Return ``text`` with links, addresses, names and numbers as marks, in small letters."""
    said = unicodedata.normalize("NFC", html.unescape(text[:LONGEST]))
    for found, mark in _MARKS:
        said = found.sub(mark, said)
    return _SPACE.sub(" ", said).strip().casefold()


def words(said: str) -> list[str]:
    """List the different words of a message made plain, in order, without marks."""
    found = (
        word for word in _WORD.findall(said) if not (word[0] == word[-1] == "z" and len(word) > 4)
    )
    return list(dict.fromkeys(word for word in found if not word.isdigit()))
