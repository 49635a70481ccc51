"""Templates compile, use only parts that exist, and carry no style, script or address of their own.

Style sheets never fetch, pages stay inside their budgets, and every part stands in the gallery.
"""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
import tinycss2
from django.template import engines
from django.template.loader import get_template

from tests.rules.ladder import PACKAGE

TEMPLATES = PACKAGE / "templates"
STATIC = PACKAGE / "static"
PAGES = sorted(path for path in TEMPLATES.rglob("*") if path.suffix in {".html", ".txt"})
HTML = [path for path in PAGES if path.suffix == ".html"]
PARTS = sorted((TEMPLATES / "parts").glob("*.html"))
SHEETS = sorted(STATIC.glob("css/**/*.css"))
SCRIPTS = sorted(STATIC.glob("js/*.js"))
# Parts that others include and that mean nothing alone.
INNER = {
    "field_error",
    "account",
    "scripts",
    "helpers",
    "errors",
    "messages",
    "mode",
    "nav",
    "tabbar",
    "find",
    "palette",
    "sprite",
    "lead",
}
# A letter’s own styles travel inside it; mail clients read nothing else.
MAIL = TEMPLATES / "mail"
COMMENT = re.compile(r"{#.*?#}|{% comment.*?endcomment %}|<!--.*?-->", re.DOTALL)


def name_of(path: Path) -> str:
    return str(path.relative_to(TEMPLATES))


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_compiles_and_every_part_it_names_exists(path: Path) -> None:
    template = get_template(name_of(path))
    for named in re.findall(r'{%\s*(?:include|extends)\s+"([^"#]+)', path.read_text()):
        get_template(named)
    assert template


@pytest.mark.parametrize("path", HTML, ids=name_of)
def test_has_no_style_or_script_of_its_own(path: Path) -> None:
    if path.is_relative_to(MAIL):
        return
    text = COMMENT.sub("", path.read_text())
    assert not re.search(r"\sstyle\s*=", text), "a style attribute; use a class (docs/design.md)"
    assert not re.search(r"\son[a-z]+\s*=\s*[\"']", text), (
        "an event attribute; use data-… and a module in static/js"
    )
    assert "hx-on" not in text, "hx-on runs script from the page; use a module in static/js"
    assert "js:" not in text, "hx-vals=js: runs script from the page"
    assert "<style" not in text, "a style element; put it in static/css/parts"
    for tag in re.findall(r"<script\b[^>]*>", text):
        assert "src=" in tag, f"{tag}: an inline script"
        assert "request.csp_nonce" in tag, f"{tag}: without the nonce of the page"


@pytest.mark.parametrize("path", HTML, ids=name_of)
def test_fetches_nothing_from_elsewhere(path: Path) -> None:
    if path.is_relative_to(MAIL):
        return
    text = COMMENT.sub("", path.read_text())
    assert re.findall(r"(?:src|srcset|poster|action|data)=[\"'](?:https?:)?//[^\"']*", text) == []
    assert re.findall(r"<link[^>]*href=[\"'](?:https?:)?//[^\"']*", text) == []


@pytest.mark.parametrize("path", HTML, ids=name_of)
def test_names_only_sheets_and_icons_that_exist(path: Path) -> None:
    text = path.read_text()
    sheets = {sheet.stem for sheet in SHEETS}
    for names in re.findall(r"{%\s*css\s+([^%]+)%}", text):
        for name in re.findall(r'"([^"]+)"', names):
            assert name in sheets, f"there is no static/css/parts/{name}.css"
    icons = set(re.findall(r'id="i-([a-z]+)"', (TEMPLATES / "parts/sprite.html").read_text()))
    for name in re.findall(r'{%\s*icon\s+"([^"]+)"', text) + re.findall(r'\bicon="([^"]+)"', text):
        assert name in icons, f"there is no icon “{name}” in parts/sprite.html"


@pytest.mark.parametrize(
    "path", [path for path in HTML if path.is_relative_to(TEMPLATES / "office")], ids=name_of
)
def test_staff_pages_never_say_successfully_or_are_you_sure(path: Path) -> None:
    text = COMMENT.sub("", path.read_text())
    assert not re.search(r"successful|are you sure", text, re.IGNORECASE), (
        "say what happened, and what happens next"
    )


def test_every_part_is_in_the_gallery() -> None:
    gallery = (TEMPLATES / "office/parts/gallery.html").read_text()
    missing = [
        part.stem
        for part in PARTS
        if part.stem not in INNER
        and f"{part.stem}.html" not in gallery
        and f"{{% {part.stem} " not in gallery
    ]
    assert missing == [], "show it in office/parts/gallery.html with all its states"


def test_every_part_is_in_the_design_notes() -> None:
    notes = (PACKAGE.parent.parent / "docs/design.md").read_text()
    missing = [
        part.stem
        for part in PARTS
        if part.stem not in INNER
        and f"{part.stem}.html" not in notes
        and f"{{% {part.stem} " not in notes
    ]
    assert missing == [], "give it a line in docs/design.md"


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.name)
def test_sheets_are_valid_and_fetch_nothing(path: Path) -> None:
    text = path.read_text()
    rules = tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True)
    assert [rule.message for rule in rules if rule.type == "error"] == []
    assert text.count("{") == text.count("}")
    assert "url(" not in text
    assert "@import" not in text
    assert "@layer" in text, "put it in a layer"


def test_parts_never_write_a_colour() -> None:
    allowed = {"#000a", "#fff", "#000", "#0d1226"}  # shade behind a dialog, printed codes, mail
    wrong = [
        f"{path.name}: {found}"
        for path in SHEETS
        if path.name != "tokens.css"
        for found in re.findall(
            r"#[0-9a-fA-F]{3,8}\b", re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)
        )
        if found not in allowed
    ]
    assert wrong == [], "take a token from tokens.css"


def test_pages_stay_inside_their_budgets() -> None:
    style = sum(len(gzip.compress(path.read_bytes())) for path in SHEETS)
    htmx = Path(__import__("django_htmx").__file__).parent / "static/django_htmx/htmx-2.min.js"
    script = sum(len(gzip.compress(path.read_bytes())) for path in [*SCRIPTS, htmx])
    assert style <= 40_000
    assert script <= 40_000


def test_tags_are_loaded_where_templates_are_compiled() -> None:
    assert "muster_parts" in engines["django"].engine.libraries
