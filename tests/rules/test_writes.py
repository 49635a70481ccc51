"""Stored state changes in models and actions only; doors and queries never write."""

import ast

from tests.rules.ladder import PACKAGE, sources

WRITING = {
    "save",
    "create",
    "bulk_create",
    "bulk_update",
    "get_or_create",
    "update_or_create",
    "delete",
}
MAY_WRITE = {"models", "actions", "management", "proof", "config"}
# A name that means something else on these receivers.
HARMLESS_RECEIVERS = {"self", "form", "cache", "session", "hashlib", "response"}


def test_only_actions_and_models_write() -> None:
    wrong = [
        f"{path.relative_to(PACKAGE)}:{node.lineno} .{node.func.attr}()"
        for path in sources()
        if not MAY_WRITE & {part.removesuffix(".py") for part in path.relative_to(PACKAGE).parts}
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and _writes(node)
    ]
    assert wrong == [], "move the write into an action of the domain that owns the row"


def _writes(node: ast.Call) -> bool:
    assert isinstance(node.func, ast.Attribute)
    if node.func.attr not in WRITING:
        return False
    text = ast.unparse(node.func.value)
    return "objects" in text or "all()" in text or "filter(" in text


def test_doors_never_touch_a_manager() -> None:
    doors = PACKAGE / "web"
    wrong = [
        f"{path.relative_to(PACKAGE)}:{number}"
        for path in sources()
        if doors in path.parents
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if ".objects" in line
    ]
    assert wrong == [], "fetch it for a person through the domain's access.py or queries.py"


def test_no_signals() -> None:
    wrong = [
        str(path.relative_to(PACKAGE))
        for path in sources()
        if "django.db.models.signals" in path.read_text()
    ]
    assert wrong == [], "write a fact, or fill a registry at start-up"
