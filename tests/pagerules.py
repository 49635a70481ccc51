"""The rules every page keeps, checked on each HTML page that any test fetches.

A breach names the rule, shows the place and says the remedy, so that it is mended without looking anything up.
"""

from __future__ import annotations

import copy
import hashlib
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import html5lib
from html5lib.constants import namespaces

from tests import trials

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

    from django.http import HttpResponse

HTML = f"{{{namespaces['html']}}}"
SVG = f"{{{namespaces['svg']}}}"
CONTROLS = {"input", "select", "textarea"}
SILENT = {"hidden", "submit", "button", "image", "reset"}
ADDRESSES = ("href", "src", "action", "formaction", "poster", "srcset", "data")
# Words are read by people; what stands in these is read by machines or quoted as typed by someone.
NOT_WORDS = {
    "script",
    "style",
    "code",
    "pre",
    "kbd",
    "textarea",
    "template",
    "blockquote",
    "samp",
    "option",
}
NONCE = re.compile(r"'nonce-([^']{8,})'")
TOKEN = re.compile(r'(?<=name="csrfmiddlewaretoken" value=")[^"]+')
# What stands in page after page and is whole in itself; a page says the same with the read piece put back.
PIECE = re.compile(
    r"<svg hidden>.*?</svg>|<(nav|dialog|template)\b(?:(?!<\1\b).)*?</\1>", re.DOTALL
)
# Where such a piece changes nothing around it, and nothing around changes it.
PLAIN = {
    f"{HTML}{name}"
    for name in ("html", "body", "div", "main", "header", "footer", "section", "article", "aside")
}
# A kind of element, a name of an attribute: what a page is built of, whatever it says.
BUILT_OF = re.compile(r"<[a-z][\w-]*|(?<=\s)[a-z][\w-]*(?==\")")
_passed: set[bytes] = set()
_alike: set[tuple[object, ...]] = set()
_pieces: dict[str, Element | None] = {}
STRAIGHT = re.compile(r"\w'\w|(?<!\d)\"|(^|\s)'\w")


class PageRuleBroken(AssertionError):
    """A page broke the rules of a page."""


def check(response: HttpResponse) -> None:
    """Fail with every breach of this page at once."""
    text = response.content.decode()
    page = getattr(getattr(response, "wsgi_request", None), "path", "page")
    if "<html" not in text[:500].lower():
        return  # a part of a page, for htmx; it is checked inside its page
    known = _face(text, response)
    if known in _passed:
        return
    alike = _build(text, response)
    if alike in _alike and not trials.FULL:
        return
    wrong = list(breaches(text, response))
    if wrong:
        raise PageRuleBroken(f"{page}:\n  " + "\n  ".join(wrong))
    _passed.add(known)
    _alike.add(alike)


def _face(text: str, response: HttpResponse) -> bytes:
    """What a page is but for its nonce and its form token, so that the very same page is read once."""
    policy = response.get("Content-Security-Policy", "")
    for nonce in NONCE.findall(policy):
        text, policy = text.replace(nonce, "nonce"), policy.replace(nonce, "nonce")
    return hashlib.sha256(f"{policy}\n{TOKEN.sub('', text)}".encode()).digest()


def _build(text: str, response: HttpResponse) -> tuple[object, ...]:
    """What a page is built of: by day one of those alike is read, under CI each (``tests.trials``)."""
    match = getattr(getattr(response, "wsgi_request", None), "resolver_match", None)
    language = response.get("Content-Language")
    return (
        getattr(match, "route", ""),
        response.status_code,
        language,
        frozenset(BUILT_OF.findall(text)),
    )


def breaches(text: str, response: Any = None) -> Iterator[str]:
    """Every rule this page breaks, in words."""
    root = _by_pieces(text)
    if root is None:
        parser = html5lib.HTMLParser(strict=False, namespaceHTMLElements=True)
        root = parser.parse(text)
        for (line, _column), code, details in parser.errors:
            yield f"strict HTML: line {line}: {code} {details}; near {_line(text, line)}"
    everything = list(root.iter())
    yield from _heading(root, everything)
    yield from _ids(everything)
    yield from _labels(root, everything)
    yield from _inline(everything)
    yield from _words(root)
    yield from _addresses(everything)
    yield from _names(everything)
    if not root.get("lang"):
        yield "lang: <html> needs the language of the page"
    if response is not None:
        yield from _policy(everything, response)


def _by_pieces(text: str) -> Element | None:
    """The tree of a page, each piece of it read once in a run; None where only the whole can tell what is wrong."""
    taken: list[Element] = []

    def take(found: re.Match[str]) -> str:
        piece = _piece(TOKEN.sub("token", found[0]))
        if piece is None:
            return found[0]
        taken.append(piece)
        name = found[1] or "svg"
        return f'<{name} data-piece="{len(taken) - 1}"></{name}>'

    parser = html5lib.HTMLParser(strict=False, namespaceHTMLElements=True)
    root = parser.parse(PIECE.sub(take, text))
    if parser.errors:
        return None
    places = list(_places(root))
    if len(places) != len(taken):
        return None
    for parent, number, child in places:
        whole = copy.copy(taken[int(child.attrib["data-piece"])])
        whole.tail = child.tail
        parent[number] = whole
    return root


def _places(element: Element) -> Iterator[tuple[Element, int, Element]]:
    """Where pieces were taken out: parent, place in it, and what keeps the place."""
    for number, child in enumerate(element):
        if child.get("data-piece") is not None:
            yield element, number, child
        elif child.tag in PLAIN:
            yield from _places(child)


def _piece(text: str) -> Element | None:
    """One element, or None where it is more or less than that."""
    if text not in _pieces:
        parser = html5lib.HTMLParser(strict=False, namespaceHTMLElements=True)
        found = parser.parseFragment(text, container="div")
        whole = not parser.errors and len(found) == 1 and not found.text and not found[0].tail
        _pieces[text] = found[0] if whole else None
    return _pieces[text]


def _heading(root: Element, everything: list[Element]) -> Iterator[str]:
    heads = [element for element in everything if element.tag == f"{HTML}h1"]
    if len(heads) != 1:
        yield f"h1: exactly one, this page has {len(heads)}: {[_text(head) for head in heads]}"
        return
    title = re.sub(r"^[^:]{2,12}: ", "", _text(root.find(f".//{HTML}title")))
    full = _text(root.find(f".//{HTML}title"))
    head = _text(heads[0])
    if not head:
        yield "h1: it is empty; say how things stand in one sentence"
    elif not (
        title.startswith(head)
        or full.startswith(head)
        or head.startswith(title.split(" – ")[0].strip() or "\0")
    ):
        yield f"title: it opens with the h1; h1 is “{head}”, title is “{full}”"


def _ids(everything: list[Element]) -> Iterator[str]:
    seen: set[str] = set()
    for element in everything:
        name = element.get("id")
        if name is None:
            continue
        if name in seen:
            yield f"id: “{name}” is there twice"
        if not name or " " in name:
            yield f"id: “{name}” is empty or has a space"
        seen.add(name)


def _labels(root: Element, everything: list[Element]) -> Iterator[str]:
    named = {element.get("for") for element in everything if element.tag == f"{HTML}label"}
    inside = {id(control) for label in root.iter(f"{HTML}label") for control in label.iter()}
    ids = {element.get("id") for element in everything}
    for element in everything:
        if _tag(element) not in CONTROLS or element.get("type") in SILENT:
            continue
        if not (
            element.get("id") in named
            or id(element) in inside
            or element.get("aria-label")
            or element.get("aria-labelledby")
        ):
            yield f"label: {_show(element)} has none"
    for label in root.iter(f"{HTML}label"):
        if label.get("for") and label.get("for") not in ids:
            yield f"label: for=“{label.get('for')}” points at nothing"
    for element in everything:
        for name in ("aria-describedby", "aria-labelledby", "aria-controls"):
            for target in (element.get(name) or "").split():
                if target not in ids:
                    yield f"{name}: {_show(element)} points at “{target}”, which is not there"


def _inline(everything: list[Element]) -> Iterator[str]:
    for element in everything:
        for name in element.attrib:
            if (
                name == "style"
                or re.match(r"on[a-z]+$", str(name))
                or str(name).startswith("hx-on")
            ):
                yield f"inline: {_show(element)} has {name}=; the content policy forbids it, use a class or a data- attribute"
        if _tag(element) == "style":
            yield "inline: <style> in the page; put it in a sheet"
        if _tag(element) == "script" and not element.get("src"):
            yield "inline: <script> without src; put it in static/js"


def _words(element: Element, quoted: bool = False) -> Iterator[str]:
    quoted = quoted or _tag(element) in NOT_WORDS or element.get("translate") == "no"
    pieces = [element.text or ""] if not quoted else []
    for piece in pieces + [child.tail or "" for child in element if not quoted]:
        if STRAIGHT.search(piece):
            yield f"quotes: ’ “ ” and never ' or \" in words: “{' '.join(piece.split())[:80]}”"
    for child in element:
        if isinstance(child.tag, str):
            yield from _words(child, quoted)


def _addresses(everything: list[Element]) -> Iterator[str]:
    for element in everything:
        if not isinstance(element.tag, str):
            continue
        for name in ADDRESSES:
            value = element.get(name)
            if value is None or element.tag.startswith(SVG):
                continue
            parts = urlsplit(value)
            fetched = name != "href" or _tag(element) == "link"
            if parts.netloc and fetched:
                yield f"host: {_show(element)} {name} goes to {parts.netloc}; nothing is fetched from elsewhere"
            if (
                parts.netloc
                and not fetched
                and "noopener" not in (element.get("rel") or "")
                and not _own(parts.netloc)
            ):
                yield f'host: the link to {parts.netloc} needs rel="noopener noreferrer external"'
            if parts.scheme == "javascript":
                yield f"inline: {_show(element)} runs script from {name}"
            if name == "href" and value in {"", "#"} and _tag(element) == "a":
                yield f"link: {_show(element)} “{_text(element)}” leads nowhere"


def _names(everything: list[Element]) -> Iterator[str]:
    for element in everything:
        if _tag(element) in {"a", "button"} and not (
            _text(element) or element.get("aria-label") or _inner_label(element)
        ):
            yield f"name: {_show(element)} says nothing; give it a word or aria-label"
        if _tag(element) == "img" and element.get("alt") is None:
            yield f"name: {_show(element)} needs alt"
        if _tag(element) == "th" and not element.get("scope"):
            yield f"table: <th> “{_text(element)}” needs scope"
        if (
            _tag(element) == "form"
            and (element.get("method") or "get").lower() == "post"
            # A public page has no session to forge: a mailed token or a seal stands in its form.
            and element.get("data-cookieless") is None
            and not any(child.get("name") == "csrfmiddlewaretoken" for child in element.iter())
        ):
            yield f"form: {_show(element)} posts without {{% csrf_token %}}"


def _policy(everything: list[Element], response: Any) -> Iterator[str]:
    policy = response.get("Content-Security-Policy", "")
    if not policy:
        yield "policy: no Content-Security-Policy header"
        return
    if "unsafe-inline" in policy or "unsafe-eval" in policy:
        yield "policy: it allows unsafe script or style"
    for element in everything:
        if _tag(element) == "script":
            nonce = element.get("nonce") or ""
            if not nonce or f"'nonce-{nonce}'" not in policy:
                yield f'policy: {_show(element)} carries no nonce of this page; write nonce="{{{{ request.csp_nonce }}}}"'


def _inner_label(element: Element) -> bool:
    return any(child.get("aria-label") or child.get("alt") for child in element.iter())


def _own(host: str) -> bool:
    return host.split(":", maxsplit=1)[0] in {"testserver", "localhost", "127.0.0.1"}


def _text(element: Element | None) -> str:
    return " ".join("".join(element.itertext()).split()) if element is not None else ""


def _tag(element: Element) -> str:
    return element.tag.removeprefix(HTML) if isinstance(element.tag, str) else ""


def _show(element: Element) -> str:
    kept = {
        name: value
        for name, value in element.attrib.items()
        if name in {"id", "name", "type", "class", "src", "href"}
    }
    return f"<{_tag(element)}{''.join(f' {name}={value!r}' for name, value in kept.items())}>"


def _line(text: str, number: int) -> str:
    lines = text.splitlines()
    return f"“{lines[number - 1].strip()[:120]}”" if 0 < number <= len(lines) else "the end"
