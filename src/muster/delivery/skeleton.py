"""A text compiled once to constant bytes and slots, so that one message costs one join.

Each choice of conditions is a skeleton of its own. Values are encoded for the place they stand in.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import Any, Final, cast
from urllib.parse import quote

from muster.delivery import encode, frame, markup
from muster.delivery.liquid import Output, TemplateProblem, Text

MAX_OUT: Final = 256 * 1024
_SLOT: Final = re.compile(r"slotq7x(\d+|stop)x7q")
_URL_WITH_SLOT_HOST: Final = re.compile(r"https?://[^/\s]*slotq7x")
_FOREIGN: Final = re.compile(r"slotq7x", re.IGNORECASE)
_BOUNDARY: Final = b"=_muster_parts"
_CACHED: Final = 6_000  # values of one field; what comes up again is written once
_CACHED_LETTERS: Final = 4_000_000
_NEAR: Final = 400  # constant letters between two slots of one field that are kept with its values

Encoder = Callable[[str], bytes]
Slot = tuple[Output, Encoder]
# Slots of one field, with constant bytes between them.
Run = tuple[Any, ...]
Flat = tuple[Text | Output, ...]


@dataclass(frozen=True, slots=True)
class Head:
    """What the header of every message of one document has in common, ready as bytes."""

    fixed: bytes
    message_id_domain: str
    stop_before: str
    stop_after: str


@dataclass(frozen=True, slots=True)
class Sheets:
    """What several messages of one skeleton differ in, as columns: a place in each is one person."""

    names: Sequence[bytes]
    addresses: Sequence[bytes]
    stops: Sequence[str]
    merges: Sequence[dict[str, str]]
    date: bytes

    def at(self, places: Sequence[int]) -> Sheets:
        """Those of some of the people."""
        names, addresses, stops, merges = (
            [column[place] for place in places]
            for column in (self.names, self.addresses, self.stops, self.merges)
        )
        return Sheets(names, addresses, stops, merges, self.date)  # type: ignore[arg-type]


class Forms:
    """One field in every form it is written in: a run is its slots that follow closely, and what is between."""

    def __init__(self, field: str, runs: Sequence[Run]) -> None:
        self._field, self._runs = field, runs
        # By the bare value of the field: fallback, letter case and encoding are all done once.
        self._cache: dict[str | None, tuple[bytes, ...]] = {}
        letters = sum(len(piece) for run in runs for piece in run if isinstance(piece, bytes))
        self._most = max(1, min(_CACHED, _CACHED_LETTERS // (letters + 1)))

    def columns(self, merges: Sequence[dict[str, str]]) -> list[tuple[bytes, ...]]:
        """What stands in each of its runs, for everybody."""
        field = self._field
        written = list(map(self._cache.get, [merge.get(field) for merge in merges]))
        if not all(written):
            written = [
                known or self._write(merge) for known, merge in zip(written, merges, strict=True)
            ]
        return list(zip(*cast("list[tuple[bytes, ...]]", written), strict=True))

    def _write(self, merge: dict[str, str]) -> tuple[bytes, ...]:
        if len(self._cache) >= self._most:
            self._cache.clear()
        written = tuple(
            b"".join(
                piece if isinstance(piece, bytes) else piece[1](piece[0].value(merge))
                for piece in run
            )
            for run in self._runs
        )
        self._cache[merge.get(self._field)] = written
        return written


class Subject:
    """The subject line of one version, written once for each set of values it names."""

    def __init__(self, flat: Flat) -> None:
        self._parts = tuple(node.text if isinstance(node, Text) else node for node in flat)
        self._fields = tuple({node.field: None for node in flat if isinstance(node, Output)})
        self._cache: dict[tuple[str | None, ...], bytes] = {}

    def lines(self, merges: Sequence[dict[str, str]]) -> list[bytes]:
        """The line of everybody."""
        named = [tuple([merge.get(name) for name in self._fields]) for merge in merges]
        found = list(map(self._cache.get, named))
        return [
            self._write(values, merge) if line is None else line
            for line, values, merge in zip(found, named, merges, strict=True)
        ]

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
        layout = _Layout(outputs)
        layout.head(head)
        for kind, content in ((b"plain", framed.text), (b"html", framed.html)):
            layout.add(
                b'--%b\r\nContent-Type: text/%b; charset="utf-8"\r\n'
                b"Content-Transfer-Encoding: quoted-printable\r\n\r\n" % (_BOUNDARY, kind)
            )
            layout.part(content, markup=kind == b"html")
            layout.add(b"\r\n")
        layout.add(b"--%b--\r\n" % _BOUNDARY)
        if layout.size > MAX_OUT:
            raise TemplateProblem("The message is too large: at most 256 KB.")
        self._forms, self._order = layout.compiled()

    def several(self, sheets: Sheets) -> list[bytes]:
        """The whole message of everybody, dots stuffed, each ending with a line end.

        Column by column, so that nothing is done person by person but to join the pieces.
        """
        merges = sheets.merges
        columns: list[Iterable[bytes]] = [
            repeat(sheets.date),
            sheets.addresses,
            self._subject.lines(merges),
            sheets.names,
            list(map(str.encode, sheets.stops)),
            encode.values(sheets.stops),
        ]
        for forms in self._forms:
            columns += forms.columns(merges)
        ordered = [columns[each] if type(each) is int else each for each in self._order]
        return list(map(b"".join, zip(*cast("list[Iterable[bytes]]", ordered), strict=False)))


# The columns every message has, in the order in which ``Skeleton.several`` puts them; runs of fields follow.
_DATE, _ADDRESS, _SUBJECT, _NAME, _STOP, _STOP_QUOTED = range(6)
_Piece = bytes | int | Slot


class _Layout:
    """What stands where while a skeleton is compiled: constant bytes, columns by number, and slots."""

    def __init__(self, outputs: list[Output]) -> None:
        self._outputs = outputs
        self._pieces: list[_Piece] = []

    def add(self, *pieces: bytes | int) -> None:
        for piece in pieces:
            before = self._pieces[-1] if self._pieces else None
            if isinstance(piece, bytes) and isinstance(before, bytes):
                self._pieces[-1] = before + piece
            else:
                self._pieces.append(piece)

    def head(self, head: Head) -> None:
        domain, before, after = (
            text.encode() for text in (head.message_id_domain, head.stop_before, head.stop_after)
        )
        self.add(b"Date: ", _DATE, b"\r\nTo: ", _ADDRESS, b"\r\nSubject: ", _SUBJECT)
        self.add(b"\r\nMessage-ID: <", _NAME, b"@%b>\r\nList-Unsubscribe: <%b" % (domain, before))
        self.add(_STOP, b"%b>\r\n" % after, head.fixed)
        self.add(b'Content-Type: multipart/alternative; boundary="%b"\r\n\r\n' % _BOUNDARY)

    def part(self, content: str, *, markup: bool) -> None:
        last = 0
        for found in _SLOT.finditer(content):
            # A slot always begins a line of its own, so that its value can be wrapped by itself.
            before = content[last : found.start()]
            self.add((encode.SOFT if last else b"") + encode.constant(before))
            self.add(encode.SOFT if before and not before.endswith("\n") else b"")
            if found[1] == "stop":
                self.add(_STOP_QUOTED)
            else:
                encoder = _encoder(content, found.start(), markup=markup)
                self._pieces.append((self._outputs[int(found[1])], encoder))
            last = found.end()
        self.add((encode.SOFT if last else b"") + encode.constant(content[last:]))

    @property
    def size(self) -> int:
        """How long the letters are that everybody gets."""
        return sum(len(piece) for piece in self._pieces if isinstance(piece, bytes))

    def compiled(self) -> tuple[list[Forms], list[int | repeat[bytes]]]:
        """Every field with its runs, and the order of constants and columns."""
        runs: dict[str, dict[Run, None]] = {}
        stream = list(self._runs())
        for each in stream:
            if isinstance(each, tuple):
                runs.setdefault(each[0][0].field, {})[each] = None
        every = [run for its in runs.values() for run in its]
        numbers = {run: place for place, run in enumerate(every, start=_STOP_QUOTED + 1)}
        forms = [Forms(field, list(its)) for field, its in runs.items()]
        return forms, [
            repeat(each)
            if isinstance(each, bytes)
            else each
            if isinstance(each, int)
            else numbers[each]
            for each in stream
        ]

    def _runs(self) -> Iterator[bytes | int | Run]:
        """The pieces in order, with slots of one field that follow closely put into one run."""
        held: Run = ()
        between = b""
        for piece in self._pieces:
            near = held and len(between) <= _NEAR
            if isinstance(piece, bytes) and held:
                between += piece
            elif isinstance(piece, tuple) and near and piece[0].field == held[0][0].field:
                held, between = (*held, between, piece), b""
            else:
                yield from filter(None, (held, between))
                held, between = (piece,) if isinstance(piece, tuple) else (), b""
                if not held:
                    yield piece
        yield from filter(None, (held, between))


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
