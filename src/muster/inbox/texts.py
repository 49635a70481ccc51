"""Turns hostile mail bodies into words. Pure: bounded in time and size, it fetches nothing and keeps no script.

The page shows the plain words; the sanitised HTML is kept for those who need to see a table.
"""

import re
from html.parser import HTMLParser

import nh3

MAX_TEXT = 100_000
MAX_HTML = 200_000
_BLOCKS = frozenset(
    {"p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4", "table", "ul", "ol", "hr", "blockquote"}
)
_SILENT = frozenset({"script", "style", "head", "title", "template"})
_TAGS = {"p", "br", "div", "span", "b", "strong", "i", "em", "u", "ul", "ol", "li", "a", "blockquote", "pre", "table",
         "thead", "tbody", "tr", "td", "th", "h1", "h2", "h3", "h4", "hr"}  # fmt: skip
_QUOTING = re.compile(
    r"gmail_quote|yahoo_quoted|moz-cite-prefix|OutlookMessageHeader|divRplyFwdMsg", re.IGNORECASE
)


def sanitised(html: str) -> str:
    """Return ``html`` with a short list of harmless tags; links open nothing by themselves, images are gone."""
    return nh3.clean(
        _storable(html[:MAX_HTML]),
        tags=_TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer nofollow",
    )


def plain(text: str, html: str = "") -> str:
    """Return the words of a body: its text part, or what its HTML part says where there is none."""
    words = text if text.strip() or not html else from_html(html)
    return readable(words)[:MAX_TEXT]


def readable(words: str) -> str:
    """Return ``words`` with plain line ends and without control and direction characters."""
    lines = words.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in lines if c in "\n\t" or (c.isprintable() and c not in _UNSEEN))


_UNSEEN = frozenset("\u200b\u2060\ufeff\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def from_html(html: str) -> str:
    """Return what an HTML body says, a line for a block, “> ” before what it quotes."""
    reader = _Reader()
    reader.feed(_storable(html[:MAX_HTML]))
    reader.close()
    return reader.words()


def _storable(html: str) -> str:
    # Half characters of a broken charset and NUL can be neither cleaned nor stored.
    return html.encode("utf-8", "replace").decode().replace("\x00", "")


class _Reader(HTMLParser):
    """Collects lines; knows how deep it stands in quotations and in silent elements."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._lines: list[str] = []
        self._line: list[str] = []
        self._silent = 0
        self._quoted = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent += 1
        if tag in _BLOCKS:
            self._end_line()
        marks = " ".join(value or "" for name, value in attrs if name in {"class", "id"})
        # A quotation that a mail program marks lasts until the end of the body.
        self._quoted += tag == "blockquote" or bool(_QUOTING.search(marks))

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        if tag in _BLOCKS:
            self._end_line()
        if tag == "blockquote":
            self._quoted = max(0, self._quoted - 1)

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._line.append(data)

    def words(self) -> str:
        self._end_line()
        return re.sub(r"\n{3,}", "\n\n", "\n".join(self._lines)).strip()

    def _end_line(self) -> None:
        line = " ".join("".join(self._line).split())
        self._line.clear()
        if line or (self._lines and self._lines[-1]):
            self._lines.append(f"> {line}" if self._quoted and line else line)
