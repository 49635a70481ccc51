"""A status as words, both ways: its HTML read as plain lines, and ours with the name it must begin with.

Pure: bounded in size, it fetches nothing and keeps no markup.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from html.parser import HTMLParser
from typing import Any, Final

from muster.channels import posts

_LARGEST: Final = 100_000
# What a link counts, however long it is; one that is shorter counts as much.
_A_LINK: Final = 23
_LINK: Final = re.compile(r"https?://\S+")
_DOMAIN: Final = re.compile(r"(?<![\w@/])(@[\w.-]*\w)@[\w.-]*\w")
_VISIBLE: Final = frozenset({"public", "unlisted", "private", "direct"})


def plain(html: str) -> str:
    """The words of a status, a line for each line and an empty one between paragraphs."""
    reader = _Reader()
    reader.feed(html[:_LARGEST])
    reader.close()
    return reader.words()


def reply(text: str, *, address: str, answers: Mapping[str, str]) -> bytes:
    """The status that answers one: as visible as that one, and beginning with whom it is for.

    Without the name at its beginning nobody would be told of it.
    """
    visible = answers.get("visibility", "")
    status: dict[str, Any] = {
        "status": addressed(text, address=address),
        "in_reply_to_id": answers["status"],
        # What cannot be told is not shown to everybody.
        "visibility": visible if visible in _VISIBLE else "direct",
    }
    return json.dumps(status, ensure_ascii=False, sort_keys=True).encode("utf-8", "replace")


def said(data: bytes) -> str:
    """What somebody reads of a status of ours."""
    return str(json.loads(data)["status"])


def addressed(text: str, *, address: str) -> str:
    """``text`` with the name of whom it is for before it, unless it stands there already."""
    name = f"@{address.removeprefix('mastodon:')}"
    named = re.search(rf"(?<![\w@]){re.escape(name)}(?![\w.-]*\w)", text, re.IGNORECASE)
    return text if named else f"{name} {text}"


def length(text: str) -> int:
    """How many signs the server counts: names without their server, a link as twenty-three at least."""
    links = _LINK.findall(text)
    rest = _DOMAIN.sub(r"\1", _LINK.sub("", text))
    return posts.signs(rest) + sum(max(_A_LINK, posts.signs(link)) for link in links)


class _Reader(HTMLParser):
    """Collects the words; a paragraph or a line ends where its element says so."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._pieces: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        if tag in {"script", "style"}:
            self._silent += 1
        elif tag == "br":
            self._pieces.append("\n")
        elif tag in {"p", "li", "blockquote", "pre"} and self._pieces:
            self._pieces.append("\n\n" if tag != "li" else "\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in {"script", "style"}:
            self._silent = max(0, self._silent - 1)

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._pieces.append(data.replace("\n", " "))

    def words(self) -> str:
        lines = (" ".join(line.split()) for line in "".join(self._pieces).split("\n"))
        return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
