"""The light markup staff write, as HTML for mail and as its plain-text twin.

Paragraphs, headings (#), lists (- or 1.), **bold**, *emphasis*, [words](https://…) and
![what it shows](picture:…); anything else is just text. What comes out is held to an allow-list once more by nh3.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Final

import nh3

_TAGS: Final = {"p", "br", "strong", "em", "a", "ul", "ol", "li", "h2", "h3", "img"}
_ATTRIBUTES: Final = {"a": {"href"}, "img": {"src", "alt", "width"}}
PICTURE: Final = "picture:"
_INLINE: Final = re.compile(
    rf"!\[(?P<alt>[^\]\n]{{0,300}})\]\({PICTURE}(?P<picture>[0-9a-f]{{20}}-(?P<width>[0-9]{{1,3}})\.(?:jpg|png))\)"
    r"|\[(?P<label>[^\]\n]{1,300})\]\((?P<url>https://[^\s()<>\"]{1,1000})\)"
    r"|\*\*(?P<bold>[^*\n]{1,500})\*\*"
    r"|(?<![\w*])\*(?P<em>[^*\n]{1,500})\*(?![\w*])"
    r"|(?P<bare>https://[^\s()<>\"\]]{1,1000}[^\s()<>\"\].,;:!?])"
)
_LINK: Final = re.compile(r"https?://[^\s()<>\"\]]+")
_HEADING: Final = re.compile(r"(#{1,2})\s+(.*)")
_BULLET: Final = re.compile(r"[-*]\s+(.*)")
_NUMBER: Final = re.compile(r"\d{1,2}[.)]\s+(.*)")


def to_html(text: str) -> str:
    """The HTML of a body, without a frame around it."""
    made = "\n".join(_block_html(block) for block in _blocks(text))
    return nh3.clean(
        made,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes={"https", PICTURE.rstrip(":")},
        link_rel=None,
    )


def to_text(text: str) -> str:
    """The plain-text twin: the same words, with addresses written out."""
    return "\n\n".join(_block_text(block) for block in _blocks(text))


def links(text: str) -> list[str]:
    """Every web address in a body, in order, each once."""
    found = [match.group().rstrip(".,;:!?") for match in _LINK.finditer(text)]
    return list(dict.fromkeys(found))


def pictures(text: str) -> list[tuple[str, str]]:
    """Every picture a body shows, in order: what it is said to show, and its name."""
    found = _INLINE.finditer(text)
    return [(match["alt"].strip(), match["picture"]) for match in found if match["picture"]]


def _blocks(text: str) -> Iterator[list[str]]:
    held: list[str] = []
    for line in [*text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), ""]:
        if line.strip():
            held.append(line.strip())
        elif held:
            yield held
            held = []


def _block_html(lines: list[str]) -> str:
    if heading := _HEADING.fullmatch(lines[0]):
        level = len(heading[1]) + 1
        rest = f"\n{_block_html(lines[1:])}" if lines[1:] else ""
        return f"<h{level}>{_inline_html(heading[2])}</h{level}>{rest}"
    for shape, tag in ((_BULLET, "ul"), (_NUMBER, "ol")):
        items = [shape.fullmatch(line) for line in lines]
        if all(items):
            inner = "".join(f"<li>{_inline_html(item[1])}</li>" for item in items if item)
            return f"<{tag}>{inner}</{tag}>"
    return f"<p>{'<br>'.join(_inline_html(line) for line in lines)}</p>"


def _block_text(lines: list[str]) -> str:
    return "\n".join(_line_text(line) for line in lines)


def _line_text(line: str) -> str:
    if heading := _HEADING.fullmatch(line):
        return _inline_text(heading[2])
    if bullet := _BULLET.fullmatch(line):
        return f"- {_inline_text(bullet[1])}"
    return _inline_text(line)


def _inline_html(line: str) -> str:
    out, last = [], 0
    for match in _INLINE.finditer(line):
        out.append(html.escape(line[last : match.start()]))
        out.append(_mark_html(match))
        last = match.end()
    return "".join([*out, html.escape(line[last:])])


def _mark_html(match: re.Match[str]) -> str:
    if match["picture"]:
        said = html.escape(match["alt"].strip())
        return f'<img src="{PICTURE}{match["picture"]}" alt="{said}" width="{match["width"]}">'
    if match["url"]:
        return f'<a href="{html.escape(match["url"])}">{html.escape(match["label"])}</a>'
    if match["bold"]:
        return f"<strong>{_inline_html(match['bold'])}</strong>"
    if match["em"]:
        return f"<em>{_inline_html(match['em'])}</em>"
    bare = html.escape(match["bare"])
    return f'<a href="{bare}">{bare}</a>'


def _inline_text(line: str) -> str:
    return _INLINE.sub(_mark_text, line)


def _mark_text(match: re.Match[str]) -> str:
    if match["picture"]:
        return f"[{match['alt'].strip()}]"
    if match["url"]:
        return str(
            match["url"] if match["label"] == match["url"] else f"{match['label']}: {match['url']}"
        )
    return _inline_text(match["bold"] or match["em"]) if not match["bare"] else str(match["bare"])
