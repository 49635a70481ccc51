"""A text compiled once to constant bytes and slots, so that one message costs one join.

Each choice of conditions is a skeleton of its own. Values are encoded for the place they stand in.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import dataclass
from operator import itemgetter
from typing import Final
from urllib.parse import quote

from muster.delivery import encode, frame, markup
from muster.delivery.liquid import Output, TemplateProblem, Text

MAX_OUT: Final = 256 * 1024
_SLOT: Final = re.compile(r"slotq7x(\d+|stop)x7q")
_URL_WITH_SLOT_HOST: Final = re.compile(r"https?://[^/\s]*slotq7x")
_FOREIGN: Final = re.compile(r"slotq7x", re.IGNORECASE)
_BOUNDARY: Final = b"=_muster_parts"
_CACHED: Final = 6_000  # values of one slot; what comes up again is written once

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
class Forms:
    """One field in every form it is written in."""

    field: str
    slots: tuple[tuple[Output, Encoder], ...]
    # By the bare value of the field: fallback, letter case and encoding are all done once.
    cache: dict[str | None, tuple[bytes, ...]]

    def write(self, merge: dict[str, str]) -> tuple[bytes, ...]:
        if len(self.cache) > _CACHED:
            self.cache.clear()
        written = tuple(encoder(output.value(merge)) for output, encoder in self.slots)
        self.cache[merge.get(self.field)] = written
        return written


class Subject:
    """The subject line of one version, written once for each set of values it names."""

    def __init__(self, flat: Flat) -> None:
        self._parts = tuple(node.text if isinstance(node, Text) else node for node in flat)
        self._fields = tuple({node.field: None for node in flat if isinstance(node, Output)})
        self._cache: dict[tuple[str | None, ...], bytes] = {}

    def line(self, merge: dict[str, str]) -> bytes:
        values = tuple([merge.get(name) for name in self._fields])
        found = self._cache.get(values)
        return self._write(values, merge) if found is None else found

    def _write(self, values: tuple[str | None, ...], merge: dict[str, str]) -> bytes:
        if len(self._cache) > _CACHED:
            self._cache.clear()
        text = "".join(part if isinstance(part, str) else part.value(merge) for part in self._parts)
        found = self._cache[values] = encode.header(text, used=9)
        return found


class Skeleton:
    """One compiled version of one language of one document."""

    def __init__(
        self, *, head: Head, subject: Flat, framed: frame.Framed, outputs: list[Output]
    ) -> None:
        self._subject = Subject(subject)
        self._opening = (
            b"Date: %%b\r\nTo: %%b\r\nSubject: %%b\r\n"
            b"Message-ID: <%%b@%b>\r\nList-Unsubscribe: <%b%%b%b>\r\n"
        ) % tuple(
            text.encode().replace(b"%", b"%%")
            for text in (head.message_id_domain, head.stop_before, head.stop_after)
        )
        layout = _Layout(outputs)
        layout.add(head.fixed + b'Content-Type: multipart/alternative; boundary="%b"' % _BOUNDARY)
        layout.add(b"\r\n\r\n")
        for kind, content in ((b"plain", framed.text), (b"html", framed.html)):
            layout.add(
                b'--%b\r\nContent-Type: text/%b; charset="utf-8"\r\n'
                b"Content-Transfer-Encoding: quoted-printable\r\n\r\n" % (_BOUNDARY, kind)
            )
            layout.part(content, markup=kind == b"html")
            layout.add(b"\r\n")
        layout.add(b"--%b--\r\n" % _BOUNDARY)
        self._constants = tuple(layout.constants)
        if sum(map(len, self._constants)) > MAX_OUT:
            raise TemplateProblem("The message is too large: at most 256 KB.")
        forms, place = layout.by_field()
        self._fields = [(each, each.field, each.cache) for each in forms]
        # The opening, the stop token, the values, then the constants: picked in the order they stand in.
        first = 2 + len(place)
        self._in_order = itemgetter(
            0,
            *(first - 1 - n if n < 0 else 1 if n == 1 else 2 + place[n - 2] for n in layout.order),
        )

    def data(
        self, *, token: str, address: str, merge: dict[str, str], stop_token: str, date: bytes
    ) -> bytes:
        """The whole message for one person, dots stuffed, ending with a line end."""
        name, stop = token.encode(), stop_token.encode()
        opening = self._opening % (date, address.encode(), self._subject.line(merge), name, stop)
        pieces = [opening, encode.value(stop_token)]
        for forms, field, cache in self._fields:
            pieces += cache.get(merge.get(field)) or forms.write(merge)
        pieces += self._constants
        return b"".join(self._in_order(pieces))


class _Layout:
    """What stands where while a skeleton is compiled."""

    def __init__(self, outputs: list[Output]) -> None:
        self._outputs = outputs
        self.constants: list[bytes] = []
        self.slots: dict[tuple[Output, Encoder], int] = {}
        # 1 is the stop token, 2 and more are slots; -1, -2, … are the constants.
        self.order: list[int] = []

    def add(self, constant: bytes) -> None:
        if self.order and self.order[-1] < 0:
            self.constants[-1] += constant
        else:
            self.constants.append(constant)
            self.order.append(-len(self.constants))

    def part(self, content: str, *, markup: bool) -> None:
        last = 0
        for found in _SLOT.finditer(content):
            # A slot always begins a line of its own, so that its value can be wrapped by itself.
            before = content[last : found.start()]
            self.add((encode.SOFT if last else b"") + encode.constant(before))
            self.add(encode.SOFT if before and not before.endswith("\n") else b"")
            self.order.append(
                1 if found[1] == "stop" else self._slot(found, content, markup=markup)
            )
            last = found.end()
        self.add((encode.SOFT if last else b"") + encode.constant(content[last:]))

    def _slot(self, found: re.Match[str], content: str, *, markup: bool) -> int:
        output = self._outputs[int(found[1])]
        encoder = _encoder(content, found.start(), markup=markup)
        return 2 + self.slots.setdefault((output, encoder), len(self.slots))

    def by_field(self) -> tuple[list[Forms], list[int]]:
        """The slots gathered by field, and where among them each slot went."""
        fields = dict.fromkeys(output.field for output, _encoder in self.slots)
        sorted_slots = [slot for name in fields for slot in self.slots if slot[0].field == name]
        forms = [
            Forms(name, tuple(slot for slot in self.slots if slot[0].field == name), {})
            for name in fields
        ]
        return forms, [sorted_slots.index(slot) for slot in self.slots]


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
    if encode.plain(text):
        return text.encode()
    return encode.value(html.escape(encode.one_line(text)))


def _in_url(text: str) -> bytes:
    return encode.value(quote(encode.one_line(text), safe=""))
