"""Which alphabet a file was saved in, and why we think so. It never guesses in silence."""

import codecs
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .problems import FileProblem

WORDS: dict[str, Promise] = {
    "bom": _("the file says so in its first bytes"),
    "ascii": _("it holds plain letters only"),
    "valid": _("every byte is valid UTF-8"),
    "mostly": _("nearly every byte is valid UTF-8; rows with other bytes are refused"),
    "zeros": _("every other byte is zero"),
    "central": _("the bytes fit Polish letters, such as ł and ś"),
    "western": _("the bytes fit West European letters, such as é and ü"),
    "chosen": _("you chose it"),
}
NAMES = {
    "utf-8-sig": "UTF-8",
    "utf-8": "UTF-8",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "utf-32": "UTF-32",
    "cp1250": "Windows-1250",
    "iso8859_2": "ISO 8859-2",
    "cp1252": "Windows-1252",
    "latin-1": "ISO 8859-1",
}
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
NOT_TEXT = (
    (b"PK\x03\x04", "spreadsheet"),
    (b"\xd0\xcf\x11\xe0", "spreadsheet"),
    (b"\x1f\x8b", "archive"),
    (b"7z\xbc\xaf", "archive"),
    (b"Rar!", "archive"),
    (b"%PDF", "document"),
    (b"{\\rtf", "document"),
    (b"<!doctype", "document"),
    (b"<html", "document"),
)
POLISH = frozenset("ąćęłńóśźżĄĆĘŁŃÓŚŹŻ")
SHARED = frozenset("äöüßÄÖÜéÉ")
WESTERN = frozenset("àâæçéèêëîïìíôœòóùúûüÿñáäößÀÂÇÉÈÊËÎÏÔŒÙÛÜÑÁÄÖÅåØø")
CENTRAL_CODECS = ("cp1250", "iso8859_2")
SAMPLE = 1 << 16


@dataclass(frozen=True, slots=True)
class Encoding:
    """A codec and the reason it was chosen."""

    codec: str
    why: str

    @property
    def name(self) -> str:
        """What people call it."""
        return NAMES.get(self.codec, self.codec)

    @property
    def reason(self) -> str:
        """Why, in words."""
        return str(WORDS[self.why])


def detect(chunks: Iterable[bytes]) -> Encoding:
    """Read the whole file once, in constant memory, and name its encoding."""
    decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
    good = bad = 0
    first = sample = b""
    for chunk in chunks:
        if not first and chunk:
            first = chunk[:SAMPLE]
            if marked := _marked(first):
                return marked
        if chunk.isascii() and not decoder.getstate()[0]:
            continue
        if len(sample) < SAMPLE:
            sample += chunk[:SAMPLE]
        text = decoder.decode(chunk)
        wrong = text.count("�")
        bad += wrong
        good += len(text) - len(text.encode("ascii", "ignore")) - wrong
    bad += decoder.decode(b"", final=True).count("�")
    return _verdict(first, sample, good, bad)


def _marked(first: bytes) -> Encoding | None:
    """What the first bytes alone decide: a byte order mark, or that this is no text at all."""
    for mark, codec in MARKS:
        if first.startswith(mark):
            return Encoding(codec, "bom")
    opening = first.lstrip()[:16].lower()
    for magic, code in NOT_TEXT:
        if opening.startswith(magic.lower()):
            raise FileProblem(code)
    return _zero_padded(first)


def _zero_padded(first: bytes) -> Encoding | None:
    """UTF-16 saved without its mark shows as a zero in every other byte."""
    zeros = first.count(0)
    if not first or zeros * 3 < len(first):
        return None
    odd, even = first[1::2].count(0), first[::2].count(0)
    if odd > 8 * even:
        return Encoding("utf-16-le", "zeros")
    if even > 8 * odd:
        return Encoding("utf-16-be", "zeros")
    raise FileProblem("binary")


def _verdict(first: bytes, sample: bytes, good: int, bad: int) -> Encoding:
    if not first:
        raise FileProblem("empty")
    if not good and not bad:
        return Encoding("utf-8", "ascii")
    if not bad:
        return Encoding("utf-8", "valid")
    if good >= 10 * bad:
        return Encoding("utf-8", "mostly")
    return _single_byte(sample)


def _single_byte(sample: bytes) -> Encoding:
    """The old one-byte alphabets differ in which bytes are letters of a language people write."""
    scores = {codec: _score(sample, codec, POLISH | SHARED) for codec in CENTRAL_CODECS}
    scores["cp1252"] = _score(sample, "cp1252", WESTERN)
    best = max(scores, key=lambda codec: (scores[codec], codec == "cp1252"))
    if best in CENTRAL_CODECS:
        return Encoding(best, "central")
    return Encoding("cp1252" if _decodes(sample, "cp1252") else "latin-1", "western")


def _score(sample: bytes, codec: str, usual: frozenset[str]) -> int:
    """Usual letters count for a codec; signs in the middle of a word count against it."""
    text = sample.decode(codec, "replace")
    points = 0
    for before, here, after in zip(" " + text, text, text[1:] + " ", strict=False):
        if here < "\x80":
            continue
        if here in usual:
            points += 2
        elif not here.isalpha() and (before.isalpha() or after.isalpha()):
            points -= 3
    return points


def _decodes(sample: bytes, codec: str) -> bool:
    try:
        sample.decode(codec)
    except UnicodeDecodeError:
        return False
    return True
