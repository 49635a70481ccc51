"""Collects the interface's sentences into the catalogues, with Babel alone, so that any machine can do it.

``muster messages`` adds what is new and drops what is gone; translations that stay are kept as they are.
"""

import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

PACKAGE = Path(__file__).resolve().parent.parent
LANGUAGES = ("it", "pl", "fr")
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "lazy": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
# A file in which none of them is called says nothing, and need not be read word by word.
_CALLED = re.compile(rf"\b(?:{'|'.join(KEYWORDS)})\s*\(")
# What only developers see stays in English.
LEFT_OUT = {"proof", "config"}

Message = str | tuple[str, ...] | list[str]


def run(_arguments: list[str]) -> int:
    """Bring every catalogue up to date and say how much of each is translated."""
    template = collect()
    for language in LANGUAGES:
        path = path_of(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        catalogue = read(language) if path.exists() else Catalog(locale=language, domain="django")
        catalogue.update(template, no_fuzzy_matching=True)
        catalogue.obsolete.clear()
        with path.open("wb") as file:
            # The catalogue's own header would name people and tools; three lines are enough.
            file.write(_header(language, catalogue))
            write_po(file, catalogue, width=0, omit_header=True, sort_output=True, no_location=True)
        done = sum(1 for message in catalogue if message.id and filled(message.string))
        sys.stdout.write(f"{language}: {done} of {len(catalogue)} sentences\n")
    return 0


def _header(language: str, catalogue: Catalog) -> bytes:
    lines = (
        'msgid ""\nmsgstr ""\n"Project-Id-Version: Muster\\n"\n'
        f'"Language: {language}\\n"\n"Plural-Forms: {catalogue.plural_forms}\\n"\n'
        '"MIME-Version: 1.0\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n'
        '"Content-Transfer-Encoding: 8bit\\n"\n\n'
    )
    return lines.encode()


def collect() -> Catalog:
    """Return every sentence that stands in our Python files and templates."""
    template = Catalog(domain="django", charset="utf-8")
    for text, path in _texts():
        if not _CALLED.search(text):
            continue
        found = extract(
            "python", io.BytesIO(text.encode()), keywords=KEYWORDS, options={"encoding": "utf-8"}
        )
        for line, message, _comments, context in found:
            template.add(message, locations=[(path, line)], context=context)
    return template


def read(language: str) -> Catalog:
    """Return the catalogue of ``language`` as it stands."""
    with path_of(language).open("rb") as file:
        return read_po(file, locale=language, domain="django")


def path_of(language: str) -> Path:
    """Return where the catalogue of ``language`` lives."""
    return PACKAGE / "locale" / language / "LC_MESSAGES" / "django.po"


def filled(string: Message | None) -> bool:
    """Tell whether a sentence, with all its plural forms, is translated."""
    return all(string) if isinstance(string, tuple | list) else bool(string)


def _texts() -> Iterator[tuple[str, str]]:
    for path in sorted(PACKAGE.rglob("*")):
        inside = path.relative_to(PACKAGE)
        if inside.parts[0] in LEFT_OUT or "migrations" in inside.parts:
            continue
        if path.suffix == ".py":
            yield path.read_text(), str(inside)
        elif path.suffix in {".html", ".txt"} and inside.parts[0] == "templates":
            yield templatize(path.read_text(), origin=str(inside)), str(inside)
