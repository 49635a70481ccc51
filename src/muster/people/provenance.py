"""Where something came from, in words: every source name of the log turned into a phrase."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from muster.people import precedence

if TYPE_CHECKING:
    from muster.people.models import FieldValue

_PHRASES: Final[dict[str, Callable[[str], str]]] = {
    "sign-up form": lambda _rest: _("sign-up form"),
    "stop link": lambda _rest: _("stop link in a mail"),
    "preference centre": lambda _rest: _("preference centre"),
    "end of a pause": lambda _rest: _("end of a pause"),
    "join": lambda _rest: _("joining of two records"),
    "parting": lambda _rest: _("parting of two records"),
    "import": lambda rest: _("file import %(number)s") % {"number": rest},
    "segment": lambda rest: _("events of %(name)s") % {"name": rest},
    "staff": lambda _rest: _("a colleague"),
    "demo": lambda rest: _("invented sample: %(name)s") % {"name": rest},
    "person": lambda _rest: _("the person"),
    "leader": lambda _rest: _("a leader of their team"),
    "system": lambda _rest: _("Muster itself"),
}


FIELD_WORDS: Final = {
    "given_name": gettext_lazy("Given name"),
    "family_name": gettext_lazy("Family name"),
    "country": gettext_lazy("Country"),
    "postcode": gettext_lazy("Postcode"),
    "language": gettext_lazy("Language"),
}
KIND_WORDS: Final = {
    precedence.HAND: gettext_lazy("Written by hand"),
    "sign-up form": gettext_lazy("Sign-up form"),
    "import": gettext_lazy("File imports"),
    "segment": gettext_lazy("Events of other systems"),
}


@dataclass(frozen=True, slots=True)
class Word:
    """One source’s word about one field; ``holds`` when it is the one shown, and ``why`` it is."""

    said: FieldValue
    source: str
    holds: bool
    why: str

    @property
    def by_hand(self) -> bool:
        return precedence.kind_of(self.said.source) == precedence.HAND


def weigh(found: Sequence[FieldValue], orders: precedence.Orders, field: str) -> list[Word]:
    """Every word about one field, the one that holds first, with the reason."""

    def place(one: FieldValue) -> tuple[int, float, int]:
        return _place(orders, one), -one.at.timestamp(), -one.id

    theirs = sorted((one for one in found if one.field == field), key=place)
    return [
        Word(one, in_words(one.source), at == 0, "" if at else _why(theirs, orders))
        for at, one in enumerate(theirs)
    ]


def _place(orders: precedence.Orders, one: FieldValue) -> int:
    return precedence.rank(orders, one.field, precedence.kind_of(one.source))


def _why(theirs: Sequence[FieldValue], orders: precedence.Orders) -> str:
    if len(theirs) == 1:
        return _("the only one who told us")
    if _place(orders, theirs[0]) < _place(orders, theirs[1]):
        kind = precedence.kind_of(theirs[0].source)
        return _("this kind of source goes first: %(kind)s") % {"kind": KIND_WORDS.get(kind, kind)}
    return _("the newest word")


def in_words(source: str) -> str:
    """“import:12” → “file import 12”; a source we have no phrase for speaks by its own name."""
    name, _colon, rest = source.partition(":")
    phrase = _PHRASES.get(name)
    return phrase(rest) if phrase else source
