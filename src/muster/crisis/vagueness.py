"""Whether a holding text can be held to anything: what we know, who looks into it, when the next word comes.

A rule without a database. It gives reasons in words; it never writes a text and never approves one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from muster.kit.text import fold

# What is said when nothing is said, folded, in the four languages.
PHRASES: Final = (
    # English
    "we are checking", "we're checking", "we are looking into it", "we are looking into this",
    "we're looking into it", "we're looking into this", "we are investigating", "we take this seriously",
    "we take this very seriously", "as soon as possible", "in due course", "we will get back to you",
    "we'll get back to you", "shortly", "at this time", "stay tuned", "we are aware of the issue",
    # Italian
    "stiamo verificando", "stiamo controllando", "stiamo facendo le verifiche", "ce ne stiamo occupando",
    "stiamo indagando", "prendiamo la cosa sul serio", "il prima possibile", "al piu presto",
    "vi faremo sapere", "ti faremo sapere", "a breve", "siamo al corrente",
    # Polish
    "sprawdzamy", "wyjasniamy", "badamy sprawe", "przygladamy sie", "traktujemy to powaznie",
    "traktujemy sprawe powaznie", "jak najszybciej", "wkrotce", "niebawem", "odezwiemy sie", "damy znac",
    # French
    "nous verifions", "nous sommes en train de verifier", "nous examinons", "nous enquetons",
    "nous nous penchons", "nous prenons cela tres au serieux", "nous prenons la situation au serieux",
    "des que possible", "dans les meilleurs delais", "nous reviendrons vers vous", "sous peu",
    "nous sommes au courant",
)  # fmt: skip

# “15:30”, “15.30”, “15h30”, “15 h”, “3 pm”, “2026-10-14”, “alle 15”, “o godz. 15”, noon.
_MOMENT: Final = re.compile(
    r"\b([01]?\d|2[0-3])[:.h]([0-5]\d)\b|\b([01]?\d|2[0-3])\s?h\b|\b(1[0-2]|[1-9])\s?(am|pm|a\.m\.|p\.m\.)"
    r"|\b\d{4}-\d{2}-\d{2}\b|\b(noon|mezzogiorno|midi|poludnie|poludnia)\b"
    r"|\b(alle|entro le|ore|godz\.?|godzinie|godziny) ([01]?\d|2[0-3])\b"
)
# Fewer words than this beside the empty phrases say nothing of what happened.
SAYS: Final = 8
# Words that name nobody in particular.
_NOBODY: Final = frozenset({
    "we", "us", "our", "team", "the", "somebody", "someone", "noi", "il", "lo", "la", "nostro", "squadra", "qualcuno",
    "my",    "nasz", "zespol", "ktos", "nous", "notre", "equipe", "quelqu'un", "le", "les",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that a text leaves open; ``blocks`` where it cannot be used so."""

    words: str
    blocks: bool = True


def reasons(text: str, *, who: str = "") -> list[Reason]:
    """Return what a text leaves open; nothing where it can be held to."""
    folded = fold(text).replace("’", "'")
    found, rest = _phrases(folded)
    told = [
        Reason(
            _("“%(phrase)s” says nothing that anybody can check.") % {"phrase": one}, blocks=False
        )
        for one in found
    ]
    if len(rest.split()) < SAYS:
        told.append(Reason(_("It does not say what we know and what we do now.")))
    if not _names(folded, who):
        told.append(Reason(_("It does not say who looks into it, by name or by task.")))
    if not _MOMENT.search(folded):
        told.append(Reason(_("It does not say when the next word comes: name the hour.")))
    return told


def _phrases(folded: str) -> tuple[list[str], str]:
    """The empty phrases in a text, and the text without them; the longest first, so that none is named twice."""
    found, rest = [], folded
    for phrase in sorted(PHRASES, key=len, reverse=True):
        pattern = rf"(?<!\w){re.escape(phrase)}(?!\w)"
        if re.search(pattern, rest):
            found.append(phrase)
            rest = re.sub(pattern, " ", rest)
    return found, rest


def _names(folded: str, who: str) -> bool:
    """Whether the text names whoever looks into it: some word of their name or task stands in it."""
    words = {one.strip(".,:;!?()") for one in fold(who).replace("’", "'").split()}
    telling = {one for one in words - _NOBODY if len(one) > 1}
    return any(re.search(rf"(?<!\w){re.escape(one)}(?!\w)", folded) for one in telling)
