"""A person at a browser without JavaScript: fetches pages, fills in the form it sees, presses a button."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin

import html5lib
import httpx

_NAMESPACE = False


class NoSuchForm(AssertionError):
    """The page holds no form that posts there; the page is wrong, or the story is."""


@dataclass(slots=True)
class Page:
    """One answer: its status, address and text."""

    response: httpx.Response
    _tree: Any = field(default=None, repr=False)

    @property
    def status(self) -> int:
        """The HTTP status."""
        return self.response.status_code

    @property
    def path(self) -> str:
        """Where the browser ended up after redirects."""
        return self.response.url.path

    @property
    def tree(self) -> Any:
        """The page as an element tree."""
        if self._tree is None:
            self._tree = html5lib.parse(self.response.text, namespaceHTMLElements=_NAMESPACE)
        return self._tree

    @property
    def words(self) -> str:
        """The text of the page's main part, with single spaces."""
        main = self.tree.find(".//main")
        return " ".join("".join((main if main is not None else self.tree).itertext()).split())

    @property
    def heading(self) -> str:
        """The one sentence the page opens with."""
        found = self.tree.find(".//h1")
        return "" if found is None else " ".join("".join(found.itertext()).split())

    def form(self, action: str = "", *, having: str = "") -> tuple[str, dict[str, Any]]:
        """Find the form that posts to a path ending in ``action`` and has a field ``having``.

        Returns where it posts to and the values that a browser would send.
        """
        for form in self.tree.iter("form"):
            target = urljoin(str(self.response.url), form.get("action") or "")
            names = {"", *(control.get("name") for control in form.iter())}
            posts = form.get("method", "").lower() == "post"
            if posts and target.partition("?")[0].endswith(action) and having in names:
                return target, _values(form)
        raise NoSuchForm(
            f"{self.path}: no form posts to “{action}” with “{having}”; it says: {self.words[:300]}"
        )

    def links(self, pattern: str) -> list[str]:
        """Return the addresses of links that match ``pattern``."""
        found = (link.get("href", "") for link in self.tree.iter("a"))
        return [href for href in found if re.search(pattern, href)]


class Browser:
    """Cookies, redirects and forms; everything else is up to the story."""

    def __init__(self, base: str, language: str = "en") -> None:
        self._client = httpx.Client(
            base_url=base,
            headers={"Accept-Language": language},
            follow_redirects=True,
            timeout=30,
            trust_env=False,
        )

    def get(self, path: str) -> Page:
        """Open a page."""
        return Page(self._client.get(path))

    def send(
        self, page: Page, action: str = "", *, having: str = "", files: Any = None, **values: Any
    ) -> Page:
        """Fill in the form that ``page`` shows and press its button."""
        target, shown = page.form(action, having=having)
        return self.post(page, shown | values, target, files=files)

    def post(
        self, page: Page, data: dict[str, Any], target: str = "", *, files: Any = None
    ) -> Page:
        """Send ``data`` from ``page``, whether or not it shows such a form."""
        referer = {"Referer": str(page.response.url)}
        return Page(self._client.post(target or page.path, data=data, files=files, headers=referer))

    def close(self) -> None:
        """Close the connections."""
        self._client.close()


def _values(form: Any) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for control in form.iter():
        name, kind = control.get("name"), (control.get("type") or "").lower()
        if not name or kind in {"submit", "button", "file", "image"} or control.tag == "button":
            continue
        if control.tag == "input" and (
            kind not in {"checkbox", "radio"} or control.get("checked") is not None
        ):
            _add(values, name, control.get("value", "on" if kind in {"checkbox", "radio"} else ""))
        elif control.tag == "textarea":
            # A browser drops the first line break after the tag; the parser has done so already.
            _add(values, name, control.text or "")
        elif control.tag == "select":
            options = list(control.iter("option"))
            chosen = [option for option in options if option.get("selected") is not None]
            for option in chosen or ([] if control.get("multiple") is not None else options[:1]):
                _add(values, name, option.get("value", option.text or ""))
    return values


def _add(values: dict[str, Any], name: str, value: str) -> None:
    if name in values:
        before = values[name]
        values[name] = [*before, value] if isinstance(before, list) else [before, value]
    else:
        values[name] = value
