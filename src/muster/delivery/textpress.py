"""Prints the texts of a document, one person after another; the pump and the preview use the same press.

A text carries who writes and how to stop, always; anything that is not live begins with its mark (C4).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import override

from muster.channels.kinds.sms import gsm
from muster.delivery import encode, frame, liquid
from muster.delivery import fields as merge_fields
from muster.delivery.documents import DocumentBody, Wording
from muster.delivery.press import stop_address

_ANSWERABLE: Final = re.compile(r"\+?\d{3,15}|MG[0-9a-f]{32}")
# Stands among the parts of a text where the person’s own stop link goes.
_STOP: Final = object()
Part = str | liquid.Output | object


@dataclass(frozen=True, slots=True)
class _Language:
    text: liquid.Template
    before: str
    after: tuple[Part, ...]
    varies: bool


class TextPress:
    """Compiles what it needs, when it needs it, and keeps it."""

    def __init__(self, body: DocumentBody) -> None:
        self._body = body
        self.linked = not takes_answers(body.sms_sender)
        self._languages = {each.language: self._read(each) for each in body.texts}
        self._first = self._languages[body.texts[0].language]
        self._compiled: dict[tuple[object, ...], tuple[Part, ...]] = {}

    def text(self, *, language: str, merge: dict[str, str], stop_token: str = "") -> str:
        """The whole text for one person, in the cheaper alphabet if that takes nothing from it."""
        parts = self._parts(self._languages.get(language, self._first), merge)
        return gsm.fitted(
            "".join(
                part
                if type(part) is str
                else encode.one_line(part.value(merge))
                if isinstance(part, liquid.Output)
                else stop_token
                for part in parts
            )
        )

    def _parts(self, language: _Language, merge: dict[str, str]) -> tuple[Part, ...]:
        choice: tuple[object, ...] = (id(language),)
        if language.varies:
            choice += (language.text.choice(merge),)
        found = self._compiled.get(choice)
        if found is None:
            found = self._compiled[choice] = _joined(language, merge)
        return found

    def _read(self, wording: Wording) -> _Language:
        text = liquid.parse(wording.text.strip(), merge_fields.NAMES)
        return _Language(
            text, self._before(wording), self._after(wording), varies=text.versions > 1
        )

    def _before(self, wording: Wording) -> str:
        name = encode.one_line(self._body.sender_name).strip()
        named = not name or name.casefold() in wording.text.casefold()
        mark = frame.subject_prefix(self._body.mode, wording.language)
        return mark if named else f"{mark}{name}: "

    def _after(self, wording: Wording) -> tuple[Part, ...]:
        if not self.linked:
            return (f"\n{how_to_stop(wording.language)}",)
        with override(wording.language):
            word = _("Stop:")
        before, after = stop_address(self._body.site_url)
        return (f"\n{word} {before}", _STOP, after)


def takes_answers(sender: str) -> bool:
    """Whether a text from ``sender`` can be answered; nobody can write to a name."""
    return not sender or bool(_ANSWERABLE.fullmatch(sender))


def how_to_stop(language: str) -> str:
    """The words at the foot of a text that can be answered."""
    with override(language):
        # Translators: write it without accents: a single one halves what fits into a text message.
        return _("Stop? Reply STOP")


def _joined(language: _Language, merge: dict[str, str]) -> tuple[Part, ...]:
    """The parts of one version, neighbouring letters as one."""
    flat = [
        part.text if isinstance(part, liquid.Text) else part for part in language.text.flat(merge)
    ]
    joined: list[Part] = []
    for part in (language.before, *flat, *language.after):
        if isinstance(part, str) and joined and isinstance(joined[-1], str):
            joined[-1] += part
        else:
            joined.append(part)
    return tuple(joined)
