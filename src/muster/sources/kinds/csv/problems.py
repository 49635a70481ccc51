"""Every way a file or a row can be wrong, in words with the remedy.

Rows store the code and one detail, never a sentence: the words are chosen when a person reads them,
in that person's language.
"""

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

FILE_WORDS: dict[str, Promise] = {
    "empty": _("The file is empty. Export it again and choose the new file."),
    "header_only": _("The file has headings and no rows. Export it again, with the people in it."),
    "spreadsheet": _(
        "This is a spreadsheet (Excel or similar), not a CSV file. Open it, choose "
        "“Save as”, pick “CSV UTF-8”, and bring that file."
    ),
    "archive": _(
        "This is a packed archive. Unpack it first; bring the CSV files inside one by one."
    ),
    "archive_broken": _("This archive is damaged. Download it again and bring the new file."),
    "document": _("This is a PDF or web page, not a list. Export the list as CSV and bring that."),
    "binary": _("This file is not text. Export the list as “CSV UTF-8” and bring that."),
    "too_large": _("The file is larger than %(detail)s. Split it and bring the parts one by one."),
    "quotes": _(
        "From line %(detail)s on, too many rows open a quotation mark that never closes. "
        "Save the list again as “CSV UTF-8” and bring that file."
    ),
    "no_key_column": _(
        "No column holds an e-mail address, a phone number or an identity number. "
        "Say below which column does; without one nobody can be recognised."
    ),
}

ROW_WORDS: dict[str, Promise] = {
    "cells": _("It has %(detail)s cells, unlike the headings."),
    "quote": _("A quotation mark opens and never closes."),
    "long": _("A cell is too long (over 128,000 characters)."),
    "nul": _("It holds a NUL character, which is not text."),
    "bytes": _("It holds bytes that are not letters in this encoding."),
    "no_key": _("It has no e-mail address, phone number or identity number."),
    "bad_email": _("“%(detail)s” is not an e-mail address."),
    "bad_phone": _("“%(detail)s” is not a phone number."),
    "bad_keys": _("“%(detail)s” cannot be read as an e-mail address or phone number."),
    "bad_country": _("“%(detail)s” is not a country we know; the default is used."),
    "bad_postcode": _("“%(detail)s” is not a postcode there; it is kept as written."),
    "bad_amount": _("“%(detail)s” is not an amount; no gift is recorded."),
    "bad_date": _("“%(detail)s” is not a date; no gift is recorded."),
    "bad_outcome": _("“%(detail)s” does not say how the call ended."),
    "bad_call_day": _("“%(detail)s” is not a day on which a call can have been."),
    "no_phone": _("It tells of a call and has no telephone number."),
    "stranger": _("Nobody here has the number %(detail)s; no call is recorded."),
    "refunded": _("The gift of %(detail)s was paid back; no gift is recorded."),
    "held": _("%(detail)s"),
    "turned_away": _("%(detail)s"),
}


# What stands for these is a sentence of ours, not a cell of the file.
OURS = frozenset({"held", "turned_away"})
_CELL = "%(detail)s"


class Part(NamedTuple):
    """A piece of a sentence; what was ``quoted`` is theirs, as they typed it, and no word of ours."""

    text: str
    quoted: bool = False


class FileProblem(ValueError):
    """The file as a whole cannot be read; `code` finds the words."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail


def in_words(code: str, detail: str = "") -> str:
    """The sentence for a stored code; an unknown code is shown as it is."""
    words = ROW_WORDS.get(code) or FILE_WORDS.get(code)
    return str(words) % {"detail": detail} if words else code


def in_parts(code: str, detail: str = "") -> list[Part]:
    """The same sentence with what was quoted apart, so that a page neither translates nor mends it."""
    words = ROW_WORDS.get(code) or FILE_WORDS.get(code)
    if words is None or code in OURS or _CELL not in str(words):
        return [Part(in_words(code, detail))]
    before, _cell, after = str(words).partition(_CELL)
    parts = (Part(before), Part(detail, quoted=True), Part(after))
    return [part for part in parts if part.text]
