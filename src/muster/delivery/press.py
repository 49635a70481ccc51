"""Prints a document for one person after another; the pump and the preview use the same press."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from email.utils import formataddr
from functools import lru_cache, partial
from typing import cast

from muster.delivery import encode, frame, liquid, markup, pictures, skeleton
from muster.delivery import fields as merge_fields
from muster.delivery.documents import DocumentBody, Wording
from muster.delivery.skeleton import Sheets
from muster.kit import secrets


@dataclass(frozen=True, slots=True)
class Language:
    """One language of a document, read."""

    wording: Wording
    subject: liquid.Template
    text: liquid.Template
    varies: bool


class Press:
    """Compiles what it needs, when it needs it, and keeps it."""

    def __init__(self, body: DocumentBody) -> None:
        self._body = body
        self._head = _head(body)
        self._languages = {each.language: _read(each) for each in body.texts}
        self._first = self._languages[body.texts[0].language]
        self._skeletons: dict[tuple[object, ...], skeleton.Skeleton] = {}
        # Of the languages that say the same to everyone.
        self._plain: dict[str, skeleton.Skeleton] = {}

    def data(
        self,
        *,
        token: str,
        address: str,
        language: str,
        merge: dict[str, str],
        stop_token: str,
        date: bytes,
    ) -> bytes:
        """The whole message for one person."""
        [raw] = self.several(
            [language],
            Sheets([token.encode()], [address.encode()], [stop_token], [merge], date),
        )
        return raw

    def several(self, languages: Sequence[str], sheets: Sheets) -> list[bytes]:
        """The whole message for each of these people, printed together: the one way in which any is."""
        chosen = [self._plain.get(language) for language in languages]
        if not all(chosen) or len(set(chosen)) > 1:
            chosen = [
                made or self._skeleton(self._languages.get(language, self._first), merge)
                for made, language, merge in zip(chosen, languages, sheets.merges, strict=True)
            ]
        alike = set(chosen)
        if len(alike) == 1:
            return cast("skeleton.Skeleton", chosen[0]).several(sheets)
        printed = [b""] * len(chosen)
        for made in cast("set[skeleton.Skeleton]", alike):
            places = [place for place, each in enumerate(chosen) if each is made]
            for place, raw in zip(places, made.several(sheets.at(places)), strict=True):
                printed[place] = raw
        return printed

    def rest(self) -> None:
        """Let go of what is compiled, with all that it wrote of values: it is compiled again when asked for."""
        self._plain.clear()
        self._skeletons.clear()

    def _skeleton(self, language: Language, merge: dict[str, str]) -> skeleton.Skeleton:
        choice: tuple[object, ...] = (language.wording.language,)
        if language.varies:
            choice += (language.subject.choice(merge), language.text.choice(merge))
        found = self._skeletons.get(choice)
        if found is None:
            found = self._skeletons[choice] = self._compile(language, merge)
            if not language.varies:
                self._plain[language.wording.language] = found
        return found

    def _compile(self, language: Language, merge: dict[str, str]) -> skeleton.Skeleton:
        body = self._body
        prefix = frame.subject_prefix(body.mode, language.wording.language)
        subject = language.subject.flat(merge)
        return skeleton.compile_text(
            head=self._head,
            subject=(liquid.Text(prefix), *subject) if prefix else subject,
            text=language.text.flat(merge),
            around=partial(_around, body, language.wording.language),
        )


def stop_address(site_url: str) -> tuple[str, str]:
    """The web address of a stop link, before and after its token.

    Said here, as the links already mailed say it for years; asking the doors would load every page
    into a process that only sends.
    """
    return f"{site_url.rstrip('/')}/stop/", ""


@lru_cache(maxsize=1)
def loop_mark() -> str:
    """What tells our own mail when it comes back to us (RFC 3834)."""
    return secrets.mac("loop", "muster")


def _read(wording: Wording) -> Language:
    subject = liquid.parse(wording.subject, merge_fields.NAMES)
    text = liquid.parse(wording.text, merge_fields.NAMES)
    return Language(wording, subject, text, varies=subject.versions * text.versions > 1)


def _around(body: DocumentBody, language: str, text: str, body_html: str) -> frame.Framed:
    return frame.around(
        text=text,
        # One address for everybody: a picture tells nobody who looked at it.
        body_html=body_html.replace(
            f'src="{markup.PICTURE}', f'src="{pictures.address(body.site_url)}'
        ),
        identity=body.identity,
        sender=encode.one_line(body.sender_name),
        stop=frame.STOP.join(stop_address(body.site_url)),
        mode=body.mode,
        language=language,
    )


def _head(body: DocumentBody) -> skeleton.Head:
    lines = [
        ("From", formataddr((encode.one_line(body.sender_name), body.sender_address))),
        ("Reply-To", encode.one_line(body.reply_to or body.sender_address)),
        ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
        ("Precedence", "bulk"),
        ("X-Muster-Broadcast", encode.one_line(body.subject)),
        ("X-Muster-Loop", loop_mark()),
        ("Feedback-ID", f"{encode.one_line(body.subject).replace(':', '-')}:{body.purpose}:muster"),
        ("MIME-Version", "1.0"),
    ]
    before, after = stop_address(body.site_url)
    return skeleton.Head(
        fixed="".join(f"{name}: {value}\r\n" for name, value in lines).encode("ascii", "replace"),
        message_id_domain=body.return_domain,
        stop_before=before,
        stop_after=after,
    )
