"""A text compiled once to constant bytes and slots, so that one message costs one join.

Each choice of conditions is a skeleton of its own. Values are encoded for the place they stand in.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from muster.delivery import encode, frame, markup
from muster.delivery.liquid import Output, TemplateProblem, Text

MAX_OUT: Final = 256 * 1024
_SLOT: Final = re.compile(r"slotq7x(\d+|stop)x7q")
_URL_WITH_SLOT_HOST: Final = re.compile(r"https?://[^/\s]*slotq7x")
_FOREIGN: Final = re.compile(r"slotq7x", re.IGNORECASE)
_CACHED: Final = 20_000

Encoder = Callable[[str], bytes]
Flat = tuple[Text | Output, ...]


@dataclass(frozen=True, slots=True)
class Head:
    """What the header of every message of one document has in common, ready as bytes."""

    fixed: bytes
    message_id_domain: str
    stop_before: str
    stop_after: str


@dataclass(slots=True)
class Slot:
    """One value in one form of writing, and every place it stands in."""

    output: Output
    encoder: Encoder
    places: list[int]
    # By the bare value of the field: fallback, letter case and encoding are all done once.
    cache: dict[str | None, bytes]

    def write(self, merge: dict[str, str]) -> bytes:
        bare = merge.get(self.output.field)
        found = self.cache.get(bare)
        if found is None:
            if len(self.cache) > _CACHED:
                self.cache.clear()
            found = self.cache[bare] = self.encoder(self.output.value(merge))
        return found


class Skeleton:
    """One compiled version of one language of one document."""

    def __init__(
        self, *, head: Head, subject: Flat, framed: frame.Framed, outputs: list[Output]
    ) -> None:
        self._head = head
        self._subject = _subject(subject)
        boundary = b"=_muster_parts"
        pieces: list[bytes] = [b"", b"", b""]
        self._slots: dict[tuple[Output, Encoder], Slot] = {}
        self._stops: list[int] = []
        for kind, content in ((b"plain", framed.text), (b"html", framed.html)):
            pieces[-1] += (
                b"--" + boundary + b"\r\nContent-Type: text/" + kind + b'; charset="utf-8"\r\n'
                b"Content-Transfer-Encoding: quoted-printable\r\n\r\n"
            )
            self._part(pieces, content, outputs, markup=kind == b"html")
            pieces[-1] += b"\r\n"
        pieces[-1] += b"--" + boundary + b"--\r\n"
        pieces[2] = (
            head.fixed
            + b'Content-Type: multipart/alternative; boundary="'
            + boundary
            + b'"\r\n\r\n'
            + pieces[2]
        )
        self._pieces = pieces
        if sum(map(len, pieces)) > MAX_OUT:
            raise TemplateProblem("The message is too large: at most 256 KB.")

    def data(
        self, *, token: str, address: str, merge: dict[str, str], stop_token: str, date: bytes
    ) -> bytes:
        """The whole message for one person, dots stuffed, ending with a line end."""
        head = self._head
        stop = f"{head.stop_before}{stop_token}{head.stop_after}".encode()
        pieces = self._pieces.copy()
        pieces[0] = b"Date: %b\r\nTo: %b\r\nSubject: %b\r\n" % (
            date,
            address.encode(),
            self._subject_line(merge),
        )
        pieces[1] = b"Message-ID: <%b@%b>\r\nList-Unsubscribe: <%b>\r\n" % (
            token.encode(),
            head.message_id_domain.encode(),
            stop,
        )
        for slot in self._slots.values():
            written = slot.write(merge)
            for place in slot.places:
                pieces[place] = written
        ending = encode.value(stop_token)
        for place in self._stops:
            pieces[place] = ending
        return b"".join(pieces)

    def _subject_line(self, merge: dict[str, str]) -> bytes:
        if isinstance(self._subject, bytes):
            return self._subject
        text = "".join(
            part if isinstance(part, str) else part.value(merge) for part in self._subject
        )
        return encode.header(text, used=9)

    def _part(
        self, pieces: list[bytes], content: str, outputs: list[Output], *, markup: bool
    ) -> None:
        last = 0
        for found in _SLOT.finditer(content):
            # A slot always begins a line of its own, so that its value can be wrapped by itself.
            before = content[last : found.start()]
            pieces[-1] += (encode.SOFT if last else b"") + encode.constant(before)
            pieces[-1] += encode.SOFT if before and not before.endswith("\n") else b""
            if found[1] == "stop":
                self._stops.append(len(pieces))
            else:
                output = outputs[int(found[1])]
                encoder = _encoder(content, found.start(), markup=markup)
                slot = Slot(output, encoder, [], {})
                self._slots.setdefault((output, encoder), slot).places.append(len(pieces))
            pieces += [b"", b""]
            last = found.end()
        pieces[-1] += (encode.SOFT if last else b"") + encode.constant(content[last:])


def compile_text(
    *,
    head: Head,
    subject: Flat,
    text: Flat,
    around: Callable[[str, str], frame.Framed],
) -> Skeleton:
    """Compile one language with every condition already decided."""
    outputs = [node for node in text if isinstance(node, Output)]
    numbers = iter(range(len(outputs)))
    marked = "".join(
        _checked(node.text) if isinstance(node, Text) else f"slotq7x{next(numbers)}x7q"
        for node in text
    )
    if _URL_WITH_SLOT_HOST.search(marked):
        raise TemplateProblem("A field cannot stand in the name of a web site, only after it.")
    framed = around(markup.to_text(marked), markup.to_html(marked))
    return Skeleton(head=head, subject=subject, framed=framed, outputs=outputs)


def _checked(text: str) -> str:
    return _FOREIGN.sub("slot", text)


def _subject(flat: Flat) -> bytes | tuple[str | Output, ...]:
    parts = tuple(node.text if isinstance(node, Text) else node for node in flat)
    if any(isinstance(part, Output) for part in parts):
        return parts
    return encode.header("".join(part for part in parts if isinstance(part, str)), used=9)


def _encoder(content: str, place: int, *, markup: bool) -> Encoder:
    if _in_address(content, place, markup=markup):
        return _in_url
    return _in_html if markup else encode.value


def _in_address(content: str, place: int, *, markup: bool) -> bool:
    if markup and content.rfind("<", 0, place) > content.rfind(">", 0, place):
        return True
    word = re.split(r"[\s<>()]", content[max(0, place - 2000) : place])[-1]
    return "https://" in word


def _in_html(text: str) -> bytes:
    return encode.value(html.escape(encode.one_line(text)))


def _in_url(text: str) -> bytes:
    return encode.value(quote(encode.one_line(text), safe=""))
